# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: So many people are drawn; all of them are in the list.
DRAWN = 40


class HesContactCase(models.Model):
    _name = "hes.contact.case"
    _inherit = ["hes.bulk"]
    _description = "HES Contact Case"
    _order = "risk_at desc, id desc"
    _rec_names_search = ["employee_id", "partner_id"]
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="cascade", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Visitor", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    risk_at = fields.Datetime(
        string="Risky Since", required=True, default=fields.Datetime.now
    )
    date_from = fields.Datetime(
        string="From", compute="_compute_period", store=True, readonly=False
    )
    date_to = fields.Datetime(
        string="Until", compute="_compute_period", store=True, readonly=False
    )
    day_count = fields.Integer(string="Days", compute="_compute_day_count")
    contact_ids = fields.One2many("hes.contact", "case_id", string="Contacts")
    contact_count = fields.Integer(compute="_compute_counts")
    todo_count = fields.Integer(string="To Do", compute="_compute_counts")
    refreshed_at = fields.Datetime(string="Refreshed", readonly=True, copy=False)
    refresh_at = fields.Datetime(
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        help="When the list is made anew: attendances were corrected, or the period"
        " still runs.",
    )
    close_proposed = fields.Boolean(
        readonly=True, copy=False, help="The risky person's last answer is not risky."
    )
    closed_at = fields.Datetime(readonly=True, copy=False)
    note = fields.Text()
    index_rule_id = fields.Many2one("hes.isolation.rule", compute="_compute_rules")
    contact_rule_id = fields.Many2one("hes.isolation.rule", compute="_compute_rules")
    proposed_until = fields.Date(
        string="Proposed End",
        compute="_compute_rules",
        help="By the isolation rule that was in force on the day of the risk. Only"
        " the next answer tells whether the risk is over.",
    )
    timeline = fields.Json(compute="_compute_timeline")

    _one_person = models.Constraint(
        "CHECK (num_nonnulls(employee_id, partner_id) = 1)",
        "A contact case is about one employee or one visitor.",
    )
    _period_in_order = models.Constraint(
        "CHECK (date_from < date_to)", "The period must not end before it begins."
    )
    _employee_uniq = models.UniqueIndex(
        "(employee_id, company_id) WHERE state = 'open' AND employee_id IS NOT NULL",
        "There is an open contact case of this employee already.",
    )
    _partner_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'open' AND partner_id IS NOT NULL",
        "There is an open contact case of this visitor already.",
    )
    _due = models.Index("(refresh_at) WHERE state = 'open' AND refresh_at IS NOT NULL")

    # ---------------------------------------------------------------- computes

    @api.depends("employee_id.name", "partner_id.name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = case.employee_id.name or case.partner_id.name

    @api.depends("employee_id.company_id")
    def _compute_company_id(self):
        for case in self:
            case.company_id = (
                case.employee_id.company_id or case.company_id or self.env.company
            )

    @api.depends("risk_at", "company_id")
    def _compute_period(self):
        for case in self:
            case.date_from, case.date_to = self._period(case.company_id, case.risk_at)

    @api.model
    def _period(self, company, moment):
        """The day of a risk and the days before it that the company looks at.

        :param moment: naive UTC
        :return: (begin of the first day, end of the last), naive UTC; the days are
            those of the company's time zone
        """
        if not moment:
            return False, False
        day = company._hes_day(moment)
        first = day - timedelta(days=company.hes_contact_days)
        return (
            company._hes_day_start(first),
            company._hes_day_start(day + timedelta(days=1)),
        )

    def _midnights(self):
        """The days of the period and when each begins, and one more for the end."""
        self.ensure_one()
        company = self.company_id
        day = company._hes_day(self.date_from)
        last = company._hes_day(self.date_to - timedelta(seconds=1))
        days = [day + timedelta(days=n) for n in range((last - day).days + 2)]
        return [(day, company._hes_day_start(day)) for day in days]

    @api.depends("date_from", "date_to", "company_id")
    def _compute_day_count(self):
        for case in self:
            known = case.date_from and case.date_to
            case.day_count = len(case._midnights()) - 1 if known else 0

    @api.depends("contact_ids.state")
    def _compute_counts(self):
        total = dict.fromkeys(self.ids, 0)
        todo = dict.fromkeys(self.ids, 0)
        for case, state, count in self.env["hes.contact"]._read_group(
            [("case_id", "in", self.ids)], ["case_id", "state"], ["__count"]
        ):
            total[case.id] += count
            if state == "todo":
                todo[case.id] += count
        for case in self:
            case.contact_count = total.get(case._origin.id, 0)
            case.todo_count = todo.get(case._origin.id, 0)

    @api.depends("company_id", "risk_at")
    def _compute_rules(self):
        rules = self.env["hes.isolation.rule"]._of_companies(self.company_id)
        for case in self:
            day = case.risk_at and case.company_id._hes_day(case.risk_at)
            found = {
                kind: rules._in_force(case.company_id, kind, day) if day else rules[:0]
                for kind in ("index", "contact")
            }
            case.index_rule_id, case.contact_rule_id = found.values()
            days = found["index"].days
            case.proposed_until = day + timedelta(days=days) if days else False

    @api.depends("contact_ids.days", "date_from", "date_to")
    def _compute_timeline(self):
        """Days of the period × the contacts with the most hours, for the picture:
        ``{"days": [ISO date], "people": [{"id", "name", "hours": [float]}],
        "left_out": int}``, an item of ``hours`` for each day."""
        for case in self:
            if not (case.date_from and case.date_to):
                case.timeline = False
                continue
            days = [day.isoformat() for day, _begin in case._midnights()[:-1]]
            met = case.contact_ids.filtered("hours").sorted("hours", reverse=True)
            case.timeline = {
                "days": days,
                "people": [
                    {
                        "id": contact.id,
                        "name": contact.person_name,
                        "hours": [(contact.days or {}).get(day, 0) for day in days],
                    }
                    for contact in met[:DRAWN]
                ],
                "left_out": max(len(met) - DRAWN, 0),
            }

    def write(self, vals):
        if not {"date_from", "date_to", "risk_at"}.isdisjoint(vals):
            vals = {**vals, "refresh_at": fields.Datetime.now()}
        return super().write(vals)

    def web_read(self, specification):
        """Whoever opens a case sees it as the attendances are now."""
        if len(self) == 1:
            self.filtered_domain(self._due_domain())._refresh()
        return super().web_read(specification)

    @api.model
    def _due_domain(self):
        return Domain("state", "=", "open") & Domain(
            "refresh_at", "<=", fields.Datetime.now()
        )

    @api.model
    def _make_due(self, companies, first, last):
        """What is known of the time from ``first`` to ``last`` was corrected: open
        cases that it concerns are made anew."""
        # cases are the officers'; whoever corrects something learns nothing of them
        cases_sudo = self.sudo()
        cases_sudo.search(
            [
                ("state", "=", "open"),
                ("company_id", "in", companies.ids),
                ("date_from", "<", last),
                ("date_to", ">", first),
            ]
        ).refresh_at = fields.Datetime.now()

    # ----------------------------------------------------------------- actions

    def action_close(self):
        self.check_access("write")
        # the state is set by the buttons alone
        self.sudo().write({"state": "closed", "closed_at": fields.Datetime.now()})

    def action_reopen(self):
        self.check_access("write")
        # the state is set by the buttons alone
        self.sudo().write(
            {
                "state": "open",
                "closed_at": False,
                "close_proposed": False,
                "refresh_at": fields.Datetime.now(),
            }
        )
