# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, fields, models
from odoo.exceptions import UserError

#: So many answers stand on an employee's own page; a button opens the others.
LAST_ANSWERS = 10


class HesCheck(models.Model):
    """An answer as people read it: until when, and by which way it was asked."""

    _inherit = "hes.check"

    expiry = fields.Char(string="Validity", compute="_compute_expiry")
    way = fields.Selection(
        [
            ("service", "Ministry's Service"),
            ("edevlet", "e-Devlet"),
            ("gate", "At the Gate"),
        ],
        string="Asked Through",
        compute="_compute_way",
    )

    @api.depends("expires_at")
    def _compute_expiry(self):
        for answer in self:
            answer.expiry = self.env["hes.code"]._expiry_words(answer.expires_at)

    @api.depends("query_id.service_id")
    def _compute_way(self):
        for answer in self:
            if not answer.query_id:
                answer.way = "gate"  # one person who waits there is no query
            else:
                answer.way = "service" if answer.query_id.service_id else "edevlet"


class HesCode(models.Model):
    _inherit = "hes.code"

    @api.ondelete(at_uninstall=False)
    def _unlink_unanswered(self):
        """What was answered must not go with its code, unless Odoo itself erases it,
        as with a person or after its retention."""
        if self.check_ids and not self.env.su:
            raise UserError(
                self.env._(
                    "There are answers about this HES code, and they stay. Please"
                    " archive the code instead."
                )
            )


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    hes_owner_check = fields.Selection(
        related="hes_code_id.owner_check",
        string="HES Code Owner",
        groups="hes_code.group_hes_officer",
    )
    hes_last_check_ids = fields.Many2many(
        "hes.check",
        string="Last HES Answers",
        compute="_compute_hes_last_check_ids",
        groups="hes_code.group_hes_officer",
    )

    @api.depends("hes_code_ids.check_ids")
    def _compute_hes_last_check_ids(self):
        answers = (
            self.env["hes.check"]
            .search([("code_id.employee_id", "in", self.ids)])
            .grouped("employee_id")
        )
        for employee in self:
            found = answers.get(employee._origin, self.env["hes.check"])
            employee.hes_last_check_ids = found[:LAST_ANSWERS]

    def action_view_hes_checks(self):
        """The answers about this person by day, the newest first."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "hes_code.hes_check_action_history"
            ),
            "domain": [("code_id.employee_id", "=", self.id)],
        }
