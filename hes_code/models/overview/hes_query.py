# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class HesQuery(models.Model):
    _name = "hes.query"
    _inherit = "hes.query"

    def action_view_denied(self):
        """Who may not come in: of those who were asked for as a group, else of the
        company."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hr_employee_action_clearance"
        )
        domain = [
            ("company_id", "=", self.company_id.id),
            ("hes_clearance", "=", "denied"),
        ]
        if self.group_id:
            codes = self.check_ids.code_id | self.batch_ids._codes_without_answer()
            domain.append(("id", "in", codes.employee_id.ids))
        name = self.env._("Who May Not Come In")
        named = {"name": name, "display_name": name}
        return {**action, **named, "domain": domain, "context": {}}
