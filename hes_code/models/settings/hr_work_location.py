# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class HrWorkLocation(models.Model):
    _name = "hr.work.location"
    _inherit = "hr.work.location"

    hes_meeting_point = fields.Char(
        string="Meeting Point",
        help="Where people gather when the building is cleared.",
    )
