# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, models
from odoo.exceptions import AccessError, UserError

#: What only an answer says of a code.
SAID = {
    "risk_status",
    "risk_reason",
    "risky_since",
    "checked_at",
    "expires_at",
    "masked_national_id",
    "masked_name",
    "owner_check",
}
#: What the answers of a code are about.
ASKED = {"code", "employee_id", "partner_id"}


class HesCode(models.Model):
    """What the ministry answered is not typed in, and stays with what was asked."""

    _inherit = "hes.code"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        for vals in vals_list:
            self._check_not_said(vals)
        unsaid = {f"default_{name}": False for name in SAID}
        unsaid.update(default_risk_status="unknown", default_owner_check="unknown")
        return super(HesCode, self.with_context(**unsaid)).create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_not_said(vals)
        if ASKED.intersection(vals):
            self._check_not_answered(vals)
        return super().write(vals)

    @api.model
    def _check_not_said(self, vals):
        if SAID.intersection(vals):
            raise AccessError(
                self.env._("Only an answer about a HES code says whether it is risky.")
            )

    def _check_not_answered(self, vals):
        """Raise UserError where another code or person would get known answers."""
        wanted = dict(vals)
        if "code" in vals:
            wanted["code"] = self._normalise(vals["code"])
        for record in self.filtered(lambda code: code.checked_at or code.risky_since):
            for name in ASKED.intersection(wanted):
                present = self._fields[name].convert_to_write(record[name], record)
                if (wanted[name] or False) != present:
                    raise UserError(
                        self.env._(
                            "There is an answer about this HES code already. Please"
                            " enter the other one as a new code; it takes the place of"
                            " this one."
                        )
                    )
