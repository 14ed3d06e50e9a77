# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class IrRule(models.Model):
    """A refusal names nothing of our records: with the developer mode, which any user
    can switch on, Odoo's own says their names. That of a HES code is the code. It is in
    the access log."""

    _name = "ir.rule"
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        if records._original_module.startswith("hes_code"):
            self.env["hes.access.log"]._log_refused(records)
            records.invalidate_recordset()  # what was read to log it
            records = records.browse()
        return super()._make_access_error(operation, records)
