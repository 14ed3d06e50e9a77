# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ..selections import CLEARANCE


class HrEmployeePublic(models.Model):
    _name = "hr.employee.public"
    _inherit = "hr.employee.public"
    hes_clearance = fields.Selection(
        CLEARANCE,
        string="Clearance",
        compute="_compute_hes_clearance",
        help="Seen by attendance officers, HES officers and the person's manager.",
    )

    @api.depends_context("uid")
    def _compute_hes_clearance(self):
        user = self.env.user
        # the verdict alone, and only of those this user answers for
        seen_sudo = self.env["hr.employee"].sudo().browse(self.ids)
        if not user._hes_knows_clearances():
            mine = self.filtered(lambda person: person.parent_id.user_id == user)
            seen_sudo = seen_sudo.browse(mine.ids).filtered(
                lambda person: user in person._hes_managers()
            )
        verdicts = seen_sudo._hes_verdicts()
        for person in self:
            verdict = verdicts.get(person.id)
            person.hes_clearance = verdict.clearance if verdict else False
