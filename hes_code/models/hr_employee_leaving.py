# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, models
from odoo.exceptions import AccessError, UserError


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
    """A visitor's HES data end with the contact, whoever deletes it and wherever: among
    the contacts, or with Odoo's privacy lookup."""

    _inherit = "res.partner"

    def unlink(self):
        self.check_access("unlink")
        for company, partners in self.grouped("company_id").items():
            partners._hes_forget(company or self.env.company, "by_request")
        return super().unlink()

    def _hes_forget(self, company, reason):
        """Destroy the HES data of these contacts; for whom a visit was all they were
        entered for, with the visit."""
        for model in self.env["hes.retention"]._retention_models():
            domain = model._retention_of(self)
            model._retention_destroy(domain, company, reason, limit=None)
        # who was entered for a visit, which whoever deletes contacts need not know
        visitors_sudo = self.sudo().filtered("hes_visit_only")
        visits_sudo = visitors_sudo.env["hes.permit"].search(
            [
                ("kind", "=", "visit"),
                ("participant_ids.partner_id", "in", visitors_sudo.ids),
            ]
        )
        counts = visits_sudo._retention_erase()
        self.env["hes.destruction"]._record(counts, company, reason)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_expected(self):
        """The database would refuse it, too, and not say why."""
        # that there is one, and nothing of it
        rows_sudo = self.env["hes.permit.participant"].sudo()
        if row_sudo := rows_sudo.search([("partner_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "%(name)s takes part in %(permit)s, a visit or a journey. Please"
                    " delete that first.",
                    name=row_sudo.partner_id.name,
                    permit=row_sudo.permit_id.name,
                )
            )
