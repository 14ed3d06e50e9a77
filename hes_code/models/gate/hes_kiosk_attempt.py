# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
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
        "device",
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
    device = fields.Char(
        string="Network Address",
        readonly=True,
        help="Of the kiosk or turnstile at which a wrong badge was shown.",
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
            ("profile", "Own Profile"),
        ],
        required=True,
        readonly=True,
    )

    @api.depends("employee_id")
    def _compute_company_id(self):
        for attempt in self.filtered("employee_id"):
            attempt.company_id = attempt.employee_id.company_id

    @api.model
    def _may_try(self, company, employee, device=False):
        """Whether ``employee`` may try once more or, for an empty recordset, whether
        another badge of ``company`` may be tried at ``device`` (a network address): who
        tries badges at one of them closes no other."""
        most = company.hes_policy_id.tries_per_hour * (1 if employee else BADGES)
        tried = Domain("outcome", "not in", ("wait", "profile"))
        tried &= Domain("company_id", "=", company.id)
        if not employee:
            tried &= Domain("device", "=", device)
        tries = self._tries(employee, tried)
        # one try of a person at a time: else many at once would all find few before
        # them; badges are shown at several kiosks at once
        free = employee.try_lock_for_update(allow_referencing=True) == employee
        return tries < most and free

    @api.model
    def _tries(self, employee, domain):
        """How many tries of ``employee``, or of nobody, within the time they count."""
        since = fields.Datetime.now() - TRIES_IN
        return self.search_count(
            domain
            & Domain("employee_id", "=", employee.id)
            & Domain("tried_at", ">", since)
        )

    @api.model
    def _note_guess(self, company, employee, device=False):
        """Count a wrong PIN of ``employee`` or, without one, a wrong badge."""
        self.create(
            {
                "company_id": company.id,
                "employee_id": employee.id,
                "device": device,
                "tried_at": fields.Datetime.now(),
                "outcome": "unproven",
            }
        )

    @api.model
    def _count_own_try(self, employee):
        """Count a new code in the own profile, in a transaction of its own: what is
        rolled back later was tried too.

        :return: whether it is one of those that the company lets people try
        """
        most = employee.company_id.hes_policy_id.tries_per_hour
        with self.env.registry.cursor() as cr:
            attempts = self.with_env(api.Environment(cr, SUPERUSER_ID, {}))
            if not employee.with_env(attempts.env).exists():
                attempts = self  # made by this very transaction: it goes with it
            attempts.create(
                {
                    "employee_id": employee.id,
                    "tried_at": fields.Datetime.now(),
                    "outcome": "profile",
                }
            )
            tried = Domain("outcome", "=", "profile")
            return attempts._tries(employee.with_env(attempts.env), tried) <= most
