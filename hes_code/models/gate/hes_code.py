# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from collections import defaultdict
from functools import partial

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.clearance import (
    BLOCK,
    DENIED,
    HARDNESS,
    Facts,
    Objection,
    code_objections,
)
from ..settings.res_company import NOT_CLEARED

#: Of more codes that turn risky at once there is one activity.
MANY_AT_ONCE = 10

#: What the gate reads of a code: its company, a risk, and what else Facts take.
READ = (
    "company_id",
    "risky_since",
    "active",
    "risk_status",
    "checked_at",
    "expires_at",
    "owner_check",
)

#: What brings up each reason of a code, as :func:`clearance.code_objections` has it.
HOLDS = {
    "risky": "code.risky_since <= %(now)s",
    "not_found": "code.active AND code.risk_status = 'not_found'",
    "mismatch": "code.active AND code.owner_check = 'mismatch'",
    "expired": "code.active AND (code.risk_status = 'expired'"
    " OR code.expires_at <= %(now)s)",
    "unchecked": "code.active AND (code.checked_at IS NULL"
    " OR code.risk_status = 'unknown')",
    "stale": "code.active AND code.checked_at < %(oldest)s",
}

#: The Facts, apart from a risk, of somebody who has no code.
NO_CODE = False, "unknown", None, None, "unknown"


