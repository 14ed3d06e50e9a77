# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """A visitor's HES data end with the contact, wherever it is deleted: among the
    contacts, or in Odoo's privacy lookup."""

    _name = "res.partner"
    _inherit = "res.partner"

    def unlink(self):
        self.check_access("unlink")
        for company, partners in self.grouped("company_id").items():
            partners._hes_forget(company or self.env.company, "by_request")
        return super().unlink()

    def _hes_forget(self, company, reason):
        """Destroy the HES data of these contacts; of those that were made for a visit,
        with the visit; for a HES manager, with what they took part in and is over.

        :param company: whose destruction record it is
        :param reason: value of ``hes.destruction.log.reason``
        """
        self.env["hes.retention.mixin"]._retention_forget(self, company, reason)
        # who was entered for a visit, which who deletes contacts need not know
        visitors_sudo = self.sudo().filtered("hes_visit_only")
        visits_sudo = visitors_sudo.env["hes.permit"].search(
            [
                ("kind", "=", "visit"),
                ("participant_ids.partner_id", "in", visitors_sudo.ids),
            ]
        )
        counts = visits_sudo._retention_erase()
        if self.env.user.has_group("hes_code.group_hes_manager"):
            # the manager's own companies; erased, and nothing of it comes back
            rows_sudo = self.env["hes.permit.participant"].sudo()
            ours = Domain("company_id", "in", self.env.companies.ids)
            rows_sudo = rows_sudo.search(ours & Domain("partner_id", "in", self.ids))
            counts += rows_sudo._retention_end("by_request")
        self.env["hes.destruction.log"]._record(counts, company, reason)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_expected(self):
        """Raise UserError for who takes part in a visit or a journey: the database
        would refuse it as well, and not say why."""
        # that there is one, and nothing of it but when it ends
        rows_sudo = self.env["hes.permit.participant"].sudo()
        row_sudo = rows_sudo.search([("partner_id", "in", self.ids)], limit=1)
        if not row_sudo:
            return
        permit_sudo = row_sudo.permit_id
        policy_sudo = permit_sudo.company_id.hes_policy_id
        days = policy_sudo.retention_journey_days
        if permit_sudo.kind == "visit":
            days = min(days, policy_sudo.retention_visit_days)
        message = self.env._(
            "%(name)s takes part in %(permit)s, a visit or a journey. Please delete"
            " that first."
        )
        if permit_sudo._took_place():
            message = self.env._(
                "%(name)s took part in %(permit)s, a visit or a journey, which is"
                " destroyed at night, %(days)s days after its end. The contact can be"
                " deleted then; by a HES manager, with it, as soon as it is over."
            )
        names = {"name": row_sudo.partner_id.name, "permit": permit_sudo.name}
        raise UserError(message % {**names, "days": days})

    def action_hes_stored(self):
        """Open the subject access report of this visitor, to be handed over."""
        return self.env["hes.subject.access"]._open("visitor", self)

    def _hes_stored_of(self):
        """Employee records and contacts of this person."""
        return self.env["hr.employee"], self

    def _hes_stored_holder(self, company):
        """Whose report is opened, as SQL for the access log."""
        return SQL(
            "SELECT NULL::int AS employee_id, %s AS partner_id, %s AS company_id",
            self.id,
            (self.company_id or company).id,
        )
