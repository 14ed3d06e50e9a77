# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from collections import Counter, defaultdict
from dataclasses import replace

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every
from odoo.tools.sql import column_exists, create_column

from ...exceptions import CheckInRefused
from ...tools.clearance import CLEARED, DENIED, decide, objections
from ...tools.service import client as client_tools
from ..selections import CLEARANCE, CLEARANCE_REASON
from .hr_employee import CLEARANCE_GROUPS


def _is_doubtful(attendance):
    return attendance.hes_clearance != CLEARED


_logger = logging.getLogger(__name__)

#: Reasons that a fresh answer can mend.
MENDABLE = {"stale", "unchecked"}


class HrAttendance(models.Model):
    _name = "hr.attendance"
    _inherit = [
        "hr.attendance",
        "hes.system.fields.mixin",
        "hes.retention.mixin",
        "hes.access.logged.mixin",
        "hes.access.searched.mixin",
    ]
    hes_clearance = fields.Selection(
        CLEARANCE,
        string="Clearance at Check-in",
        compute="_compute_hes_clearance",
        store=True,
        precompute=True,  # written with the row, not by a second statement's columns
        compute_sudo=True,
        groups=CLEARANCE_GROUPS,
        system_only=True,
    )
    hes_clearance_reason = fields.Selection(
        CLEARANCE_REASON,
        string="Reason at Check-in",
        compute="_compute_hes_clearance",
        store=True,
        precompute=True,
        compute_sudo=True,
        groups="hes_code.group_hes_officer",
        system_only=True,
    )
    hes_live = fields.Selection(
        [("answered", "Answered"), ("unreachable", "Service Did Not Answer")],
        string="Asked at Check-in",
        readonly=True,
        copy=False,
        groups="hes_code.group_hes_officer",
        system_only=True,
    )
    hes_exemption_id = fields.Many2one(
        "hes.exemption",
        string="Exemption Used",
        compute="_compute_hes_exemption_id",
        groups="hes_code.group_hes_officer",
    )
    hes_flag = fields.Boolean(
        string="Not Cleared Now",
        compute="_compute_hes_flag",
        search="_search_hes_flag",
        compute_sudo=True,
        groups=CLEARANCE_GROUPS,
    )
    _retention_kind = "verdicts"
    _retention_setting = "retention_answer_days"
    _retention_since = "check_in"
    _retention_company = "employee_id.company_id"
    _retention_employee = "employee_id"
    _access_log_kind = "attendance"
    _access_log_fields = frozenset({"hes_clearance_reason", "hes_exemption_id"})
    _hes_access_person = "employee_id"

    def _auto_init(self):
        # what was before the add-on came is not judged afterwards, and a large table
        # must not be computed row by row at installation
        for name in ("hes_clearance", "hes_clearance_reason"):
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, "varchar")
        return super()._auto_init()

    @api.depends("employee_id", "check_in")
    def _compute_hes_clearance(self):
        """The verdict as of the check-in, for all rows with one statement."""
        self._hes_judge(self.employee_id._hes_facts())

    def _hes_judge(self, facts):
        """Set the verdict of these rows from ``facts``, as of each check-in."""
        policies = self.env["hr.employee"]._hes_policies(facts)

        def verdict(attendance):
            known = facts.get(attendance.employee_id.id)
            if known and attendance.check_in:
                company_id, person = known
                return decide(person, policies[company_id], attendance.check_in)
            return None

        for said, attendances in self.grouped(verdict).items():
            attendances.hes_clearance = said and said.clearance
            attendances.hes_clearance_reason = said and said.reason

    @api.depends("employee_id")
    def _compute_hes_flag(self):
        for attendance in self:
            attendance.hes_flag = attendance.employee_id.hes_clearance == DENIED

    @api.depends("hes_clearance_reason")  # judged anew with the person and the time
    def _compute_hes_exemption_id(self):
        used = self.filtered(lambda row: row.hes_clearance_reason == "exempted")
        exemptions = self.env["hes.exemption"].search(
            [("employee_id", "in", used.employee_id.ids)]
        )
        for attendance in self:
            attendance.hes_exemption_id = (
                attendance in used
                and exemptions.filtered(
                    lambda exemption, row=attendance: (
                        exemption.employee_id == row.employee_id
                        and exemption.start <= row.check_in < exemption.stop
                    )
                )[:1]
            )

    def _search_hes_flag(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["hes_flag"], "read")
        # whose attendances they are; what a user sees of them, their own rights say
        people_sudo = self.env["hr.employee"].sudo()
        denied_sudo = people_sudo.search([("hes_clearance", "=", DENIED)])
        domain = Domain("employee_id", "in", denied_sudo.ids)
        return domain if True in value else ~domain

    def _add_precomputed_values(self, vals_list):
        # the verdict is found whoever checks in; it goes into the new row alone
        return super(HrAttendance, self.sudo())._add_precomputed_values(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances_sudo = attendances.sudo()  # reads the verdict, whoever checks in
        doubtful_sudo = attendances_sudo.filtered(_is_doubtful)
        if doubtful_sudo:
            doubtful_sudo._hes_ask_live()
            attendances_sudo._hes_refuse(doubtful_sudo._hes_denied_at_check_in())
        return attendances

    def write(self, vals):
        reopened = self.browse()
        if "check_out" in vals and not vals["check_out"]:
            reopened = self.filtered("check_out")
        result = super().write(vals)
        self_sudo = self.sudo()  # reads the verdict, whoever writes
        if "employee_id" in vals or "check_in" in vals:
            still_open = self_sudo.filtered(lambda attendance: not attendance.check_out)
            self_sudo._hes_refuse(still_open._hes_denied_at_check_in())
        if reopened:  # they are on site again, from now on
            self_sudo._hes_refuse(self_sudo.filtered("hes_flag") & reopened)
        return result

    def action_open_hes_employee(self):
        """The person of this attendance."""
        self.ensure_one()
        return self.employee_id.get_formview_action()

    def _hes_denied_at_check_in(self):
        return self.filtered(
            lambda attendance: (
                attendance.hes_clearance == DENIED and not attendance._hes_is_absence()
            )
        )

    def _hes_refuse(self, denied):
        """Raise CheckInRefused if the gate of their company refuses any of ``denied``.

        Its words stand on screens that others read: nothing about health in them.
        """
        refused = denied.filtered(
            lambda attendance: (
                attendance.employee_id.company_id.hes_policy_id.gate == "on"
            )
        )
        if not refused:
            return
        if len(self) == 1:
            raise CheckInRefused(
                self.env._(
                    "Check-in is not possible at the moment."
                    " Please see HR or the person in charge."
                )
            )
        raise CheckInRefused(
            self.env._(
                "These people cannot be checked in at the moment, please see HR:"
                " %(names)s. Nobody of the list was checked in.",
                names=", ".join(refused.employee_id.mapped("name")),
            )
        )

    def _hes_is_absence(self):
        """Odoo's own mark of a day that somebody was absent is no check-in."""
        self.ensure_one()
        return bool(
            self.env.uid == api.SUPERUSER_ID
            and self.in_mode == "technical"
            and self.check_out
        )

    # Asking the service at the gate, where the last answer is too old.

    def _hes_ask_live(self):
        """Of these, who are not cleared, ask for those who want a fresh answer, all of
        a company in one request, and judge them anew.

        The answers are written in a transaction of their own: if the check-in is
        refused and rolled back, what the ministry said stays said. Only where the
        codes are being written just now, they go with this one.
        """
        doubtful = self.filtered(
            lambda row: (
                not row.check_out
                and row.employee_id.company_id.hes_policy_id.live_check
            )
        )
        if not doubtful:
            return
        facts = doubtful.employee_id._hes_facts()
        policies = self.env["hr.employee"]._hes_policies(facts)
        by_company = defaultdict(self.browse)
        for attendance in doubtful:
            company_id, known = facts[attendance.employee_id.id]
            found = objections(known, policies[company_id], attendance.check_in)
            if MENDABLE.intersection(found):
                by_company[company_id] |= attendance
        for company_id, attendances in by_company.items():
            attendances._hes_ask_company(
                self.env["res.company"].browse(company_id), facts
            )

    def _hes_ask_company(self, company, facts):
        service = self.env["hes.service"]._of_company(company)
        codes = self.employee_id.hes_code_id
        if not service or not codes:
            return
        # whom the service refused, it does not answer
        silent = service.suspended
        answers = {} if silent else self._hes_answers(company, service, codes)
        answered = self.filtered(
            lambda row: row.employee_id.hes_code_id.code in answers
        )
        silent = self - answered
        silent.hes_live = "unreachable"
        silent._hes_judge(
            {
                employee_id: (row[0], replace(row[1], unreachable=True))
                for employee_id, row in facts.items()
            }
        )
        if answered:
            answered.hes_live = "answered"
            answered._hes_judge(self._hes_keep_answers(company, codes, answers))

    @api.model
    def _hes_answers(self, company, service, codes):
        """What the service says of ``codes``, batch by batch until one fails.

        :return: dict of code (written form) to ``client.Answer``; whoever is not in it
            has no answer, and their attendance says so
        """
        answers = {}
        try:
            with service._client(
                timeout=company.hes_policy_id.live_timeout, retries=0
            ) as client:
                for batch in split_every(service.batch_size, codes.mapped("code")):
                    answers |= client.check_codes(batch)
        except client_tools.ServiceError as error:
            service._heed(error)
            _logger.info("The HES service did not answer at check-in: %s", error.kind)
        return {
            code: answer
            for code, answer in answers.items()
            if answer.status != "unanswered"
        }

    def _hes_keep_answers(self, company, codes, answers):
        """Write the answers for good, and return what is known of the people then."""
        now = fields.Datetime.now()
        rows = [
            code._answer_values(answers[code.code], now)
            for code in codes
            if code.code in answers
        ]
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            free = env["hes.code"].browse(codes.ids)
            if free.try_lock_for_update(allow_referencing=True) == codes:
                env["hes.check"]._record(company.with_env(env), rows)
                return self.employee_id.with_env(env)._hes_facts()
        # somebody is writing one of these codes, it may be this very transaction:
        # waiting for it could be for ever
        self.env["hes.check"]._record(company, rows)
        return self.employee_id._hes_facts()

    # The attendance stays, with whether somebody might come in; why is forgotten.

    @api.model
    def _retention_scope(self):
        told = Domain("hes_clearance_reason", "!=", False)
        return told | Domain("hes_live", "!=", False)

    def _retention_erase(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE hr_attendance SET hes_clearance_reason = NULL, hes_live = NULL"
                " WHERE id = ANY(%s)",
                list(self.ids),
            )
        )
        self.env.invalidate_all(flush=False)
        return Counter({self._retention_kind: len(self)})

    def _access_log_holders(self):
        return SQL(
            """SELECT employee.id AS employee_id, NULL::int AS partner_id,
                      employee.company_id
                 FROM hr_attendance AS attendance JOIN hr_employee AS employee
                      ON employee.id = attendance.employee_id
                WHERE attendance.id IN %s""",
            tuple(self.ids),
        )
