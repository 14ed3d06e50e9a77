# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from ast import literal_eval
from collections import Counter

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..code.hes_check import PARTS
from ..mixins.base import domain_paths

_lt = LazyTranslate(__name__)

#: What a rule that is no domain on employees raises, while it is read or used.
BAD_RULE = (ValueError, SyntaxError, TypeError, RecursionError)

COUNTS = (*PARTS.values(), "unknown_count", "missing_count")


class HesQueryGroup(models.Model):
    _name = "hes.query.group"
    _inherit = [
        "hes.access.logged.mixin",
        "hes.retention.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Query Group"
    _order = "name, id"
    _check_company_auto = True
    _retention_kind = "groups"
    _retention_none = "Its owner deletes it; who leaves the company leaves the group."
    _subject_access_title = _lt("In the Query Groups")
    _subject_access_fields = ("name",)
    _subject_access_sequence = 120
    _subject_access_managers = True
    _access_log_kind = "employee"
    _access_log_fields = frozenset()

    name = fields.Char(required=True)
    description = fields.Text()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        help="Sees and uses the group; HES managers see all groups.",
    )
    employee_ids = fields.Many2many(
        "hr.employee", string="Chosen People", check_company=True
    )
    use_domain = fields.Boolean(
        string="Also by a Rule",
        compute="_compute_use_domain",
        store=True,
        readonly=False,
        help="Everybody who fits the rule is in the group, from the day they do.",
    )
    domain = fields.Char(string="Rule")
    domain_problem = fields.Char(compute="_compute_member_ids")
    interval_hours = fields.Integer(
        string="Ask Every (Hours)",
        help="How often the scheduled action asks for this group, where that is more"
        " often than for the company. 0: as often as the company.",
    )
    member_ids = fields.Many2many(
        "hr.employee", string="Who Is In", compute="_compute_member_ids"
    )
    member_count = fields.Integer(string="Members", compute="_compute_counts")
    riskless_count = fields.Integer(string="Not Risky", compute="_compute_counts")
    risky_count = fields.Integer(string="Risky", compute="_compute_counts")
    invalid_count = fields.Integer(string="Invalid", compute="_compute_counts")
    unknown_count = fields.Integer(string="Not Checked", compute="_compute_counts")
    missing_count = fields.Integer(string="No Code", compute="_compute_counts")
    last_query_id = fields.Many2one("hes.query", compute="_compute_last_query")
    last_query_at = fields.Datetime(string="Last Asked", compute="_compute_last_query")
    _interval_range = models.Constraint(
        "CHECK (interval_hours BETWEEN 0 AND 8760)",
        "A group is asked for every 1 to 8,760 hours; 0: as often as the company.",
    )
    edevlet_code_ids = fields.Many2many(
        "hes.code",
        "hes_query_group_edevlet_rel",
        string="Codes on e-Devlet",
        context={"active_test": False},
        copy=False,
    )
    edevlet_gone_count = fields.Integer(
        string="Destroyed Here, Still on e-Devlet",
        readonly=True,
        copy=False,
        help="Codes that were in the group on e-Devlet when they were destroyed here:"
        " nobody knows any more which they were.",
    )

    @api.depends("domain")
    def _compute_use_domain(self):
        for group in self:
            group.use_domain = bool(group.domain)

    @api.depends("employee_ids.active", "use_domain", "domain", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_member_ids(self):
        """The active people of the company whom the reader may see."""
        chosen = self.employee_ids.filtered("active").grouped("company_id")
        for group in self:
            here = chosen.get(group.company_id, self.env["hr.employee"])
            group.member_ids = group.employee_ids._origin & here._origin
            group.domain_problem = False
        for group in self.filtered("use_domain"):
            try:
                group.member_ids |= group._fitting()
            except (*BAD_RULE, UserError) as error:
                group.domain_problem = str(error).splitlines()[0]

    def _fitting(self):
        """Who fits the rule, among those whom the user may see."""
        self.ensure_one()
        return self.env["hr.employee"].search_fetch(
            Domain("company_id", "=", self.company_id.id)
            & Domain("active", "=", True)
            & Domain(literal_eval(self.domain or "[]")),
            [],
        )

    @api.constrains("domain", "use_domain")
    def _check_domain(self):
        for group in self.filtered("use_domain"):
            try:
                with self.env.cr.savepoint():
                    # a stored compute is checked as the superuser
                    group.sudo(False)._fitting()
            except (*BAD_RULE, psycopg2.DataError) as error:
                raise ValidationError(
                    self.env._(
                        "The rule of the group “%(name)s” cannot be used: %(problem)s"
                        " Please choose its conditions again.",
                        name=group.name,
                        problem=str(error).splitlines()[0],
                    )
                ) from error

    def _codes(self):
        """The active codes of the members who work on site."""
        return self.env["hes.code"].search(
            self.env["hes.query"]._on_site_domain()
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("employee_id", "in", self.member_ids.ids),
            order="id",
        )

    @api.model
    def _often_asked(self, company):
        """Groups that are asked for more often than ``company``, and whose owners may
        still do so."""
        officers = self.env["res.users"]._hes_officers(company)
        return self.search(
            [
                ("company_id", "=", company.id),
                ("interval_hours", ">", 0),
                ("interval_hours", "<", company.hes_policy_id.check_interval_hours),
                ("user_id", "in", officers.ids),
            ]
        )

    @api.depends("member_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_counts(self):
        """The members by the status of their present code, in one statement."""
        counts = [Counter() for _group in self]
        for place, status, number in self._count_members():
            counts[place]["member_count"] += number
            part = PARTS.get(status, "unknown_count") if status else "missing_count"
            counts[place][part] += number
        for group, found in zip(self, counts, strict=True):
            group.update({name: found[name] for name in ("member_count", *COUNTS)})
            group._log_rule()

    def _log_rule(self):
        """To count by a rule on HES data is to search for such people."""
        if self.env.su or not self.use_domain:
            return
        try:
            paths = set(domain_paths(literal_eval(self.domain or "[]")))
        except BAD_RULE:
            return
        people = self.env["hr.employee"]
        if logged := people._logged_paths(paths):
            self.env["hes.access.log"]._log_search(people, logged, self.member_count)

    def _count_members(self):
        """Rows of the place of a group, a status (None: no code), and how many of its
        members have it, as far as the user may see them; none of a group without a
        company, as a form may have one."""
        codes = self.env["hes.code"]
        codes.flush_model(["employee_id", "company_id", "active", "risk_status"])
        members = [
            SQL(
                "SELECT %s AS place, %s AS company_id, id"
                " FROM hr_employee WHERE id IN %s",
                place,
                group.company_id.id,
                group._members_query().subselect(),
            )
            for place, group in enumerate(self)
            if group.company_id
        ]
        if not members:
            return []
        return self.env.execute_query(
            SQL(
                """SELECT member.place, code.risk_status, COUNT(*)
                     FROM (%s) AS member
                LEFT JOIN hes_code AS code ON code.employee_id = member.id
                          AND code.company_id = member.company_id
                          AND code.active AND code.id IN %s
                 GROUP BY member.place, code.risk_status""",
                SQL(" UNION ALL ").join(members),
                codes._unlogged()._search(Domain.TRUE).subselect(),
            )
        )

    def _members_query(self):
        """The members as a query that is not run, and not logged; the chosen ones alone
        where the rule cannot be used."""
        people = self.env["hr.employee"]._unlogged()
        here = Domain("company_id", "=", self.company_id.id)
        here &= Domain("active", "=", True)
        chosen = Domain("id", "in", self.employee_ids._origin.ids)
        if not self.use_domain:
            return people._search(here & chosen)
        try:
            rule = Domain(literal_eval(self.domain or "[]"))
            people._check_paths(set(domain_paths(rule)))
            return people._search(here & (chosen | rule))
        except (*BAD_RULE, UserError):  # domain_problem says so
            return people._search(here & chosen)

    def _compute_last_query(self):
        queries = self.env["hes.query"]
        last = dict(
            queries._read_group(
                [("group_id", "in", self.ids)], ["group_id"], ["id:max"]
            )
        )
        found = queries.browse(last.values())
        for group in self:
            query = found.browse(last.get(group._origin)).with_prefetch(found._ids)
            group.last_query_id = query
            group.last_query_at = query.started_at

    def action_query(self):
        """Ask for the members' codes now, by the service or else by e-Devlet."""
        self.ensure_one()
        if not self.env["hes.service"]._of_company(self.company_id):
            return self.action_export_edevlet()
        return self.env["hes.query"]._ask_now(self._codes(), group_id=self.id)

    def action_view_queries(self):
        """The group's queries, the newest first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_query_action"
        )
        return {**action, "domain": [("group_id", "=", self.id)], "context": {}}

    def action_view_members(self):
        self.ensure_one()
        self._log_data_access(["member_ids"])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hr.open_view_employee_list_my"
        )
        return {**action, "domain": [("id", "in", self.member_ids.ids)], "context": {}}

    # The same group in its owner's e-Devlet account: an upload there adds codes
    # and removes none, so that people who left must be deleted there by hand.

    def _edevlet_codes(self):
        """The members' codes that e-Devlet should have: what the ministry said to be
        expired or deleted would only come back as such."""
        now = fields.Datetime.now()
        return self._codes().filtered(
            lambda code: (
                code.risk_status not in ("expired", "not_found")
                and not (code.expires_at and code.expires_at <= now)
            )
        )

    def _why_off_edevlet(self, code):
        """Why a code should not be on e-Devlet any more; a value of
        ``hes.edevlet.export.line.reason``."""
        employee = code.employee_id
        if not employee.active or employee.company_id != self.company_id:
            return "left"
        if not code.active:
            return "replaced" if employee.hes_code_id else "removed"
        if code.risk_status in ("expired", "not_found"):
            return code.risk_status
        fits = employee in self.member_ids and employee.hes_required
        return "expired" if fits else "out"

    def action_export_edevlet(self):
        """What to upload and to delete on e-Devlet now."""
        self.ensure_one()
        export = self.env["hes.edevlet.export"].create({"group_id": self.id})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_edevlet_export_action"
        )
        return {**action, "res_id": export.id}

    @api.model
    def _subject_access_domain(self, employees, _partners, _companies=None):
        return Domain("employee_ids", "in", employees.ids)

    def _log_data_access(self, names, _channel=None):
        """A number of members by status is a search for employees, and a group may be
        of one person."""
        if not self.env.su and set(COUNTS).intersection(names):
            people = self.env["hr.employee"]
            for group in self:
                people._log_search(["hes_risk_status"], (), group.member_count)
