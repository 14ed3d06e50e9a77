# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from collections import defaultdict
from functools import partial

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_datetime


class HesCode(models.Model):
    """Who is told when somebody turns risky, and when they may come back."""

    _inherit = "hes.code"

    def _announce_risk(self):
        """An urgent activity for the HES officers, a neutral note for who is near the
        person, and a fresh list for whoever looks at the attendances."""
        codes_sudo = self.sudo()._on_site()  # told whoever asked
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
        self._tell(codes_sudo._who_acts(), codes_sudo._risk_words)
        self._refresh_attendances()

    def _announce_end(self):
        """The first riskless answer after a risk: the same people hear of it."""
        if not self:
            return
        codes_sudo = self.sudo()  # told whoever asked
        # the officers' own activities, which go with the risk
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", "hes.code"),
                ("res_id", "in", codes_sudo._of_same_holders().ids),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("hes_code.mail_activity_type_risk").id,
                ),
            ]
        ).unlink()
        codes_sudo = codes_sudo._on_site()
        readers = codes_sudo._who_acts()
        for company, codes in codes_sudo.grouped("company_id").items():
            for officer in self._hes_officers(company):
                readers[officer] |= codes
        self._tell(readers, codes_sudo._end_words)
        self._refresh_attendances()

    # ---------------------------------------------------------- who hears what

    def _on_site(self):
        """Those whose holders may be on site: employees."""
        return self.filtered("employee_id")

    def _who_acts(self):
        """Who is near the holders and has to act: a dict of users (or none of them) to
        the codes, without the HES officers."""
        managers = self.grouped(lambda code: code.employee_id.parent_id.user_id)
        return defaultdict(self.browse, managers)

    @api.model
    def _risk_words(self, env, code):
        date = format_datetime(env, code.risky_since, dt_format="short")
        if code.partner_id:
            return env._(
                "The visitor %(name)s is not cleared to be on site since %(date)s."
                " Please contact HR.",
                name=code.partner_id.name,
                date=date,
            )
        return env._(
            "%(name)s is not cleared for work on site since %(date)s."
            " Please contact HR.",
            name=code.employee_id.name,
            date=date,
        )

    @api.model
    def _end_words(self, env, code):
        if code.partner_id:
            return env._(
                "The visitor %(name)s is cleared to be on site again.",
                name=code.partner_id.name,
            )
        return env._(
            "%(name)s is cleared for work on site again.", name=code.employee_id.name
        )

    def _hes_officers(self, company):
        """Active users who look after the codes of a company."""
        # who is in the group, which whoever asks need not know
        officers = self.env.ref("hes_code.group_hes_officer").sudo().all_user_ids
        return officers.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )

    @api.model
    def _tell(self, readers, words):
        """Send each reader one note in their language, however many people it is about.

        :param readers: dict of users (or none of them) to the codes they hear of
        :param words: function of (environment, code) to a sentence
        """
        for user, codes in readers.items():
            user._hes_note(
                codes[0].company_id,
                lambda env: env._("Work on site"),
                *(partial(words, code=code) for code in codes),
            )

    def _refresh_attendances(self):
        """Whoever has the attendances open sees the change; it carries no data."""
        # the group's channel, on which an empty message goes out
        group_sudo = self.env.ref("hr_attendance.group_hr_attendance_officer").sudo()
        group_sudo._bus_send("hes_clearance_changed", {})


class ResUsers(models.Model):
    _inherit = "res.users"

    def _hes_note(self, company, subject, *lines):
        """One note to each of these users, in their language and zone, attached to
        nothing that it could be about.

        :param subject: function of an environment to its words
        :param lines: the same, of each sentence
        """
        for user in self:
            env = self.with_context(lang=user.lang, tz=user.tz).env
            # the add-on's own note: whoever writes one may read it, so it is not
            # written in the name of the user who asked
            notes_sudo = env["mail.thread"].with_user(SUPERUSER_ID)
            notes_sudo.message_notify(
                partner_ids=user.partner_id.ids,
                subject=subject(env),
                body=Markup().join(Markup("<p>%s</p>") % line(env) for line in lines),
                model=False,
                res_id=False,
                subtype_xmlid="hes_code.mail_message_subtype_clearance",
                record_company_id=company.id,
            )
