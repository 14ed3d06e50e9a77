# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from functools import wraps

from odoo import models
from odoo.tools import SQL

from odoo.addons.web.models.models import Base


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


class HesAccessLoggedMixin(models.AbstractModel):
    """Whoever reads such records through a screen, the API or an export is recorded.

    The gate, the kiosk and the bulk check read as the system, or by plain statements:
    they neither are recorded nor pay for it.
    """

    _name = "hes.access.logged.mixin"
    _description = "HES Data Whose Readers Are Recorded"
    #: Value of ``hes.access.log.kind``.
    _access_log_kind = None
    #: Name of the field of a HES code whose holder it is; None if the holder's own
    #: fields are here.
    _access_log_code = None
    #: Names of the fields that tell something; None if all do.
    _access_log_fields = None
    read = _writable(models.BaseModel.read)
    search_read = _writable(models.BaseModel.search_read)
    web_read = _writable(Base.web_read)
    web_search_read = _writable(Base.web_search_read)
    web_read_group = _writable(Base.web_read_group)

    def _access_log_holders(self):
        """SQL query for whose records these are, as :meth:`HesAccessLog._log` takes
        it."""
        if self._access_log_code:
            return SQL(
                """SELECT code.employee_id, code.partner_id, code.company_id
                     FROM %s AS told JOIN hes_code AS code ON code.id = %s
                    WHERE told.id IN %s""",
                SQL.identifier(self._table),
                SQL.identifier("told", self._access_log_code),
                tuple(self.ids),
            )
        return SQL(
            "SELECT employee_id, partner_id, company_id FROM %s WHERE id IN %s",
            SQL.identifier(self._table),
            tuple(self.ids),
        )

    def _log_data_access(self, names, way=None):
        telling = self._access_log_fields
        if self.env.su or not self.ids or not (telling is None or telling & set(names)):
            return
        log = self.env["hes.access.log"]
        log._log(self._access_log_kind, self._access_log_holders(), way)

    def _read_format(self, fnames, load="_classic_read"):
        self._log_data_access(fnames)
        return super()._read_format(fnames, load)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        self._log_data_access([path[0] for path in fields if path], "export")
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
