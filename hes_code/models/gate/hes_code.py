# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from collections import defaultdict
from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

#: What the gate reads of a code: the holder's company, a risk, and what Facts take.
READ = (
    "company_id",
    "risky_since",
    "active",
    "risk_status",
    "checked_at",
    "expires_at",
    "owner_check",
)

#: What Facts take of the code of somebody who has none.
NO_CODE = False, None, None, None, None


class HesCode(models.Model):
    """Who is told when somebody turns risky, and when they may come back."""

    _name = "hes.code"
    _inherit = "hes.code"

    def _on_risk_detected(self):
        """Effects of a first risky answer, in their order.

        An urgent activity for the HES officers, a neutral note for managers and hosts,
        a fresh list of attendances; upcoming visits and journeys are judged again; a
        contact case is opened. ``self``: the codes whose holders turned risky.
        """
        self._notify_risk()
        codes_sudo = self.sudo()  # effects do not depend on who asked
        codes_sudo.env["hes.permit"]._risk_turned(codes_sudo)
        codes_sudo.env["hes.contact.case"]._open_for(codes_sudo)

    def _on_risk_ended(self):
        """Effects of the first riskless answer after a risk, in their order."""
        self._notify_risk_end()
        codes_sudo = self.sudo()  # effects do not depend on who asked
        codes_sudo.env["hes.contact.case"]._propose_close(codes_sudo)

    def _notify_risk(self):
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

    def _notify_risk_end(self):
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

    def _on_site(self):
        """Those whose holders may be on site: employees, and visitors as long as they
        are in the building."""
        present = (code for _visit, code in self._visits_inside())
        return self.filtered("employee_id").union(*present)

    def _who_acts(self):
        """Who is near the holders and has to act: a dict of users (or none of them) to
        the codes, without the HES officers."""
        managers = self.grouped(lambda code: code.employee_id.parent_id.user_id)
        readers = defaultdict(self.browse, managers)
        for visit, code in self._visits_inside():
            readers[visit.host_id.user_id] |= code
        return readers

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

    # The gate's look-up of what is known of people, on the way past everybody.

    @api.model
    def _known_of(self, holder, ids):
        """Plain look-ups in one statement: planning a join takes longer than a
        check-in may wait.

        :param holder: ``"employee_id"`` or ``"partner_id"``
        :param ids: whose codes
        :return: what Facts take of active codes and the earliest ``risky_since``, both
            by (holder's id, company id); spans of exemptions by employee id

        Record rules are not asked: the caller must not hand it to anybody who may not
        see it.
        """
        codes, risks, exemptions = {}, {}, {}
        rows = self._rows_known_of(holder, tuple(ids) or (0,))
        for holder_id, company_id, since, active, *known in rows:
            key = holder_id, company_id
            if company_id is None:
                exemptions.setdefault(holder_id, []).append(tuple(known[1:3]))
            elif active:
                codes[key] = True, *known
            if since:
                risks[key] = min(since, risks.get(key, since))
        return codes, risks, exemptions

    def _rows_known_of(self, holder, ids):
        # these alone: to look through all fields takes as long as the statement
        self.flush_model((holder, *READ))
        rows = SQL(
            """SELECT %(holder)s, company_id, risky_since,
                      active, risk_status, checked_at, expires_at, owner_check
                 FROM hes_code WHERE %(holder)s IN %(ids)s""",
            holder=SQL.identifier(holder),
            ids=ids,
        )
        exemptions = self.env["hes.exemption"]
        if holder == "employee_id" and exemptions._are_there_any():
            exemptions.flush_model(("employee_id", "start", "stop"))
            rows = SQL(
                """%s UNION ALL
                   SELECT employee_id, NULL, NULL, NULL, NULL, start, stop, NULL
                     FROM hes_exemption WHERE employee_id IN %s""",
                rows,
                ids,
            )
        return self.env.execute_query(rows)

    def _visits_inside(self):
        """Pairs of a present visit of a holder and the code of its visitor."""
        # their hosts are notified, whoever asked
        return self.env["hes.permit"].sudo()._visits_inside_of(self)
