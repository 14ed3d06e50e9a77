# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from functools import wraps

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.web.models.models import Base

from .base import UNLOGGED, USED

#: Fields that say whose a record is and when it was made, and nothing about health.
NEUTRAL = frozenset(
    {
        "id",
        "active",
        "company_id",
        "department_id",
        "employee_id",
        "partner_id",
        "create_date",
        "create_uid",
        "write_date",
        "write_uid",
        "date",
        "email",
        "lang",
    }
)


class OneCall(dict):
    """In the context during a call that reads: what its conditions have found, for its
    list, its length and its groups alike. No client can send one."""


def _writable(method):
    """``method``, called where the log can be written: core marks it as one that may
    be answered by a replica."""

    @wraps(method)
    def wrapper(self, *args, **kwargs):
        call = self.with_context(hes_one_call=OneCall())
        return getattr(super(HesAccessLoggedMixin, call), method.__name__)(
            *args, **kwargs
        )

    wrapper._readonly = False
    return wrapper


class HesAccessLoggedMixin(models.AbstractModel):
    """Log who reads such records through a screen, the API or an export, and each
    search, count or grouping by their logged fields, wherever it starts.

    A read is logged for each person that the records are about, a search as one row
    with the fields and the number found. Neither is logged for the system: the gate,
    the kiosk and the bulk check pay nothing. The add-on's own code searches for a user
    with :meth:`_unlogged`.
    """

    _name = "hes.access.logged.mixin"
    _description = "HES Data Whose Readers Are Recorded"
    #: Value of ``hes.access.log.kind``.
    _access_log_kind = None
    #: Name of the field of a HES code whose holder it is; None if the holder's own
    #: fields are here.
    _access_log_code = None
    #: Names of the fields whose reading is logged; None if that of all is.
    _access_log_fields = None
    #: Names of further fields by which a search is logged.
    _access_log_search_fields = frozenset()

    read = _writable(models.BaseModel.read)
    web_read = _writable(Base.web_read)
    search_read = _writable(models.BaseModel.search_read)
    web_search_read = _writable(Base.web_search_read)
    web_read_group = _writable(Base.web_read_group)

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """A search whose names are read with it: that of a HES code is the code."""
        pairs = super().name_search(name, domain, operator, limit)
        found = self.browse([id_ for id_, _name in pairs])
        found._log_data_access(["display_name"])
        return pairs

    def _compute_display_name(self):
        """Names that are shown by themselves are read: that of a HES code is the code,
        that of a case is who is risky."""
        result = super()._compute_display_name()  # refuses who may not read them
        if self.env.context.get("hes_names_shown"):
            self._log_data_access(["display_name"])
        return result

    def copy_data(self, default=None):
        self._log_data_access(self._fields)
        return super().copy_data(default)

    def _unlogged(self):
        """These records, for searches of the add-on's own that show the user nothing;
        what is found is to be used as the system or as the user again."""
        return self.with_context(hes_search=UNLOGGED)

    def _access_log_holders(self):
        """SQL query for whose records these are, as :meth:`HesAccessLog._log`
        takes it."""
        if self._access_log_code:
            return SQL(
                """SELECT code.employee_id, code.partner_id, code.company_id
                     FROM %s AS row JOIN hes_code AS code ON code.id = %s
                    WHERE row.id IN %s""",
                SQL.identifier(self._table),
                SQL.identifier("row", self._access_log_code),
                tuple(self.ids),
            )
        known = "partner_id" in self._fields
        partner = SQL.identifier("partner_id") if known else SQL("NULL::int")
        return SQL(
            "SELECT employee_id, %s AS partner_id, company_id FROM %s WHERE id IN %s",
            partner,
            SQL.identifier(self._table),
            tuple(self.ids),
        )

    def _log_data_access(self, names, channel=None):
        """Log that the user reads these fields of these records, if any is logged.

        :param channel: value of ``hes.access.log.channel``; by how many people the
            records are about if not given
        """
        logged = self._access_log_fields
        if not self.env.su and self.ids and (logged is None or logged & set(names)):
            self.env["hes.access.log"]._log(
                self._access_log_kind, self._access_log_holders(), channel
            )

    def _is_logged(self, name):
        """Whether a search by this field is logged."""
        if name in self._access_log_search_fields or self._access_log_fields is None:
            return name not in NEUTRAL
        return name in self._access_log_fields

    def _check_field_access(self, field, operation):
        """A user's condition, order or group by a field of these records ends here,
        whatever the path that leads to it."""
        if self.env.su:  # may use each; asked for each column that a check-in reads
            return
        super()._check_field_access(field, operation)
        if (
            operation == "read"
            and self._is_logged(field.name)
            and self.env.context.get("hes_search") is not UNLOGGED
        ):
            self.env["hes.access.log"]._check_writable()
            used = self.env.cr.cache.get(USED)
            if used is None:
                self._log_search([field.name], (), 0)
            else:
                used.add((self._name, field.name))

    # fields are used for reading, as the order that lists have anyway, or to say of
    # each whether it could be one

    def fields_get(self, allfields=None, attributes=None):
        unlogged = super(HesAccessLoggedMixin, self._unlogged())
        return unlogged.fields_get(allfields, attributes)

    def _get_view_fields(self, view_type, models):
        unlogged = super(HesAccessLoggedMixin, self._unlogged())
        return unlogged._get_view_fields(view_type, models)

    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        # the system is not logged, and another environment would cost a check-in time
        reading = self if self.env.su else self._unlogged()
        return super(HesAccessLoggedMixin, reading)._determine_fields_to_fetch(
            field_names, ignore_when_in_cache
        )

    def _fetch_query(self, query, fields):
        if self.env.su:
            return super()._fetch_query(query, fields)
        unlogged = super(HesAccessLoggedMixin, self._unlogged())
        return unlogged._fetch_query(query, fields).with_env(self.env)

    def _order_to_sql(self, order, query, alias=None, reverse=False):
        if self.env.su or (order and order != self._order):
            return super()._order_to_sql(order, query, alias, reverse)
        unlogged = super(HesAccessLoggedMixin, self._unlogged())
        return unlogged._order_to_sql(order, query, alias, reverse)

    def _read_format(self, fnames, load="_classic_read"):
        self._log_data_access(fnames)
        return super()._read_format(fnames, load)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        self._log_data_access([path[0] for path in fields if path], "export")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
