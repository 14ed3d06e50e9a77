# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

import pytz

from odoo import api, fields, models, tools
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...tools import days
from ...tools.clearance import Exemption

_lt = LazyTranslate(__name__)


class HesExemption(models.Model):
    _name = "hes.exemption"
    _inherit = [
        "hes.access.logged.mixin",
        "hes.retention.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Exemption"
    _order = "date_to desc, id desc"
    _rec_name = "employee_id"
    _check_company_auto = True
    _access_log_kind = "exemption"
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
    )
    _subject_access_sequence = 30

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        related="employee_id.company_id", store=True, index=True
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
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
    start = fields.Datetime(compute="_compute_span", store=True)
    stop = fields.Datetime(compute="_compute_span", store=True)
    state = fields.Selection(
        [("coming", "Coming"), ("running", "Running"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)",
        "An exemption must not end before it begins.",
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
        self.env.registry.clear_cache("stable")
        return exemptions

    @api.depends("date_from", "date_to", "employee_id.tz")
    def _compute_span(self):
        """From the first day's beginning to the last day's end, where the person is."""
        for exemption in self:
            zone = pytz.timezone(exemption.employee_id.tz or "UTC")
            first, last = exemption.date_from, exemption.date_to
            exemption.start = first and days.start_of(first, zone)
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

    def _access_log_holders(self):
        return SQL(
            """SELECT employee_id, NULL::int AS partner_id, company_id
                 FROM hes_exemption WHERE id IN %s""",
            tuple(self.ids),
        )
