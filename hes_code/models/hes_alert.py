# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_datetime


class HesCode(models.Model):
    """Who is told when somebody turns risky, and when they may come back."""

    _inherit = "hes.code"

    def _announce_risk(self):
        """An urgent activity for the HES officers, a neutral note for the manager,
        and a fresh list for whoever looks at the attendances."""
        codes_sudo = self.sudo().filtered("employee_id")  # told whoever asked
        if not codes_sudo:
            return
        activity_type = self.env.ref("hes_code.mail_activity_type_risk")
        model_id = self.env["ir.model"]._get_id("hes.code")
        # quick update: the mail of an assignment has the record's name in its subject,
        # which here is the code
        activities_sudo = self.env["mail.activity"].sudo()  # told whoever asked
        activities_sudo.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": activity_type.summary,
                    "date_deadline": fields.Date.context_today(code),
                    "res_model_id": model_id,
                    "res_id": code.id,
                    "user_id": officer.id,
                }
                for company, codes in codes_sudo.grouped("company_id").items()
                for officer in self._hes_officers(company)
                for code in codes
            ]
        )
        for code in codes_sudo:  # a note a person, each in the reader's language
            employee = code.employee_id
            code._tell(
                employee.parent_id.user_id,
                lambda env, name=employee.name, since=code.risky_since: env._(
                    "%(name)s is not cleared for work on site since %(date)s."
                    " Please contact HR.",
                    name=name,
                    date=format_datetime(env, since, dt_format="short"),
                ),
            )
        self._refresh_attendances()

    def _announce_end(self):
        """The first riskless answer after a risk: the same people hear of it."""
        codes_sudo = self.sudo().filtered("employee_id")  # told whoever asked
        if not codes_sudo:
            return
        siblings = codes_sudo.employee_id.with_context(active_test=False).hes_code_ids
        # the officers' own activities, which go with the risk
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", "hes.code"),
                ("res_id", "in", siblings.ids),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("hes_code.mail_activity_type_risk").id,
                ),
            ]
        ).unlink()
        for code in codes_sudo:  # a note a person, each in the reader's language
            employee = code.employee_id
            code._tell(
                employee.parent_id.user_id | self._hes_officers(code.company_id),
                lambda env, name=employee.name: env._(
                    "%(name)s is cleared for work on site again.", name=name
                ),
            )
        self._refresh_attendances()

    def _hes_officers(self, company):
        """Active users who look after the codes of a company."""
        # who is in the group, which whoever asks need not know
        officers = self.env.ref("hes_code.group_hes_officer").sudo().all_user_ids
        return officers.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )

    def _tell(self, users, words):
        """Send each user a note in their language: words(env) -> text."""
        for user in users:
            env = self.with_context(lang=user.lang, tz=user.tz).env
            # a note may go to whoever is concerned, whoever asked
            env["mail.thread"].sudo().message_notify(
                partner_ids=user.partner_id.ids,
                subject=env._("Work on site"),
                body=Markup("<p>%s</p>") % words(env),
                model=False,
                res_id=False,
            )

    def _refresh_attendances(self):
        """Whoever has the attendances open sees the change; it carries no data."""
        # the group's channel, on which an empty message goes out
        group_sudo = self.env.ref("hr_attendance.group_hr_attendance_officer").sudo()
        group_sudo._bus_send("hes_clearance_changed", {})
