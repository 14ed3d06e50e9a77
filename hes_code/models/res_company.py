# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import timedelta

from odoo import fields, models, tools

from ..tools.clearance import POLICY_REASONS, Policy

#: Read together, and not with every company that a check-in or a mail reads.
APART = {"prefetch": "hes"}
#: A company's rules: those who set them and those who work by them may read them.
RULE = {**APART, "groups": "hes_code.group_hes_officer,base.group_system"}
ACTIONS = [
    ("off", "Let in"),
    ("warn", "Let in with a hint"),
    ("block", "Refuse"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    hes_gate = fields.Selection(
        [("off", "Off"), ("on", "On")],
        string="Gate",
        default="on",
        required=True,
        help="When on, whoever the policy refuses cannot check in. "
        "Checking out is never refused.",
        **RULE,
    )
    hes_policy_risky = fields.Selection(
        ACTIONS, string="Risky", default="block", required=True, **RULE
    )
    hes_policy_not_found = fields.Selection(
        ACTIONS, string="Code Not Found", default="block", required=True, **RULE
    )
    hes_policy_mismatch = fields.Selection(
        ACTIONS,
        string="Somebody Else's Code",
        default="warn",
        required=True,
        **RULE,
    )
    hes_policy_expired = fields.Selection(
        ACTIONS,
        string="Code Expired",
        default="warn",
        required=True,
        **RULE,
    )
    hes_policy_missing = fields.Selection(
        ACTIONS,
        string="No Code",
        default="warn",
        required=True,
        **RULE,
    )
    hes_policy_unchecked = fields.Selection(
        ACTIONS,
        string="Not Checked Yet",
        default="warn",
        required=True,
        **RULE,
    )
    hes_policy_stale = fields.Selection(
        ACTIONS,
        string="Answer Too Old",
        default="warn",
        required=True,
        **RULE,
    )
    hes_live_check = fields.Boolean(
        string="Ask at Check-in",
        default=True,
        help="When the last answer is too old, the service is asked for this one code "
        "before the gate decides.",
        **RULE,
    )
    hes_live_timeout = fields.Float(
        string="Wait at Most (Seconds)",
        default=3.0,
        help="How long somebody waits at the gate for the service.",
        **RULE,
    )
    hes_policy_unreachable = fields.Selection(
        ACTIONS,
        string="Service Does Not Answer",
        default="warn",
        required=True,
        help="What holds instead of the rules for codes not checked or answers too "
        "old, when the service was asked at check-in and did not answer.",
        **RULE,
    )
    hes_second_look = fields.Boolean(
        string="Second Look",
        default=True,
        help="Whoever is refused at the kiosk may enter a fresh code and be checked "
        "at once.",
        **RULE,
    )
    hes_check_interval_hours = fields.Integer(
        string="Ask Every (Hours)",
        default=24,
        help="The scheduled action asks again for a code whose answer is older.",
        **RULE,
    )
    hes_only_working = fields.Boolean(
        string="Only Who Works Today",
        help="The scheduled action asks only for people who are due to work on site"
        " today: by their schedule, without a leave, and not at home.",
        **RULE,
    )
    hes_max_age_hours = fields.Integer(
        string="Answer Valid For (Hours)",
        default=48,
        help="An older answer counts as too old at the gate.",
        **RULE,
    )
    hes_contact_days = fields.Integer(
        string="Contact Period (Days)",
        default=14,
        help="How far back contacts of a risky person are looked for.",
        **RULE,
    )
    hes_contact_minutes = fields.Integer(
        string="Time Together (Minutes)",
        default=15,
        help="Whoever was near a risky person for this long, all of the period taken "
        "together, is a contact.",
        **RULE,
    )
    hes_contact_by = fields.Selection(
        [
            ("location", "Same work location; without one, same department"),
            ("both", "Same work location and same department"),
            ("department", "Same department"),
        ],
        string="Who Meets Whom",
        default="location",
        required=True,
        help="Attendances do not say where somebody was; this does. By work location, "
        "visitors meet everybody at the site of their visit, else only their host. "
        "Those who take part in a journey meet each other in any case.",
        **RULE,
    )
    hes_stay_cap_hours = fields.Integer(
        string="Forgotten Check-out After (Hours)",
        default=16,
        help="An attendance without check-out counts as long as this at the most.",
        **RULE,
    )

    hes_visitor_retention_days = fields.Integer(
        string="Keep Visits (Days)",
        default=14,
        help="So many days after its end, a visit is deleted with the visitor's HES "
        "code, its answers, and the contact if it was made for the visit only.",
        **RULE,
    )

    _hes_visitor_retention = models.Constraint(
        "CHECK (hes_visitor_retention_days >= 0)",
        "Visits cannot be kept for less than no day.",
    )
    _hes_hours_positive = models.Constraint(
        "CHECK (hes_check_interval_hours > 0 AND hes_max_age_hours > 0"
        " AND hes_contact_days > 0)",
        "HES intervals must be greater than zero.",
    )
    _hes_contact_range = models.Constraint(
        "CHECK (hes_contact_minutes >= 0 AND hes_stay_cap_hours BETWEEN 12 AND 48)",
        "The time together must not be negative, and a forgotten check-out counts"
        " from 12 to 48 hours.",
    )
    _hes_live_timeout_range = models.Constraint(
        "CHECK (hes_live_timeout > 0 AND hes_live_timeout <= 10)",
        "Nobody should wait at the gate for more than ten seconds.",
    )

    hes_inside_count = fields.Integer(
        string="Not Cleared, Inside Now",
        compute="_compute_hes_counts",
        groups="hes_code.group_hes_officer",
    )
    hes_denied_count = fields.Integer(
        string="Not Cleared",
        compute="_compute_hes_counts",
        groups="hes_code.group_hes_officer",
    )
    hes_warned_count = fields.Integer(
        string="Cleared with a Hint",
        compute="_compute_hes_counts",
        groups="hes_code.group_hes_officer",
    )
    hes_cleared_count = fields.Integer(
        string="Cleared",
        compute="_compute_hes_counts",
        groups="hes_code.group_hes_officer",
    )

    def _compute_hes_counts(self):
        """How many active people of each company may come in now, and who is inside."""
        people = self.env["hr.employee"]
        facts = people._hes_facts(self.ids)
        active = set(people.search([("company_id", "in", self.ids)])._ids)
        denied = set()
        counts = Counter()
        for employee_id, verdict in people._hes_decide(
            facts, fields.Datetime.now()
        ).items():
            if employee_id in active:
                counts[facts[employee_id][0], verdict.clearance] += 1
                if verdict.clearance == "denied":
                    denied.add(employee_id)
        # officers may have no right to attendances; they learn a number
        attendances_sudo = self.env["hr.attendance"].sudo()
        inside = Counter(
            attendance.employee_id.company_id.id
            for attendance in attendances_sudo.search(
                [("employee_id", "in", denied), ("check_out", "=", False)]
            )
        )
        for company in self:
            company.hes_inside_count = inside[company.id]
            for clearance in ("denied", "warned", "cleared"):
                company[f"hes_{clearance}_count"] = counts[company.id, clearance]

    def action_hes_inside(self):
        """Attendances of those who are inside and not cleared."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr_attendance.hr_attendance_action"
        )
        context = {"search_default_hes_inside": 1}
        domain = [("employee_id.company_id", "=", self.id)]
        return {**action, "domain": domain, "context": context}

    def action_hes_employees(self):
        """Employees of one clearance (``context['hes_clearance']``)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr.open_view_employee_list_my"
        )
        clearance = self.env.context.get("hes_clearance", "denied")
        domain = [("company_id", "=", self.id), ("hes_clearance", "=", clearance)]
        return {**action, "domain": domain, "context": {}}

    def write(self, vals):
        companies = self
        if self._hes_are_rules(vals):
            # companies are the administrator's, their HES rules the HES manager's:
            # these fields alone, of the companies that the manager works for
            companies = self.sudo()
        result = super(ResCompany, companies).write(vals)
        if any(name.startswith("hes_") for name in vals):
            self.env.registry.clear_cache("stable")
        return result

    def _hes_are_rules(self, vals):
        """May this user, a HES manager, write these values of these companies?"""
        return (
            bool(vals)
            and all(name.startswith("hes_") for name in vals)
            and self <= self.env.companies
            and self.env.user.has_group("hes_code.group_hes_manager")
        )

    def action_hes_rules(self):
        """The form on which a HES manager sets this company's rules."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rules"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("hes_code.res_company_view_form_rules").id, "form")
            ],
        }

    @tools.ormcache("self.id", cache="stable")
    def _hes_policy(self):
        """This company's rules, for :func:`clearance.decide`; kept from one check-in
        to the next, since reading a company takes a twentieth of one."""
        self.ensure_one()
        rules_sudo = self.sudo()  # the gate judges whoever asks
        return Policy(
            actions={name: rules_sudo[f"hes_policy_{name}"] for name in POLICY_REASONS},
            unreachable=rules_sudo.hes_policy_unreachable,
            max_age=timedelta(hours=rules_sudo.hes_max_age_hours),
        )
