# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, models
from odoo.exceptions import ValidationError


class HesCode(models.Model):
    """A code that somebody else has is found before the database refuses it: Odoo logs
    a refused statement with its values, and no code belongs into a log."""

    _inherit = "hes.code"

    @api.model_create_multi
    def create(self, vals_list):
        wanted = [
            (self._normalise(vals.get("code")), self._holder(vals), self._place(vals))
            for vals in vals_list
            if vals.get("active", True)
        ]
        self._check_not_held(wanted)
        return super().create(vals_list)

    def write(self, vals):
        if "code" in vals or vals.get("active"):
            text = vals.get("code")
            self._check_not_held(
                [
                    (
                        self._normalise(text) if "code" in vals else record.code,
                        record._holder_key(),
                        record.company_id.id,
                    )
                    for record in self
                    if vals.get("active", record.active)
                ]
            )
        return super().write(vals)

    @api.model
    def _place(self, vals):
        """The id of the company in which a new code is going to be."""
        # of whoever is named, the company alone
        employee_sudo = self.env["hr.employee"].sudo().browse(vals.get("employee_id"))
        return (
            employee_sudo.company_id.id or vals.get("company_id") or self.env.company.id
        )

    @api.model
    def _check_not_held(self, wanted):
        """Raise ValidationError if two people are to have the same code.

        :param wanted: list of (code, holder as :meth:`_holder` names it, company id)
        """
        # that somebody has it, and not who
        held_sudo = self.sudo().search([("code", "in", [code for code, *_ in wanted])])
        holders = {
            (record.code, record.company_id.id): record._holder_key()
            for record in held_sudo
        }
        for code, holder, company_id in wanted:
            if holders.setdefault((code, company_id), holder) != holder:
                raise ValidationError(
                    self.env._(
                        "Somebody else in the company already has this HES code."
                    )
                )
