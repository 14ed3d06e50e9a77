# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import models
from odoo.exceptions import AccessError


class HrEmployee(models.Model):
    """HES data end with the work in the company.

    Who is archived is forgotten by the next run of the scheduled action, so that a slip
    can be mended on the same day. Who moves to another company, or is deleted, is
    forgotten at once: the next company must not get the data.
    """

    _inherit = "hr.employee"

    def write(self, vals):
        if "company_id" in vals:
            self.filtered(
                lambda person: person.company_id.id != vals["company_id"]
            )._hes_forget("left")
        return super().write(vals)

    def unlink(self):
        self._hes_forget("left")
        return super().unlink()

    def _hes_forget(self, reason):
        """Destroy all HES data of these people for good.

        :param reason: value of ``hes.destruction.reason``
        """
        for company, people in self.grouped("company_id").items():
            for model in self.env["hes.retention"]._retention_models():
                model._retention_destroy(
                    model._retention_of(people), company, reason, limit=None
                )

    def action_hes_forget(self):
        """Somebody wants their HES data erased: all of it goes, now and for good."""
        if not self.env.user.has_group("hes_code.group_hes_manager"):
            raise AccessError(self.env._("Only a HES manager may erase HES data."))
        self.check_access("write")
        self._hes_forget("by_request")
        return {"type": "ir.actions.client", "tag": "soft_reload"}


class ResPartner(models.Model):
    """A visitor's HES data end with the contact."""

    _inherit = "res.partner"

    def unlink(self):
        self.check_access("unlink")
        for company, partners in self.grouped("company_id").items():
            for model in self.env["hes.retention"]._retention_models():
                model._retention_destroy(
                    model._retention_of(partners),
                    company or self.env.company,
                    "by_request",
                    limit=None,
                )
        return super().unlink()
