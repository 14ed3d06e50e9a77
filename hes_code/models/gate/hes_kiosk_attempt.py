# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: The time in which tries are counted (``hes.policy.tries_per_hour``).
TRIES_IN = timedelta(hours=1)

#: A wrong badge is nobody's: of these, so many times the tries of one person.
BADGES = 4


class HesKioskAttempt(models.Model):
    _name = "hes.kiosk.attempt"
    _inherit = ["hes.retention.mixin"]
    _description = "Kiosk Attempt"
    _order = "id desc"
    _retention_kind = "second_looks"
    _retention_setting = "retention_kiosk_attempt_days"
    _retention_since = "tried_at"
    _retention_employee = "employee_id"
    _subject_access_title = _lt("Second Looks")
    _subject_access_fields = (
        "tried_at",
        "outcome",
    )
    _subject_access_sequence = 50
    _subject_access_managers = True

    employee_id = fields.Many2one(
        "hr.employee",
        index=True,
        ondelete="cascade",
        readonly=True,
        help="Nobody: the badge was no one's.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
    )
    tried_at = fields.Datetime(required=True, index=True, readonly=True)
    outcome = fields.Selection(
        [
            ("cleared", "Cleared"),
            ("refused", "Not Cleared"),
            ("foreign", "Not Proven to Be Their Own"),
            ("unproven", "Wrong Badge or PIN"),
            ("unreadable", "Not a Code"),
            ("unreachable", "Service Did Not Answer"),
            ("wait", "Too Many Tries"),
        ],
        required=True,
        readonly=True,
    )

    @api.depends("employee_id")
    def _compute_company_id(self):
        for attempt in self.filtered("employee_id"):
            attempt.company_id = attempt.employee_id.company_id

    @api.model
    def _may_try(self, company, employee):
        """Whether ``employee`` may try once more or, for an empty recordset, whether
        another badge of ``company`` may be tried."""
        since = fields.Datetime.now() - TRIES_IN
        most = company.hes_policy_id.tries_per_hour * (1 if employee else BADGES)
        tries = self.search_count(
            [
                ("company_id", "=", company.id),
                ("employee_id", "=", employee.id),
                ("tried_at", ">", since),
                ("outcome", "!=", "wait"),
            ]
        )
        # one try of a person at a time: else many at once would all find few before
        # them; badges are shown at several kiosks at once
        free = employee.try_lock_for_update(allow_referencing=True) == employee
        return tries < most and free

    @api.model
    def _note_guess(self, company, employee):
        """Count a wrong PIN of ``employee`` or, without one, a wrong badge."""
        self.create(
            {
                "company_id": company.id,
                "employee_id": employee.id,
                "tried_at": fields.Datetime.now(),
                "outcome": "unproven",
            }
        )
