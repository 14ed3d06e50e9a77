# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re
from functools import wraps
from inspect import signature

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.web.models.models import Base

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
    }
)
#: Arguments of the ORM's searching methods that hold a domain.
DOMAINS = ("domain", "search_domain", "category_domain", "filter_domain")
#: In the context while a search runs that is logged as a whole; no client can send it.
LOGGED = object()


def _writable(method):
    """``method``, called where the log can be written: core marks it as one that may
    be answered by a replica."""

    @wraps(method)
    def wrapper(self, *args, **kwargs):
        return getattr(super(HesAccessLoggedMixin, self), method.__name__)(
            *args, **kwargs
        )

    wrapper._readonly = False
    return wrapper


def _searching(method, *specs, always=()):
    """``method``, each call of which by a user leaves one row in the access log if it
    names a logged field.

    :param specs: names of the arguments, domains aside, that name fields
    :param always: names of fields by which the method searches anyway
    """
    parameters = signature(method)

    @wraps(method)
    def wrapper(self, *args, **kwargs):
        inner = self if self.env.su else self.with_context(hes_search=LOGGED)
        result = getattr(super(HesAccessLoggedMixin, inner), method.__name__)(
            *args, **kwargs
        )
        if isinstance(result, models.BaseModel):
            result = result.with_env(self.env)
        if not self.env.su and self.env.context.get("hes_search") is not LOGGED:
            given = parameters.bind(self, *args, **kwargs).arguments
            given |= given.pop("kwargs", {})
            paths = {path for name in DOMAINS for path in domain_paths(given.get(name))}
            # names and what surrounds them: "field:granularity", "field desc, id"
            texts = repr([given.get(name) for name in specs])
            paths.update(always, re.findall(r"[\w.]+", texts))
            self._log_search(paths, _count(result))
        return result

    return wrapper


def domain_paths(domain):
    """The paths of fields in a domain, those in the domains of relations included."""
    for condition in Domain(domain or ()).iter_conditions():
        yield condition.field_expr
        if "any" in condition.operator and isinstance(
            condition.value, Domain | list | tuple
        ):
            for path in domain_paths(condition.value):
                yield f"{condition.field_expr}.{path}"


def _count(result):
    """How many records, or groups of them, a searching method has found."""
    if isinstance(result, int):
        return result
    if isinstance(result, dict):
        return result.get("length", len(result.get("values", result)))
    if isinstance(result, list):
        return sum(len(part) if isinstance(part, list) else 1 for part in result)
    return len(result)


class HesAccessLoggedMixin(models.AbstractModel):
    """Log who reads such records through a screen, the API or an export, and each
    search, count or grouping by their logged fields.

    A read is logged for each person that the records are about, a search as one row
    with the fields and the number found. Neither is logged for the system: the gate,
    the kiosk and the bulk check pay nothing. The add-on's own code searches for a user
    with ``search_fetch``, which no client can call and which is not logged.
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
    search = _searching(models.BaseModel.search, "order")
    search_count = _searching(models.BaseModel.search_count)
    search_read = _searching(models.BaseModel.search_read, "order")
    web_search_read = _searching(Base.web_search_read, "order")
    web_read_group = _searching(Base.web_read_group, "groupby", "aggregates", "order")
    formatted_read_group = _searching(
        Base.formatted_read_group, "groupby", "aggregates", "having", "order"
    )
    formatted_read_grouping_sets = _searching(
        Base.formatted_read_grouping_sets, "grouping_sets", "aggregates", "order"
    )
    read_group = _searching(models.BaseModel.read_group, "fields", "groupby", "orderby")
    read_progress_bar = _searching(Base.read_progress_bar, "group_by", "progress_bar")
    search_panel_select_range = _searching(Base.search_panel_select_range, "field_name")
    search_panel_select_multi_range = _searching(
        Base.search_panel_select_multi_range, "field_name", "group_by"
    )
    _name_search_logged = _searching(
        models.BaseModel.name_search, always=["display_name"]
    )

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """A search whose names are read with it: that of a HES code is the code."""
        pairs = self._name_search_logged(name, domain, operator, limit)
        found = self.browse([id_ for id_, _name in pairs])
        found._log_data_access(["display_name"])
        return pairs

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
        return SQL(
            "SELECT employee_id, partner_id, company_id FROM %s WHERE id IN %s",
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

    def _log_search(self, paths, count):
        """Log that the user searches by these paths of fields, if any is logged, and
        has found ``count`` records."""
        names = sorted(filter(None, set(map(self._access_log_path, paths))))
        if names:
            self.env["hes.access.log"]._log_search(self, names, count)

    def _access_log_path(self, path):
        """``path`` up to the first logged field on it; an empty text if it has none."""
        model, steps = self, []
        for name in path.split("."):
            if name not in model._fields:
                break
            steps.append(name)
            if getattr(model, "_access_log_kind", None) and model._is_logged(name):
                return ".".join(steps)
            model = self.env.get(model._fields[name].comodel_name)
            if model is None:
                break
        return ""

    def _is_logged(self, name):
        """Whether a search by this field is logged."""
        if name in self._access_log_search_fields or self._access_log_fields is None:
            return name not in NEUTRAL
        return name in self._access_log_fields

    def _read_format(self, fnames, load="_classic_read"):
        self._log_data_access(fnames)
        return super()._read_format(fnames, load)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        self._log_data_access([path[0] for path in fields if path], "export")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
