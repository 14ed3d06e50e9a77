# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column
from odoo.tools.translate import LazyTranslate

from ...exceptions import CheckInRefused
from ...tools.clearance import DENIED, Verdict, is_start
from ..selections import CLEARANCE, clearance_reasons
from .hr_employee import CLEARANCE_GROUPS, yes_or_no

_lt = LazyTranslate(__name__)

#: What says of whom an attendance is, and of when.
WHO_AND_WHEN = ("employee_id", "check_in", "check_out")

#: The verdict, as it is stored.
VERDICT = ("hes_clearance", "hes_clearance_reason")


class RecordedIds(list):
    """In the context during an import: ids of rows for one activity at its end. No
    client can send one."""


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
    hes_forgotten = fields.Boolean(
        string="Check-out Forgotten",
        readonly=True,
        copy=False,
        groups=CLEARANCE_GROUPS,
        system_only=True,
        help="It was open longer than anybody stays, and was closed by the next scan.",
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
        for name in VERDICT:
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, "varchar")
        return super()._auto_init()

    @api.depends("employee_id", "check_in")
    def _compute_hes_clearance(self):
        """The verdict on stored rows, by one look-up. A form that is not saved can name
        anybody and any time: it has what is stored."""
        rows = self.filtered("id")
        for row, stored in (self - rows)._hes_stored().items():
            row.hes_clearance = stored.hes_clearance
            row.hes_clearance_reason = stored.hes_clearance_reason
        rows._hes_keep_verdicts(rows._hes_judge_rows())

    def _hes_stored(self):
        """Dict of these rows, which are not saved, to what is stored of them and this
        user may read, as the system."""
        # less than the system: as the user
        readable = self._origin.sudo(False)._filtered_access("read")
        # the user's right to the row was checked just now
        return {row: (row._origin & readable).sudo() for row in self}

    @api.model
    def _hes_judge_times(self, times):
        """The verdicts on attendances, by one look-up.

        :param times: set of (employee id, check-in, check-out or None), naive UTC
        :return: dict of them to :class:`clearance.Verdict`

        A start is judged now, what is over as of its check-in; but now for users who
        may not know why, since they choose the check-in: one row after the other, they
        would find since when somebody is denied, and with it why.
        """
        now = fields.Datetime.now()
        moments = {key: (key[0], now) for key in times}
        over = [key for key in times if not is_start(*key[1:], now)]
        if over and self.env["res.users"]._hes_knows_reasons():
            moments |= {key: key[:2] for key in over}
        people = self.env["hr.employee"].browse({key[0] for key in times})
        verdicts = people._hes_judge(set(moments.values()))
        return {key: verdicts[moment] for key, moment in moments.items()}

    def _hes_judge_rows(self):
        """The verdicts on these rows, but for those without an employee or a check-in:
        dict of a row to :class:`clearance.Verdict`."""
        times = {
            row: (employee.id, row.check_in, row.check_out)
            for row in self
            if row.check_in and (employee := row.employee_id)
        }
        verdicts = self._hes_judge_times(set(times.values()))
        return {row: verdicts[time] for row, time in times.items()}

    def _hes_keep_verdicts(self, verdicts):
        """Set the verdicts of these rows, as :meth:`_hes_judge_rows` gives them."""
        for verdict, attendances in self.grouped(verdicts.get).items():
            attendances.hes_clearance = verdict and verdict.clearance
            attendances.hes_clearance_reason = verdict and verdict.reason

    @api.depends("employee_id")
    def _compute_hes_flag(self):
        rows = self.filtered("id")
        stored_rows = {row: row for row in rows} | (self - rows)._hes_stored()
        for row, stored in stored_rows.items():
            row.hes_flag = stored.employee_id.hes_clearance == DENIED

    @api.depends("hes_clearance_reason", "employee_id", "check_in")
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
        # whose attendances they are, also of who was archived while inside; what a user
        # sees of them, their own rights say
        people_sudo = self.env["hr.employee"].sudo().with_context(active_test=False)
        denied_sudo = people_sudo.search([("hes_clearance", "=", DENIED)])
        return yes_or_no(Domain("employee_id", "in", denied_sudo.ids), value)

    @api.model
    def _add_precomputed_values(self, vals_list):
        """The verdict comes with the row, and from plain values: records that are not
        saved are never judged."""
        relevant = [self._fields[name] for name in WHO_AND_WHEN]
        times = [
            tuple(
                field.convert_to_cache(vals.get(field.name), self) for field in relevant
            )
            for vals in vals_list
        ]
        verdicts = self._hes_judge_times({time for time in times if all(time[:2])})
        for vals, time in zip(vals_list, times, strict=True):
            verdict = verdicts.get(time)
            vals["hes_clearance"] = verdict and verdict.clearance
            vals["hes_clearance_reason"] = verdict and verdict.reason
        return super()._add_precomputed_values(vals_list)

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances_sudo = attendances.sudo()  # who checks in may not read the verdict
        unjudged_sudo = attendances_sudo.filtered(lambda row: not row.hes_clearance)
        if unjudged_sudo:
            # PostgreSQL also takes a text or a float for an id, which the ORM does not
            unjudged_sudo.invalidate_recordset(["employee_id"])
            unjudged_sudo._hes_keep_verdicts(unjudged_sudo._hes_judge_rows())
        attendances_sudo._hes_admit()
        return attendances

    def write(self, vals):
        """A change of who or when is judged like a creation, where it lets somebody in:
        never a check-out of somebody who is inside, nor values that are there already.
        """
        if vals.keys().isdisjoint(WHO_AND_WHEN):
            return super().write(vals)
        self_sudo = self.sudo()  # who writes may not read the verdict
        before = self_sudo._hes_who_and_when()
        verdict = [self._fields[name] for name in VERDICT]
        with self.env.protecting(verdict, self):  # what changes is judged below
            result = super().write(vals)
        if changed_sudo := self_sudo._hes_changed(before):
            self.check_access("write")  # of the rows as they are now, before a word
            changed_sudo._hes_keep_verdicts(changed_sudo._hes_judge_rows())
            changed_sudo._hes_admit()
        return result

    def _hes_who_and_when(self):
        """Dict of these rows to whose they are, their check-in, and whether each is a
        start."""
        starts = set(self._hes_starts())
        return {row: (row.employee_id, row.check_in, row in starts) for row in self}

    def _hes_changed(self, before):
        """Those of these rows, just written, that are to be judged anew: another's, and
        starts that were none or had another check-in.

        :param before: what :meth:`_hes_who_and_when` gave before the change

        What is over keeps its verdict where the check-in is corrected: it is that of
        the check-in, and today's answers say nothing about it.
        """

        def is_changed(row, employee, check_in, start):
            was_employee, was_check_in, was_start = before[row]
            if (employee, check_in) == (was_employee, was_check_in):
                return start and not was_start
            return start or employee != was_employee or not row.hes_clearance

        after = self._hes_who_and_when()
        return self.filtered(lambda row: is_changed(row, *after[row]))

    @api.model
    def load(self, fields, data):
        batch = RecordedIds()
        importing = super(HrAttendance, self.with_context(hes_recorded=batch))
        result = importing.load(fields, data)
        if result["ids"] and batch:
            # HES officers are notified of any user's import
            self.sudo().with_context(hes_recorded=None).browse(
                batch
            )._hes_notify_recorded()
        return result

    def _hes_starts(self):
        now = fields.Datetime.now()
        return self.filtered(lambda row: is_start(row.check_in, row.check_out, now))

    def _hes_admit(self):
        """Refuse starts of people who are denied, and notify HES officers of what is
        over and was recorded although somebody was denied.

        :raise CheckInRefused: if any of these rows is refused, and with it all
        """
        doubtful = self.filtered(
            lambda row: (
                Verdict(row.hes_clearance, row.hes_clearance_reason).wants_an_answer
            )
        )
        if not doubtful:
            return
        starts = doubtful._hes_starts()
        starts._hes_ask_live()
        self._hes_refuse(starts._hes_denied_where_on())
        (doubtful - starts)._hes_denied_where_on()._hes_notify_recorded()

    def action_open_hes_employee(self):
        """The person of this attendance."""
        self.ensure_one()
        return self.employee_id.get_formview_action()

    def _hes_denied_where_on(self):
        """Those of these rows whose people are denied by a gate that is on."""
        return self.filtered(
            lambda row: row.hes_clearance == DENIED and row.employee_id._hes_guarded()
        )

    def _hes_refuse(self, refused):
        """Raise CheckInRefused if there are any ``refused`` among these rows.

        Its text stands on screens that others read: nothing about health in it.
        """
        if not refused:
            return
        if len(self) == 1:
            raise CheckInRefused(
                self.env._(
                    "Check-in is not possible at the moment."
                    " Please see HR or the person in charge."
                ),
                refused.employee_id.id,
            )
        raise CheckInRefused(
            self.env._(
                "These people cannot be checked in at the moment, please see HR:"
                " %(names)s. Nobody of the list was checked in.",
                names=", ".join(refused.employee_id.mapped("name")),
            )
        )

    def _hes_notify_recorded(self):
        """Give the HES officers of each company one activity, which names nobody: these
        rows, all of the past, were recorded although their people were denied."""
        batch = self.env.context.get("hes_recorded")
        if isinstance(batch, RecordedIds):
            batch += self.ids
            return
        rows = self.filtered(lambda row: not row._hes_is_absence())
        for company, of_company in rows.grouped(
            lambda row: row.employee_id.company_id
        ).items():
            company.hes_policy_id._add_activities(
                "hes_code.mail_activity_type_recorded",
                lambda env, over=of_company: env._(
                    "Attendances of the past that were recorded: %(count)s. They are in"
                    " the list of attendances, with the clearance at their check-in.",
                    count=len(over),
                ),
            )

    def _hes_is_absence(self):
        """Odoo's own mark of a day that somebody was absent is no attendance."""
        return self.in_mode == "technical" and self.create_uid.id == SUPERUSER_ID

    def _hes_ask_live(self):
        """Judge these starts anew where the service was asked for their people, as
        ``hr.employee._hes_ask_live`` does."""
        asked = self.employee_id._hes_ask_live()
        for employee, rows in self.grouped("employee_id").items():
            if employee in asked:
                rows.hes_live, verdict = asked[employee]
                rows._hes_keep_verdicts(dict.fromkeys(rows, verdict))

    def _hes_mark_forgotten(self):
        """Mark those of these that were open longer than anybody stays."""
        for row in self.filtered("check_out"):
            policy = row.employee_id.company_id.hes_policy_id
            if row.check_out - row.check_in > timedelta(hours=policy.stay_cap_hours):
                row.hes_forgotten = True

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
