# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools import code as code_tools
from ...tools import kiosk_input
from ...tools.clearance import CLEARED, DENIED, Facts, decide
from ...tools.owner import compare
from ...tools.service import client as client_tools
from ..selections import CLEARANCE, CLEARANCE_REASON
from .hes_code import NO_CODE

#: Who sees whether somebody may come in; never why.
CLEARANCE_GROUPS = (
    "hr_attendance.group_hr_attendance_officer,hes_code.group_hes_officer"
)


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = "hr.employee"
    hes_exemption_ids = fields.One2many(
        "hes.exemption",
        "employee_id",
        string="HES Exemptions",
        groups="hes_code.group_hes_officer",
    )
    hes_clearance = fields.Selection(
        CLEARANCE,
        string="Clearance",
        compute="_compute_hes_clearance",
        search="_search_hes_clearance",
        compute_sudo=True,
        groups=CLEARANCE_GROUPS,
    )
    hes_clearance_reason = fields.Selection(
        CLEARANCE_REASON,
        string="Clearance Reason",
        compute="_compute_hes_clearance",
        search="_search_hes_clearance_reason",
        compute_sudo=True,
        groups="hes_code.group_hes_officer",
    )

    def _hes_facts(self, company_ids=None):
        """What is known of these people, in one statement where they are cached.

        :param company_ids: everybody of these companies instead of ``self``
        :return: dict of employee id to (company id, :class:`clearance.Facts`)

        The caller must not hand the facts to anybody who may not see them.
        """
        # of people alone, their company and whether they work on site
        people_sudo = self._origin.sudo()
        if company_ids is not None:
            people_sudo = people_sudo.with_context(active_test=False).search(
                [("company_id", "in", company_ids)]
            )
        if len(people_sudo) != 1:  # one person's are read with what else is needed
            people_sudo.fetch(["company_id", "hes_required"])
        codes, risks, exemptions = self.env["hes.code"]._known_of(
            "employee_id", people_sudo._ids
        )
        facts = {}
        for employee in people_sudo:
            key = employee.id, employee.company_id.id
            spans = tuple(exemptions.get(employee.id, ()))
            known = *codes.get(key, NO_CODE), risks.get(key), spans
            facts[employee.id] = key[1], Facts(employee.hes_required, *known)
        return facts

    def _hes_who_knows(self):
        """Users who may know for sure whether these people may come in: their own, and
        the managers'."""
        return self.user_id | self.parent_id.user_id

    def _hes_verdicts(self, at=None):
        """The company's verdict on each of these people.

        :param at: naive UTC, now if not given
        :return: dict of employee id to :class:`clearance.Verdict`
        """
        return self._hes_decide(self._hes_facts(), at or fields.Datetime.now())

    @api.model
    def _hes_policies(self, facts):
        """The rules for everybody in ``facts`` (as :meth:`_hes_facts` gives them).

        :return: dict of company id to :class:`clearance.Policy`
        """
        companies = self.env["res.company"].browse({row[0] for row in facts.values()})
        return {company.id: company.hes_policy_id._rules() for company in companies}

    @api.model
    def _hes_decide(self, facts, at):
        policies = self._hes_policies(facts)
        return {
            employee_id: decide(known, policies[company_id], at)
            for employee_id, (company_id, known) in facts.items()
        }

    @api.depends(
        "hes_required",
        "company_id",
        "hes_code_ids.active",
        "hes_code_ids.risk_status",
        "hes_code_ids.risky_since",
        "hes_code_ids.checked_at",
        "hes_code_ids.expires_at",
        "hes_code_ids.owner_check",
        "hes_exemption_ids.start",
        "hes_exemption_ids.stop",
    )
    def _compute_hes_clearance(self):
        verdicts = self._hes_verdicts()
        for employee in self:
            verdict = verdicts.get(employee._origin.id)
            employee.hes_clearance = verdict and verdict.clearance
            employee.hes_clearance_reason = verdict and verdict.reason

    @api.model
    def get_hes_clearance(self, badge):
        """May the person with this badge come in? What a turnstile asks.

        :param badge: text of the badge, as the employee has it
        :return: ``{"clearance": "cleared" | "warned" | "denied"}``, never why; an
            unknown badge is denied
        :raise AccessError: unless the user is a turnstile or a HES officer
        """
        user = self.env.user
        if not (
            user.has_group("hes_code.group_hes_gate")
            or user.has_group("hes_code.group_hes_officer")
        ):
            raise AccessError(self.env._("Only a turnstile may ask for this."))
        badge = kiosk_input.text(badge)  # True would be anybody's
        # a turnstile may read nothing about people: one badge goes in, one word comes
        # out
        employee_sudo = self.sudo().search(
            [
                ("barcode", "=", badge),
                ("company_id", "in", self.env.companies.ids),
            ],
            limit=1,
        )
        if not (badge and employee_sudo):
            return {"clearance": DENIED}
        if employee_sudo.company_id.hes_policy_id.gate == "off":
            return {"clearance": CLEARED}
        return {"clearance": employee_sudo.hes_clearance}

    def _search_hes_clearance(self, operator, value):
        return self._search_hes_verdict("clearance", operator, value)

    def _search_hes_clearance_reason(self, operator, value):
        return self._search_hes_verdict("reason", operator, value)

    @api.model
    def _search_hes_verdict(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        # what a search method returns is not checked any more: here ids alone
        field = "hes_clearance" if name == "clearance" else "hes_clearance_reason"
        self._check_field_access(self._fields[field], "read")
        facts = self._hes_facts(self.env.companies.ids)
        verdicts = self._hes_decide(facts, fields.Datetime.now())
        found = [
            key for key, verdict in verdicts.items() if getattr(verdict, name) in value
        ]
        return Domain("id", "in", found)

    def _hes_second_look(self, text):
        """Somebody refused at the kiosk enters a fresh code and is checked at once.

        :param text: what they typed or scanned
        :return: ``cleared`` (they may try to check in again), ``refused`` or ``wait``
            (too many tries, or another one at this moment). Never why: whose code it
            is, or whether it exists, must not be learned here. Why is in the log, for
            HES managers.
        """
        self.ensure_one()
        looks = self.env["hes.kiosk.attempt"]
        now = fields.Datetime.now()
        may_try = looks._may_try(self.company_id, self)
        outcome = self._hes_look(text) if may_try else "wait"
        looks.create({"employee_id": self.id, "tried_at": now, "outcome": outcome})
        return outcome if outcome in ("cleared", "wait") else "refused"

    def _hes_look(self, text):
        """Ask for the code, keep it if it is theirs; returns an outcome of the log."""
        try:
            code = code_tools.normalise(text or "")
        except code_tools.CodeError:
            return "unreadable"
        service = self.env["hes.service"]._of_company(self.company_id)
        if not service or service.suspended:
            return "unreachable"
        timeout = self.company_id.hes_policy_id.live_timeout
        try:
            with service._client(timeout=timeout, retries=0) as client:
                answer = client.check_codes([code])[code]
        except client_tools.ServiceError as error:
            service._heed(error)
            return "unreachable"
        record = self.hes_code_id
        if record.code != code:
            if not self._hes_is_own(answer):
                return "foreign"
            record = self._hes_take_code(code)
            if not record:
                return "foreign"
        if answer.status == "unanswered":
            return "refused"
        values = record._answer_values(answer, fields.Datetime.now())
        self.env["hes.check"]._record(self.company_id, [values])
        return "cleared" if self.hes_clearance != "denied" else "refused"

    def _hes_is_own(self, answer):
        """A code nobody has seen here counts only if the ministry's masked number or
        name fits: a colleague's code must open no door."""
        masked = (answer.masked_national_id, answer.masked_name)
        return compare(*masked, self.identification_id or "", self.name) == "match"

    def _hes_take_code(self, code):
        """The new record, or nothing where somebody else has the code already."""
        codes = self.env["hes.code"]
        if codes._holding(code, self.company_id):
            return codes
        return codes.create({"employee_id": self.id, "code": code, "source": "kiosk"})
