# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column
from odoo.tools.translate import LazyTranslate

from ...exceptions import CheckInRefused
from ...tools.clearance import CLEARED, DENIED, NEED_AN_ANSWER
from ..selections import CLEARANCE, clearance_reasons
from .hr_employee import CLEARANCE_GROUPS

_lt = LazyTranslate(__name__)


class HrAttendance(models.Model):
    _name = "hr.attendance"
    _inherit = [
        "hr.attendance",
        "hes.system.fields.mixin",
        "hes.retention.mixin",
        "hes.access.logged.mixin",
    ]
    _retention_kind = "verdicts"
    _retention_setting = "retention_answer_days"
    _retention_since = "check_in"
    _retention_company = "employee_id.company_id"
    _retention_employee = "employee_id"
    _subject_access_title = _lt("Attendances")
    _subject_access_fields = (
        "check_in",
        "hes_clearance",
        "hes_clearance_reason",
    )
    _subject_access_sequence = 40
    _subject_access_managers = True
    _access_log_kind = "attendance"
    _access_log_fields = frozenset({"hes_clearance_reason", "hes_exemption_id"})

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
        clearance_reasons,
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

    def _auto_init(self):
        # what was before the add-on came is not judged afterwards, and a large table
        # must not be computed row by row at installation
        for name in ("hes_clearance", "hes_clearance_reason"):
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, "varchar")
        return super()._auto_init()

    @api.depends("employee_id", "check_in")
    def _compute_hes_clearance(self):
        """The verdict as of the check-in, for all rows by one look-up."""
        moments = self._hes_moments()
        verdicts = self.employee_id._hes_judge(set(moments.values()))
        self._hes_keep_verdicts(moments, verdicts)

    def _hes_moments(self):
        """As of when each of these rows is judged: dict of a row to (employee id,
        check-in), without those that lack one of them."""
        return {
            row: (row.employee_id._origin.id, row.check_in)
            for row in self
            if row.employee_id._origin and row.check_in
        }

    def _hes_keep_verdicts(self, moments, verdicts):
        """Set the verdicts of these rows.

        :param moments: as :meth:`_hes_moments` gives them
        :param verdicts: dict of (employee id, check-in) to :class:`clearance.Verdict`
        """
        for verdict, attendances in self.grouped(
            lambda row: verdicts.get(moments.get(row))
        ).items():
            attendances.hes_clearance = verdict and verdict.clearance
            attendances.hes_clearance_reason = verdict and verdict.reason

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
        # who checks in may not read what the verdict comes from; it is only stored
        return super(HrAttendance, self.sudo())._add_precomputed_values(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances_sudo = attendances.sudo()  # who checks in may not read the verdict
        doubtful_sudo = attendances_sudo.filtered(
            lambda attendance: attendance.hes_clearance != CLEARED
        )
        if doubtful_sudo:
            doubtful_sudo._hes_ask_live()
            attendances_sudo._hes_refuse(doubtful_sudo._hes_denied_at_check_in())
        return attendances

    def write(self, vals):
        reopened = self.browse()
        if "check_out" in vals and not vals["check_out"]:
            reopened = self.filtered("check_out")
        result = super().write(vals)
        self_sudo = self.sudo()  # who writes may not read the verdict
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

        Its text stands on screens that others read: nothing about health in it.
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
        objections = doubtful.employee_id._gate_objections(
            max(doubtful.mapped("check_in"))
        )
        unanswered = doubtful.filtered(
            lambda row: any(
                objection.reason in NEED_AN_ANSWER and objection.holds(row.check_in)
                for objection in objections[row.employee_id.id]
            )
        )
        for company, attendances in unanswered.grouped(
            lambda row: row.employee_id.company_id
        ).items():
            attendances._hes_ask_company(company)

    def _hes_ask_company(self, company):
        service = self.env["hes.service"]._of_company(company)
        codes = self.employee_id.hes_code_id
        if not service or not codes:
            return
        answers, _error = service._ask(codes.mapped("code"), waiting=True)
        answered = self.filtered(
            lambda row: row.employee_id.hes_code_id.code in answers
        )
        silent = self - answered
        silent.hes_live = "unreachable"
        moments = self._hes_moments()
        if silent:
            verdicts = self.employee_id._hes_judge(set(moments.values()), True)
            silent._hes_keep_verdicts(moments, verdicts)
        if answered:
            answered.hes_live = "answered"
            verdicts = self._hes_keep_answers(codes, answers)
            answered._hes_keep_verdicts(moments, verdicts)

    def _hes_keep_answers(self, codes, answers):
        """Write the answers for good, and return the verdicts on these rows after them
        as :meth:`_hes_keep_verdicts` takes them."""
        moments = set(self._hes_moments().values())
        asked = [(code.id, code.code) for code in codes if code.code in answers]
        company = codes.company_id
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            free = env["hes.code"].browse(codes.ids)
            if free.try_lock_for_update(allow_referencing=True) == codes:
                self._hes_record(env, asked, company, answers)
                return self.employee_id.with_env(env)._hes_judge(moments)
        # somebody is writing one of these codes, it may be this very transaction:
        # waiting for it could be for ever
        self._hes_record(self.env, asked, company, answers)
        return self.employee_id._hes_judge(moments)

    @api.model
    def _hes_record(self, env, asked, company, answers):
        """Record answers about codes as they were asked, with whom has them by now.

        :param asked: list of (id of the hes.code, its text as it was asked)
        """
        codes = env["hes.code"]
        now = codes._holding_now(asked, company)
        found = {now[id_]: answers[text] for id_, text in asked if now[id_]}
        env["hes.check"]._record(
            {codes.browse(id_): answer for id_, answer in found.items()}
        )

    # The attendance stays, with whether somebody might come in; why is forgotten.

    @api.model
    def _retention_scope(self):
        judged = Domain("hes_clearance_reason", "!=", False)
        return judged | Domain("hes_live", "!=", False)

    @api.model
    def _subject_access_domain(self, *whose):
        return super()._subject_access_domain(*whose) & Domain(
            "hes_clearance", "!=", False
        )

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
