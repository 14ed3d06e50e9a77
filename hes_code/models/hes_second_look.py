# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from datetime import timedelta

from odoo import api, fields, models

from ..tools import client as client_tools
from ..tools import code as code_tools
from ..tools.owner import compare

#: The time in which tries are counted (``res.company.hes_tries_per_hour``).
TRIES_IN = timedelta(hours=1)
#: A wrong badge is nobody's: of these, so many times the tries of one person.
BADGES = 4


class HesSecondLook(models.Model):
    _name = "hes.second.look"
    _description = "Second Look at the Kiosk"
    _order = "id desc"

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
        for look in self.filtered("employee_id"):
            look.company_id = look.employee_id.company_id

    @api.model
    def _may_try(self, company, employee):
        """Whether ``employee`` may try once more or, for an empty recordset, whether
        another badge of ``company`` may be tried."""
        since = fields.Datetime.now() - TRIES_IN
        most = company.hes_tries_per_hour * (1 if employee else BADGES)
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


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _hes_second_look(self, text):
        """Somebody refused at the kiosk enters a fresh code and is checked at once.

        :param text: what they typed or scanned
        :return: ``cleared`` (they may try to check in again), ``refused`` or ``wait``
            (too many tries, or another one at this moment). Never why: whose code it
            is, or whether it exists, must not be learned here. Why is in the log, for
            HES managers.
        """
        self.ensure_one()
        looks = self.env["hes.second.look"]
        now = fields.Datetime.now()
        may_try = looks._may_try(self.company_id, self)
        outcome = self._hes_look(text) if may_try else "wait"
        looks.create({"employee_id": self.id, "tried_at": now, "outcome": outcome})
        return outcome if outcome in ("cleared", "wait") else "refused"

    def _hes_look(self, text):
        """Ask for the code, keep it if it is theirs; returns an outcome of the log."""
        try:
            code = code_tools.normalise(text or "")
        except code_tools.CodeError:
            return "unreadable"
        service = self.env["hes.service"]._of_company(self.company_id)
        if not service or service.suspended:
            return "unreachable"
        timeout = self.company_id.hes_live_timeout
        try:
            with service._client(timeout=timeout, retries=0) as client:
                answer = client.check_codes([code])[code]
        except client_tools.ServiceError as error:
            service._heed(error)
            return "unreachable"
        record = self.hes_code_id
        if record.code != code:
            if not self._hes_is_own(answer):
                return "foreign"
            record = self._hes_take_code(code)
            if not record:
                return "foreign"
        if answer.status == "unanswered":
            return "refused"
        values = record._answer_values(answer, fields.Datetime.now())
        self.env["hes.check"]._record(self.company_id, [values])
        return "cleared" if self.hes_clearance != "denied" else "refused"

    def _hes_is_own(self, answer):
        """A code nobody has seen here counts only if the ministry's masked number or
        name fits: a colleague's code must open no door."""
        masked = (answer.masked_national_id, answer.masked_name)
        return compare(*masked, self.identification_id or "", self.name) == "match"

    def _hes_take_code(self, code):
        """The new record, or nothing where somebody else has the code already."""
        codes = self.env["hes.code"]
        if codes._holding(code, self.company_id):
            return codes
        return codes.create({"employee_id": self.id, "code": code, "source": "kiosk"})