class HesCode(models.Model):
    """What a risk and its end bring about, and what the gate reads of codes."""

    _name = "hes.code"
    _inherit = "hes.code"

    def _on_risk_detected(self):
        """Effects of a first risky answer about these codes, in their order.

        They do not depend on who asked. Of a visitor who is not in the building, nobody
        on site has to hear.
        """
        if not self:
            return
        codes_sudo = self.sudo()  # who asked may read none of what the effects write
        on_site_sudo = codes_sudo._on_site()
        codes_sudo.env["hes.permit"]._risk_turned(codes_sudo)
        on_site_sudo._add_risk_activities()
        self.env["res.users"]._hes_notify_stand_ins(on_site_sudo.company_id)
        on_site_sudo._refresh_attendances()
        codes_sudo.env["hes.contact.case"]._open_for(codes_sudo)

    def _on_risk_ended(self):
        """Effects of the first riskless answer after a risk, in their order.

        They do not depend on who asked.
        """
        if not self:
            return
        codes_sudo = self.sudo()  # who asked may read none of what the effects write
        on_site_sudo = codes_sudo._on_site()
        codes_sudo._remove_risk_activities()
        on_site_sudo._notify_readers(on_site_sudo._who_heard(), self._end_message)
        codes_sudo._refresh_attendances()
        codes_sudo.env["hes.contact.case"]._propose_close(codes_sudo)

    def _on_answered(self):
        """Effects of any answer about these codes, after those of a risk.

        They may be thousands: only those that have an effect are read.
        """
        self._who_may_turn()._hes_notify_changes()
        # who asked may read none of what the effects write
        codes_sudo = self.sudo()
        permits_sudo = codes_sudo.env["hes.permit"]
        visitors = Domain("id", "in", self.ids) & Domain("partner_id", "!=", False)
        found_sudo = codes_sudo.with_context(active_test=False).search(visitors)
        inside_sudo = permits_sudo._visits_inside_of(
            found_sudo.with_env(codes_sudo.env)
        )
        permits_sudo.union(
            *(visit for visit, _code in inside_sudo)
        )._visit_notify_changes()

    def _who_may_turn(self):
        """Whose clearance these codes, just answered, may have turned, as the system:
        who is denied as far as their manager knows, and those of whose codes one now
        brings up what their company blocks. Of 500 answers these are few, and only they
        are judged with all else that speaks for or against them."""
        # who asked may read none of what the effects write
        codes_sudo = self.sudo()
        self.flush_model(("employee_id", *READ))
        blocks, now = [SQL("denial.id IS NOT NULL")], fields.Datetime.now()
        answered = Domain("id", "in", self.ids)
        archived_too = codes_sudo.with_context(active_test=False)
        for [company] in archived_too._read_group(answered, ["company_id"]):
            rules = self.env["hes.policy"]._rules_of(company.id)
            values = {"now": now, "oldest": now - rules.max_age}
            blocks += [
                SQL("code.company_id = %s AND (%s)", company.id, SQL(holds, **values))
                for key, holds in HOLDS.items()
                if rules.action(Objection(key)) == BLOCK
            ]
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT code.employee_id FROM hes_code AS answered
                     JOIN hes_code AS code ON code.employee_id = answered.employee_id
                LEFT JOIN hes_denial AS denial
                          ON denial.employee_id = code.employee_id
                    WHERE answered.id = ANY(%s) AND (%s)
                 ORDER BY code.employee_id""",
                list(self.ids),
                SQL(" OR ").join(blocks),
            )
        )
        return codes_sudo.env["hr.employee"].browse([id_ for [id_] in rows])

    def _add_risk_activities(self):
        """An urgent activity on each code for each HES officer of its company; of many
        codes at once one on the company's rules, which leads to the list."""
        for codes in self.grouped("company_id").values():
            if len(codes) > MANY_AT_ONCE:
                codes._add_activity_of_many()
                self -= codes
        activity_type = self.env.ref("hes_code.mail_activity_type_risk")
        model_id = self.env["ir.model"]._get_id("hes.code")
        # quick update: the mail of an assignment has the record's name in its subject,
        # which here is the code
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        activities.create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": activity_type.with_context(lang=officer.lang).summary,
                    "date_deadline": officer._hes_today(company),
                    "res_model_id": model_id,
                    "res_id": code.id,
                    "user_id": officer.id,
                }
                for company, codes in self.grouped("company_id").items()
                for officer in self.env["res.users"]._hes_officers(company)
                for code in codes
            ]
        )

    def _add_activity_of_many(self):
        """One activity for each HES officer of these codes' company."""
        company = self.company_id

        def note(env):
            text = env._(
                "%(count)s people at once are not cleared for work on site.",
                count=len(self),
            )
            linked = company._hes_linked(text, NOT_CLEARED, env._("To the list"))
            return Markup("<p>%s</p>") % linked

        company.hes_policy_id._add_activities("hes_code.mail_activity_type_risk", note)

    def _remove_risk_activities(self):
        """The officers' activities go with the risk, those on older codes too; one of
        many codes when nobody of the company is risky any more."""
        still = self.with_context(active_test=False)._read_group(
            [("company_id", "in", self.company_id.ids), ("risky_since", "!=", False)],
            ["company_id"],
        )
        over = self.company_id.filtered(lambda company: (company,) not in still)
        activity_type = self.env.ref("hes_code.mail_activity_type_risk")
        on_codes = Domain("res_model", "=", "hes.code") & Domain(
            "res_id", "in", self._of_same_holders().ids
        )
        on_rules = Domain("res_model", "=", "hes.policy") & Domain(
            "res_id", "in", over.hes_policy_id.ids
        )
        ours = Domain("activity_type_id", "=", activity_type.id)
        self.env["mail.activity"].search(ours & (on_codes | on_rules)).unlink()

    def _on_site(self):
        """Those whose holders may be on site: employees, and visitors as long as they
        are in the building."""
        present = self.env["hes.permit"]._visits_inside_of(self)
        return self.filtered("employee_id").union(*(code for _visit, code in present))

    def _who_heard(self):
        """Who heard of the risk, apart from managers and hosts: a dict of HES officers
        to the codes of people who may come in again, whatever else there was."""
        readers = defaultdict(self.browse)
        free = self.filtered(lambda code: code.employee_id.hes_clearance != DENIED)
        for company, codes in free.grouped("company_id").items():
            for officer in self.env["res.users"]._hes_officers(company):
                readers[officer] |= codes
        return readers

    @api.model
    def _end_message(self, env, code):
        if code.partner_id:
            return env._(
                "The visitor %(name)s is cleared to be on site again.",
                name=code.partner_id.name,
            )
        return code.employee_id._hes_cleared_message(env, code.employee_id)

    @api.model
    def _notify_readers(self, readers, message):
        """Send each reader one note in their language, however many people it is about.

        :param readers: dict of users (or none of them) to the codes they hear of
        :param message: function of (environment, code) to a sentence
        """
        for user, codes in readers.items():
            user._hes_notify(
                codes[0].company_id,
                lambda env: env._("Work on site"),
                *(partial(message, code=code) for code in codes),
                about=[*codes.employee_id, *codes.partner_id],
            )

    def _refresh_attendances(self):
        """Open lists of attendances show the change; the bus carries no data."""
        if not self:
            return
        # the group's channel, on which an empty message goes out
        group_sudo = self.env.ref("hr_attendance.group_hr_attendance_officer").sudo()
        group_sudo._bus_send("hes_clearance_changed", {})

    # What the gate reads of codes at each check-in.

    @api.model
    def _objections_of(self, holder, companies):
        """What codes, or the lack of one, bring up against people, in one statement.

        The caller must not hand it to anybody who may not see it.

        :param holder: ``"employee_id"`` or ``"partner_id"``
        :param companies: dict of the people's ids to the id of the company that asks
        :return: dict of these ids to list of :class:`clearance.Objection`, empty where
            the company does not ask for codes
        """
        rules_of = self.env["hes.policy"]._rules_of
        policies = {id_: rules_of(id_) for id_ in set(companies.values())}
        asked = {
            key: policies[key[1]] for key in companies.items() if policies[key[1]].hes
        }
        codes, risks = self._known_of(holder, [id_ for id_, _company_id in asked])
        objections = {id_: [] for id_ in companies}
        for key, policy in asked.items():
            facts = Facts(*codes.get(key, NO_CODE), risks.get(key))
            objections[key[0]] = code_objections(facts, policy.max_age)
        return objections

    @api.model
    def _known_of(self, holder, ids):
        """Plain look-ups in one statement: planning a join takes longer than a
        check-in may wait.

        :param holder: ``"employee_id"`` or ``"partner_id"``
        :param ids: whose codes
        :return: the :class:`clearance.Facts` of active codes but for the last, and the
            last, the earliest ``risky_since``; both by (holder's id, company id)

        Record rules are not asked: the caller must not hand it to anybody who may not
        see it.
        """
        if not ids:
            return {}, {}
        # these alone: to look through all fields takes as long as the statement
        self.flush_model((holder, *READ))
        codes, risks = {}, {}
        for holder_id, company_id, since, active, *known in self.env.execute_query(
            SQL(
                """SELECT %(holder)s, company_id, risky_since,
                          active, risk_status, checked_at, expires_at, owner_check
                     FROM hes_code WHERE %(holder)s IN %(ids)s""",
                holder=SQL.identifier(holder),
                ids=tuple(ids),
            )
        ):
            key = holder_id, company_id
            if active:
                codes[key] = True, *known
            if since:
                risks[key] = min(since, risks.get(key, since))
        return codes, risks

    @api.model
    def _standing_query(self, companies, actions, now):
        """What codes, or the lack of one, bring up against people who work on site,
        for ``hr.employee._gate_standing_query``."""
        alike = defaultdict(list)
        for company in companies:
            rules = self.env["hes.policy"]._rules_of(company.id)
            ruled = [(key, rules.action(Objection(key))) for key in (*HOLDS, "missing")]
            ruled.sort(key=lambda item: HARDNESS.index(item[1]), reverse=True)
            asked = tuple(item for item in ruled if rules.hes and item[1] in actions)
            alike[asked, rules.max_age].append(company.id)
        parts = []
        for (asked, max_age), company_ids in alike.items():
            values = {"now": now, "oldest": now - max_age}
            holds = [
                (SQL(HOLDS[key], **values), key, action)
                for key, action in asked
                if key in HOLDS
            ]
            if holds:
                parts.append(self._standing_codes(holds, company_ids))
            if action := dict(asked).get("missing"):
                parts.append(self._standing_missing(action, company_ids))
        return parts

    @api.model
    def _standing_codes(self, holds, company_ids):
        """
        :param holds: list of SQL condition, reason and action, the hardest first
        """
        return SQL(
            """SELECT code.employee_id, concat_ws(' ', %s), CASE %s END
                 FROM hes_code AS code
                 JOIN hr_employee AS employee ON employee.id = code.employee_id
                      AND employee.company_id = code.company_id
                      AND employee.hes_required
                WHERE code.company_id = ANY(%s) AND (%s)""",
            SQL(", ").join(
                SQL("CASE WHEN %s THEN %s END", condition, reason)
                for condition, reason, _action in holds
            ),
            SQL(" ").join(
                SQL("WHEN %s THEN %s", condition, action)
                for condition, _reason, action in holds
            ),
            company_ids,
            SQL(" OR ").join(condition for condition, _reason, _action in holds),
        )

    @api.model
    def _standing_missing(self, action, company_ids):
        return SQL(
            """SELECT employee.id, 'missing', %s
                 FROM hr_employee AS employee
                WHERE employee.company_id IN %s AND employee.hes_required
                      AND NOT EXISTS (
                      SELECT FROM hes_code AS code
                       WHERE code.employee_id = employee.id AND code.active
                         AND code.company_id = employee.company_id)""",
            action,
            tuple(company_ids),
        )
