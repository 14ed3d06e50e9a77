# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.clearance import Facts, decide
from .hes_code import RISK_STATUS

CLEARANCE = [
    ("cleared", "Cleared"),
    ("warned", "With a Hint"),
    ("denied", "Not Cleared"),
]
CLEARANCE_REASON = [
    ("riskless", "Not Risky"),
    ("exempted", "Exempted"),
    ("not_required", "Not Required on Site"),
    ("risky", "Risky"),
    ("mismatch", "Somebody Else's Code"),
    ("not_found", "Code Not Found"),
    ("expired", "Code Expired"),
    ("missing", "No Code"),
    ("unchecked", "Not Checked Yet"),
    ("stale", "Answer Too Old"),
]
#: Who sees whether somebody may come in; never why.
CLEARANCE_GROUPS = (
    "hr_attendance.group_hr_attendance_officer,hes_code.group_hes_officer"
)


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    hes_required = fields.Boolean(
        string="Works on Site",
        default=True,
        groups="hr.group_hr_user",
        help="A HES code is asked only of people who work on site.",
    )
    hes_code_ids = fields.One2many(
        "hes.code",
        "employee_id",
        string="HES Codes",
        groups="hes_code.group_hes_officer",
    )
    hes_code_id = fields.Many2one(
        "hes.code",
        string="Current HES Code",
        compute="_compute_hes_code_id",
        search="_search_hes_code_id",
        groups="hes_code.group_hes_officer",
    )
    hes_code = fields.Char(
        string="HES Code",
        compute="_compute_hes_code",
        inverse="_inverse_hes_code",
        search="_search_hes_code",
        groups="hes_code.group_hes_officer",
    )
    hes_code_hint = fields.Char(
        related="hes_code_id.code_hint", groups="hes_code.group_hes_officer"
    )
    hes_risk_status = fields.Selection(
        RISK_STATUS,
        string="Risk Status",
        compute="_compute_hes_code",
        search="_search_hes_risk_status",
        groups="hes_code.group_hes_officer",
    )
    hes_checked_at = fields.Datetime(
        string="Last HES Answer",
        compute="_compute_hes_code",
        search="_search_hes_checked_at",
        groups="hes_code.group_hes_officer",
    )
    hes_expires_at = fields.Datetime(
        string="HES Code Valid Until",
        compute="_compute_hes_code",
        search="_search_hes_expires_at",
        groups="hes_code.group_hes_officer",
    )
    hes_expiry = fields.Char(
        related="hes_code_id.expiry", groups="hes_code.group_hes_officer"
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

    # ------------------------------------------------------------ current code

    @api.depends("hes_code_ids.active", "company_id")
    def _compute_hes_code_id(self):
        codes = self.env["hes.code"].search_fetch(
            [("employee_id", "in", self.ids)],
            [
                "employee_id",
                "company_id",
                "code",
                "risk_status",
                "checked_at",
                "expires_at",
            ],
        )
        current = {(code.employee_id.id, code.company_id.id): code for code in codes}
        for employee in self:
            key = (employee._origin.id, employee.company_id.id)
            employee.hes_code_id = current.get(key, False)

    @api.depends(
        "hes_code_id.code",
        "hes_code_id.risk_status",
        "hes_code_id.checked_at",
        "hes_code_id.expires_at",
    )
    def _compute_hes_code(self):
        for employee in self:
            code = employee.hes_code_id
            employee.hes_code = code.code
            employee.hes_risk_status = code.risk_status
            employee.hes_checked_at = code.checked_at
            employee.hes_expires_at = code.expires_at

    def _inverse_hes_code(self):
        codes = self.env["hes.code"]
        vals_list = []
        for employee in self:
            if not employee.hes_code:
                employee.hes_code_id.active = False
            elif codes._normalise(employee.hes_code) != employee.hes_code_id.code:
                vals_list.append(
                    {"employee_id": employee.id, "code": employee.hes_code}
                )
        codes.create(vals_list)
        self.invalidate_recordset(["hes_code_id", "hes_code"])

    def _search_hes_code_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        return self._current_code_domain("id", operator, value)

    def _search_hes_code(self, operator, value):
        return self._current_code_domain("code", operator, value)

    def _search_hes_risk_status(self, operator, value):
        return self._current_code_domain("risk_status", operator, value)

    def _search_hes_checked_at(self, operator, value):
        return self._current_code_domain("checked_at", operator, value)

    def _search_hes_expires_at(self, operator, value):
        return self._current_code_domain("expires_at", operator, value)

    @api.model
    def _current_code_domain(self, name, operator, value):
        """Employees by a field of their current code; no code counts as empty."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        domain = Domain("hes_code_ids", "any", Domain(name, operator, value))
        if operator == "in" and False in value:
            domain |= Domain("hes_code_ids", "=", False)
        return domain

    # --------------------------------------------------------------- clearance

    def _hes_facts(self, company_ids=None):
        """What is known of these people, in one statement.

        :param company_ids: everybody of these companies instead of ``self``
        :return: dict of employee id to (company id, :class:`clearance.Facts`)

        The caller must not hand the facts to anybody who may not see them.
        """
        self.env["hes.code"].flush_model()
        self.flush_model(["company_id", "hes_required"])
        who = SQL("employee.id IN %s", tuple(self._origin.ids) or (0,))
        if company_ids is not None:
            who = SQL("employee.company_id IN %s", tuple(company_ids) or (0,))
        rows = self.env.execute_query(
            SQL(
                """SELECT employee.id, employee.company_id, employee.hes_required,
                          code.id IS NOT NULL, code.risk_status,
                          (SELECT min(risk.risky_since) FROM hes_code AS risk
                            WHERE risk.employee_id = employee.id
                              AND risk.company_id = employee.company_id),
                          code.checked_at, code.expires_at, code.owner_check
                     FROM hr_employee AS employee
                LEFT JOIN hes_code AS code ON code.employee_id = employee.id
                          AND code.company_id = employee.company_id AND code.active
                    WHERE %s""",
                who,
            )
        )
        return {row[0]: (row[1], Facts(*row[2:])) for row in rows}

    def _hes_verdicts(self, at=None):
        """The company's verdict on each of these people.

        :param at: naive UTC, now if not given
        :return: dict of employee id to :class:`clearance.Verdict`
        """
        return self._hes_decide(self._hes_facts(), at or fields.Datetime.now())

    @api.model
    def _hes_decide(self, facts, at):
        companies = self.env["res.company"].browse({row[0] for row in facts.values()})
        policies = {company.id: company._hes_policy() for company in companies}
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
    )
    def _compute_hes_clearance(self):
        verdicts = self._hes_verdicts()
        for employee in self:
            verdict = verdicts.get(employee._origin.id)
            employee.hes_clearance = verdict and verdict.clearance
            employee.hes_clearance_reason = verdict and verdict.reason

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

    # ----------------------------------------------------------------- actions

    def action_hes_check(self):
        """Ask for the codes of these people now."""
        return self.hes_code_id.action_check()

    def action_view_hes_checks(self):
        """The answers about this person, the newest first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_check_action"
        )
        domain = [("code_id.employee_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}
