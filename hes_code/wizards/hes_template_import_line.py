# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class HesTemplateImportLine(models.TransientModel):
    """What becomes of one row of the file."""

    _name = "hes.template.import.line"
    _inherit = ["hes.bulk.mixin"]
    _description = "Row of a HES Template"
    _retention_with = "import_id"
    _subject_access_none = "A form: what comes of it is shown as codes and answers."
    _order = "id"

    import_id = fields.Many2one(
        "hes.template.import", required=True, index=True, ondelete="cascade"
    )
    sheet = fields.Char()
    row = fields.Integer()
    column = fields.Char(help="The column that is wrong.")
    state = fields.Selection(
        [
            ("new", "New"),
            ("changed", "Changed"),
            ("same", "Same"),
            ("rejected", "Rejected"),
        ],
        required=True,
    )
    employee_id = fields.Many2one("hr.employee", ondelete="cascade")
    person = fields.Char(string="Name in the File")
    code = fields.Char(string="HES Code")
    suggestion = fields.Char(help="The code that was perhaps meant.")
    can_take = fields.Boolean(help="The row is taken if somebody decides so.")
    chosen = fields.Boolean(help="Somebody decided that the row is taken.")
    value = fields.Char(string="In the File")
    problem = fields.Char()
    advice = fields.Char(string="What to Do")
    hint = fields.Char(
        compute="_compute_hint", help="A code of an unusual pattern is pointed out."
    )

    @api.depends("code")
    def _compute_hint(self):
        for line in self:
            line.hint = line.code and self.env["hes.code"]._hint(line.code)

    def action_take(self):
        """Take the row as it is."""
        self.ensure_one()
        return self.import_id._choose(self, self.can_take and self.code)

    def action_take_suggestion(self):
        """Take the row with the code that was perhaps meant."""
        self.ensure_one()
        return self.import_id._choose(self, self.suggestion)

    def action_leave(self):
        """Do not take the row after all."""
        self.ensure_one()
        return self.import_id._choose(self, False)
