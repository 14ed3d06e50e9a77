# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, fields, models
from odoo.exceptions import UserError


class HesContact(models.Model):
    """What HR does with one contact, or with many at once."""

    _inherit = "hes.contact"

    email = fields.Char(compute="_compute_reach")
    lang = fields.Char(compute="_compute_reach")

    @api.depends("employee_id", "partner_id")
    def _compute_reach(self):
        """Where and in which language somebody is written to."""
        for contact in self:
            person = contact.employee_id
            partner = contact.partner_id or person.work_contact_id
            contact.email = (
                person.private_email or person.work_email or contact.partner_id.email
            )
            contact.lang = (
                person.user_id.lang
                or partner.lang
                or contact.company_id.partner_id.lang
                or self.env.lang
            )

    def action_inform(self):
        """Send everybody the note that says what to do, each in their language."""
        self.check_access("write")
        reached = self.filtered("email")
        template = self.env.ref("hes_code.mail_template_contact")
        if reached:
            template.send_mail_batch(reached.ids)
        # when it was is not entered
        reached.sudo().informed_at = fields.Datetime.now()
        reached.filtered(lambda contact: contact.state == "todo").state = "informed"
        missing = self - reached
        if not missing:
            return self._tell_officer(
                self.env._("%(count)s people are written to.", count=len(reached))
            )
        return self._tell_officer(
            self.env._(
                "%(count)s people are written to. Without an e-mail address, please"
                " call them: %(names)s.",
                count=len(reached),
                names=", ".join(missing.mapped("person_name")),
            ),
            "warning",
        )

    @api.model
    def _tell_officer(self, message, kind="success"):
        action = self.env["hes.service"]._notify(kind, message)
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        action["params"].update(sticky=kind == "warning", next=reload)
        return action

    def action_check(self):
        """Ask for the codes of these people; opens the query that holds the answers."""
        asked = self.filtered("code_id")
        if not asked:
            raise UserError(self.env._("None of these people has given a HES code."))
        asked.check_access("write")
        asked.sudo().asked_at = fields.Datetime.now()  # when it was is not entered
        action = self.env["hes.query"]._ask_now(asked.code_id)
        asked._settle_asked()
        return action

    @api.model
    def _settle_asked(self):
        """Whoever was asked for and has an answer since is checked."""
        asked = self.search_fetch(
            [("asked_at", "!=", False), ("state", "in", ("todo", "informed"))], []
        )
        asked.invalidate_recordset(["code_id", "risk_status"])
        asked.filtered(
            lambda contact: (
                contact.code_id.checked_at
                and contact.code_id.checked_at >= contact.asked_at
            )
        ).state = "checked"

    def action_stay_away(self):
        """Note that they stay away until the proposed day."""
        unknown = self.filtered(lambda contact: not contact.proposed_until)
        if unknown:
            raise UserError(
                self.env._(
                    "No isolation rule was in force, so there is no day to propose."
                    " Please enter it in the column “Away Until”."
                )
            )
        for contact in self:
            contact.away_until = contact.proposed_until

    def action_plan(self):
        """Plan an activity for each of these people."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan an Activity"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "active_id": self[:1].id,
            },
        }

    def action_close(self):
        self.state = "closed"


class HesContactCase(models.Model):
    """The same for all contacts of a case that are not closed."""

    _inherit = "hes.contact.case"

    def action_inform_all(self):
        """Write to everybody who has nothing been told yet."""
        waiting = self.contact_ids.filtered(
            lambda contact: contact.state == "todo" and contact.hours
        )
        if not waiting:
            raise UserError(self.env._("There is nobody left to write to."))
        return waiting.action_inform()

    def action_check_all(self):
        return self._open_contacts().action_check()

    def action_view_contacts(self):
        """All contacts of the case, to choose from."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_contact_action"
        )
        domain = [("case_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    def _open_contacts(self):
        return self.contact_ids.filtered(lambda contact: contact.state != "closed")
