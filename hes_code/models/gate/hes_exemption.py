# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import date

import pytz

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...tools import days
from ...tools.clearance import Exemption

_lt = LazyTranslate(__name__)


class HesExemption(models.Model):
    _name = "hes.exemption"
    _inherit = [
        "hes.audited.mixin",
        "hes.access.logged.mixin",
        "hes.retention.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Exemption"
    _order = "date_to desc, id desc"
    _rec_name = "employee_id"
    _check_company_auto = True
    _access_log_kind = "exemption"
    _audit_kind = "exemption"
    _audit_fields = ("employee_id", "date_from", "date_to", "covers", "reason")
    _audit_hidden = frozenset({"reason"})  # it ends with the exemption, long before
    _retention_kind = "exemptions"
    _retention_setting = "retention_exemption_days"
    _retention_since = "stop"
    _retention_employee = "employee_id"
    _subject_access_title = _lt("Exemptions")
    _subject_access_fields = (
        "date_from",
        "date_to",
        "reason",
        "covers",
        "user_id",
        "granted_at",
    )
    _subject_access_sequence = 30

    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        frozen=True,  # since when it holds, and who came in by it, are one person's
    )
    company_id = fields.Many2one(
        related="employee_id.company_id", store=True, index=True, system_only=True
    )
    date_from = fields.Date(
        string="From",
        required=True,
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date(
        string="Until", required=True, help="The last day, to its end."
    )
    reason = fields.Char(required=True)
    covers = fields.Selection(
        lambda self: self.env["hes.policy"]._objection_reasons(),
        string="Exempts From",
        help="What does not count for this person. Empty: nothing does.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Granted By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        system_only=True,
    )
    granted_at = fields.Datetime(
        string="Granted",
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        system_only=True,
        help="It begins no earlier: who was refused before was refused.",
    )
    start = fields.Datetime(compute="_compute_span", store=True, system_only=True)
    stop = fields.Datetime(compute="_compute_span", store=True, system_only=True)
    state = fields.Selection(
        [("coming", "Coming"), ("running", "Running"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)",
        "An exemption must not end before it begins.",
    )
    _bounded = models.Constraint(
        "CHECK (date_to - date_from < 366)", "An exemption may last 366 days at most."
    )

    @api.model
    @tools.ormcache(cache="stable")
    def _are_there_any(self):
        """Whether a check-in has to look for one; True where none is left is harmless.

        Exemptions are rare, and looking for one takes as long as looking for a code.
        """
        # a yes or a no, of all companies
        return bool(self.sudo().search_count([], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        exemptions = super().create(vals_list)
        self._forget_looked_up()
        exemptions._check_not_back_dated({})
        exemptions._check_length({})
        exemptions.employee_id._hes_notify_changes()
        return exemptions

    def write(self, vals):
        people = self.employee_id
        before = {row: (row.date_from, row.date_to) for row in self}
        result = super().write(vals)
        self._check_not_back_dated(before)
        self._check_length(before)
        (people | self.employee_id)._hes_notify_changes()
        return result

    def unlink(self):
        people = self.employee_id
        result = super().unlink()
        people._hes_notify_changes()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_coming(self):
        """What somebody came in by is ended; retention deletes it, as the system."""
        if not self.env.su and self.filtered(lambda row: row.state != "coming"):
            raise UserError(
                self.env._(
                    "This exemption has begun: please end it instead of deleting it."
                )
            )

    def action_end(self):
        """End those that have begun with this moment's day; it stays what it was."""
        for exemption in self.filtered(lambda row: row.state == "running"):
            now = fields.Datetime.now()
            exemption.date_to = days.day_of(now, exemption._zone())

    def _check_length(self, before):
        """Raise ValidationError where one lasts longer than the company allows; what
        was granted under another rule can still be ended or shortened.

        :param before: dict of exemptions to the first and the last day that they had
        """
        for exemption in self:
            first, last = exemption.date_from, exemption.date_to
            if not (first and last):
                continue  # the database refuses it, and says what is required
            was_first, was_last = before.get(exemption, (date.max, date.min))
            most = exemption.company_id.hes_policy_id.exemption_days
            grows = first < was_first or last > was_last
            if grows and (last - first).days >= most:
                raise ValidationError(
                    self.env._(
                        "The exemption of %(name)s may last %(days)s days at most."
                        " Please choose an earlier last day.",
                        name=exemption.employee_id.name,
                        days=most,
                    )
                )

    def _check_not_back_dated(self, before):
        """Raise ValidationError where a user lets an exemption begin before today.

        :param before: as of :meth:`_check_length`; it may begin as early as it did
        """
        now = fields.Datetime.now()
        for exemption in self if not self.env.su else ():
            today = days.day_of(now, exemption._zone())
            was_first, _was_last = before.get(exemption, (today, today))
            if exemption.date_from and exemption.date_from < min(today, was_first):
                raise ValidationError(
                    self.env._(
                        "The exemption of %(name)s cannot begin in the past: it changes"
                        " nothing about who was refused. Please choose today or a later"
                        " day.",
                        name=exemption.employee_id.name,
                    )
                )

    def _zone(self):
        return pytz.timezone(self.employee_id.tz or "UTC")

    @api.depends("employee_id")
    def _compute_date_from(self):
        """Today, where the person is, unless another day was chosen."""
        now = fields.Datetime.now()
        for exemption in self:
            today = fields.Date.context_today(exemption)
            if exemption.date_from in (False, today):
                there = exemption.employee_id and days.day_of(now, exemption._zone())
                exemption.date_from = there or today

    @api.depends("date_from", "date_to", "granted_at", "employee_id.tz")
    def _compute_span(self):
        """From the first day's beginning, or the granting if that was later, to the
        last day's end, where the person is."""
        for exemption in self:
            zone = exemption._zone()
            first, last = exemption.date_from, exemption.date_to
            begins = first and days.start_of(first, zone)
            exemption.start = begins and max(begins, exemption.granted_at or begins)
            exemption.stop = last and days.end_of(last, zone)

    @api.model
    def _spans(self, employee_ids):
        """The spans of people's exemptions, looked for only where there are any.

        Record rules are not asked: the caller must not hand them to anybody who may
        not see them.

        :return: dict of employee id to list of :class:`clearance.Exemption`
        """
        spans = defaultdict(list)
        if employee_ids and self._are_there_any():
            self.flush_model(("employee_id", "start", "stop", "covers"))
            for employee_id, *span in self.env.execute_query(
                SQL(
                    "SELECT employee_id, start, stop, covers FROM hes_exemption"
                    " WHERE employee_id IN %s",
                    tuple(employee_ids),
                )
            ):
                spans[employee_id].append(Exemption(*span))
        return spans

    @api.model
    def _standing_query(self, now):
        """SQL expression on ``employee``: what their exemptions as of ``now`` cover."""
        if not self._are_there_any():
            return SQL("NULL")
        return SQL(
            """(SELECT array_agg(COALESCE(covers, '') ORDER BY covers)
                  FROM hes_exemption
                 WHERE employee_id = employee.id AND start <= %(now)s
                   AND stop > %(now)s)""",
            now=now,
        )

    @api.depends("start", "stop")
    def _compute_state(self):
        now = fields.Datetime.now()
        for exemption in self:
            if exemption.start and exemption.start > now:
                exemption.state = "coming"
            elif exemption.stop and exemption.stop <= now:
                exemption.state = "ended"
            else:
                exemption.state = "running"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        spans = {
            "coming": [("start", ">", now)],
            "running": [("start", "<=", now), ("stop", ">", now)],
            "ended": [("stop", "<=", now)],
        }
        return fields.Domain.OR(spans[state] for state in value if state in spans)
