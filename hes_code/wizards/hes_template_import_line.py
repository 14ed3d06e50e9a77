# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class HesTemplateImportLine(models.TransientModel):
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
    person = fields.Char(help="The person as the file names them.")
    code = fields.Char(string="HES Code")
    value = fields.Char(string="In the File")
    problem = fields.Char()
    advice = fields.Char(string="What to Do")
    hint = fields.Char(help="A code of an unusual pattern is taken, and pointed out.")
