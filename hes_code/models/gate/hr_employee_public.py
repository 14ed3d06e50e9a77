# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain

from ..selections import CLEARANCE


class HrEmployeePublic(models.Model):
    _name = "hr.employee.public"
    _inherit = "hr.employee.public"
    hes_clearance = fields.Selection(
        CLEARANCE,
        string="Clearance",
        compute="_compute_hes_clearance",
        search="_search_hes_clearance",
        help="Seen by attendance officers, HES officers and the person's manager.",
    )

    @api.depends_context("uid")
    def _compute_hes_clearance(self):
        verdicts = self._hes_seen_verdicts()
        for person in self:
            verdict = verdicts.get(person.id)
            person.hes_clearance = verdict.clearance if verdict else False

    def _hes_seen_verdicts(self):
        """Verdicts on those of these people whose clearance this user may know: dict
        of id to :class:`clearance.Verdict`."""
        user = self.env.user
        # the verdict alone, and only of those this user answers for
        seen_sudo = self.env["hr.employee"].sudo().browse(self.ids)
        if not user._hes_knows_clearances():
            mine = self.filtered(lambda person: person.parent_id.user_id == user)
            seen_sudo = seen_sudo.browse(mine.ids).filtered(
                lambda person: user in person._hes_managers()
            )
        return seen_sudo._hes_verdicts()

    def _search_hes_clearance(self, operator, value):
        """Among the people whose clearance this user may know; of all others nothing
        is found, whatever is asked."""
        if operator not in ("in", "not in"):
            return NotImplemented
        known = Domain.TRUE
        if not self.env.user._hes_knows_clearances():
            known = Domain("parent_id.user_id", "=", self.env.uid)
        verdicts = self.search(known)._hes_seen_verdicts()
        wanted = operator == "in"
        return Domain(
            "id",
            "in",
            [
                id_
                for id_, row in verdicts.items()
                if (row.clearance in value) == wanted
            ],
        )
