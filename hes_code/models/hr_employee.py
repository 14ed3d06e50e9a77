# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, fields, models
from odoo.fields import Domain

from .hes_code import RISK_STATUS


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    hes_required = fields.Boolean(
        string="Works on Site",
        default=True,
        groups="hr.group_hr_user",
        help="A HES code is asked only of people who work on site.",
    )
    hes_code_ids = fields.One2many(
        "hes.code",
        "employee_id",
        string="HES Codes",
        groups="hes_code.group_hes_officer",
    )
    hes_code_id = fields.Many2one(
        "hes.code",
        string="Current HES Code",
        compute="_compute_hes_code_id",
        search="_search_hes_code_id",
        groups="hes_code.group_hes_officer",
    )
    hes_code = fields.Char(
        string="HES Code",
        compute="_compute_hes_code",
        inverse="_inverse_hes_code",
        search="_search_hes_code",
        groups="hes_code.group_hes_officer",
    )
    hes_code_hint = fields.Char(
        related="hes_code_id.code_hint", groups="hes_code.group_hes_officer"
    )
    hes_risk_status = fields.Selection(
        RISK_STATUS,
        string="Risk Status",
        compute="_compute_hes_code",
        search="_search_hes_risk_status",
        groups="hes_code.group_hes_officer",
    )
    hes_checked_at = fields.Datetime(
        string="Last HES Answer",
        compute="_compute_hes_code",
        search="_search_hes_checked_at",
        groups="hes_code.group_hes_officer",
    )
    hes_expires_at = fields.Datetime(
        string="HES Code Valid Until",
        compute="_compute_hes_code",
        search="_search_hes_expires_at",
        groups="hes_code.group_hes_officer",
    )
    hes_expiry = fields.Char(
        related="hes_code_id.expiry", groups="hes_code.group_hes_officer"
    )

    # ------------------------------------------------------------ current code

    @api.depends("hes_code_ids.active", "company_id")
    def _compute_hes_code_id(self):
        codes = self.env["hes.code"].search_fetch(
            [("employee_id", "in", self.ids)],
            [
                "employee_id",
                "company_id",
                "code",
                "risk_status",
                "checked_at",
                "expires_at",
            ],
        )
        current = {(code.employee_id.id, code.company_id.id): code for code in codes}
        for employee in self:
            key = (employee._origin.id, employee.company_id.id)
            employee.hes_code_id = current.get(key, False)

    @api.depends(
        "hes_code_id.code",
        "hes_code_id.risk_status",
        "hes_code_id.checked_at",
        "hes_code_id.expires_at",
    )
    def _compute_hes_code(self):
        for employee in self:
            code = employee.hes_code_id
            employee.hes_code = code.code
            employee.hes_risk_status = code.risk_status
            employee.hes_checked_at = code.checked_at
            employee.hes_expires_at = code.expires_at

    def _inverse_hes_code(self):
        codes = self.env["hes.code"]
        vals_list = []
        for employee in self:
            if not employee.hes_code:
                employee.hes_code_id.active = False
            elif codes._normalise(employee.hes_code) != employee.hes_code_id.code:
                vals_list.append(
                    {"employee_id": employee.id, "code": employee.hes_code}
                )
        codes.create(vals_list)
        self.invalidate_recordset(["hes_code_id", "hes_code"])

    def _search_hes_code_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        return self._current_code_domain("id", operator, value)

    def _search_hes_code(self, operator, value):
        return self._current_code_domain("code", operator, value)

    def _search_hes_risk_status(self, operator, value):
        return self._current_code_domain("risk_status", operator, value)

    def _search_hes_checked_at(self, operator, value):
        return self._current_code_domain("checked_at", operator, value)

    def _search_hes_expires_at(self, operator, value):
        return self._current_code_domain("expires_at", operator, value)

    @api.model
    def _current_code_domain(self, name, operator, value):
        """Employees by a field of their current code; no code counts as empty."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        domain = Domain("hes_code_ids", "any", Domain(name, operator, value))
        if operator == "in" and False in value:
            domain |= Domain("hes_code_ids", "=", False)
        return domain

    # ----------------------------------------------------------------- actions

    def action_hes_check(self):
        """Ask for the codes of these people now."""
        return self.hes_code_id.action_check()
