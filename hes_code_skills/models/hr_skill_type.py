# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class HrSkillType(models.Model):
    _name = "hr.skill.type"
    _inherit = "hr.skill.type"

    def unlink(self):
        """The rules go with it, by the ORM: what changes the gate is recorded."""
        self.check_access("unlink")
        # who may delete it may have no right to the gate's rules; they read none
        rules_sudo = self.env["hes.requirement.rule"].sudo()
        rules_sudo.search([("skill_type_id", "in", self.ids)]).unlink()
        return super().unlink()
