# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL


class HrEmployee(models.Model):
    """Erasure of an employee's HES data, and what leads to all that is known of them.

    Data of who is archived end with the next nightly job, so that a slip can be
    corrected on the same day. Those of who moves to another company, or is deleted, end
    at once: the next company must not get them. With them a risk would end that no
    answer has ended: a HES manager has to do it, of anybody with HES data, so that it
    shows nothing of a risk.
    """

    _name = "hr.employee"
    _inherit = ["hr.employee", "hes.access.logged.mixin", "hes.audited.mixin"]
    _audit_kind = "employee"
    _audit_fields = ("hes_required", "hes_manager_user_id")
    _audit_created = False  # by HR, as everybody begins
    _access_log_kind = "employee"
    _access_log_fields = frozenset(
        {
            "hes_code",
            "hes_code_hint",
            "hes_code_id",
            "hes_code_ids",
            "hes_last_check_ids",
            "hes_owner_check",
            "hes_risk_note",
            "hes_risk_status",
            "hes_checked_at",
            "hes_expires_at",
            "hes_expiry",
            "hes_exemption_ids",
            "hes_clearance_reason",
        }
    )

    hes_contact_ids = fields.One2many(
        "hes.contact",
        "employee_id",
        string="HES Contacts",
        groups="hes_code.group_hes_officer",
    )

    def write(self, vals):
        """A move to another company ends what this one knows."""
        given = vals.get("resource_id")
        if given and [given] != self.resource_id.ids:
            vals = {**self._hes_brought_by(given), **vals}
        if "company_id" in vals:
            self.filtered(
                lambda person: person.company_id.id != vals["company_id"]
            )._hes_leave("write")
        return super().write(vals)

    @api.model
    def _hes_brought_by(self, resource_id):
        """What another resource changes of an employee, as values to write."""
        resource = self.env["resource.resource"].browse(resource_id)
        brought = {"company_id": resource.company_id.id, "active": resource.active}
        if resource.user_id:
            brought["user_id"] = resource.user_id.id
        return brought

    def unlink(self):
        self._hes_leave("unlink")
        return super().unlink()

    def _hes_leave(self, operation):
        """Destroy all HES data of these employees, who go for good.

        :param operation: ``"write"`` or ``"unlink"``: what the user does to them
        :raise AccessError: where there are such data and the user is no HES manager
        """
        if not self:
            return
        self.check_access(operation)
        if not self.env.user.has_group("hes_code.group_hes_manager") and (
            self._hes_is_known()
        ):
            raise AccessError(
                self.env._(
                    "There are HES data about %(names)s, which end with this. Please"
                    " ask a HES manager to do it.",
                    names=", ".join(self.mapped("name")),
                )
            )
        self._hes_forget("left")

    def _hes_is_known(self):
        """Whether there are any HES data about these employees."""
        models = self.env["hes.retention.mixin"]._retention_models()
        # also what the user may not read: a yes or a no comes out, and not what it is
        return any(
            model.sudo()
            .with_context(active_test=False)
            .search_count(model._retention_scope() & model._retention_of(self), limit=1)
            for model in models
        )

    def _hes_forget(self, reason):
        """Destroy all HES data of these employees for good.

        :param reason: value of ``hes.destruction.log.reason``
        """
        for company, people in self.grouped("company_id").items():
            self.env["hes.retention.mixin"]._retention_forget(people, company, reason)
        # groups and forms are their users' alone: these people leave everybody's
        groups_sudo = self.env["hes.query.group"].sudo().with_context(active_test=False)
        chosen_sudo = groups_sudo.search([("employee_ids", "in", self.ids)])
        chosen_sudo.employee_ids = [Command.unlink(id_) for id_ in self.ids]
        for form in ("hes.template.import.line", "hes.single.query"):
            rows_sudo = self.env[form].sudo()  # as above
            rows_sudo.search([("employee_id", "in", self.ids)]).unlink()

    def action_hes_forget(self):
        """Erase all HES data of this person on their request, now and for good.

        :raise AccessError: unless the user is a HES manager who may write the employee
        """
        if not self.env.user.has_group("hes_code.group_hes_manager"):
            raise AccessError(self.env._("Only a HES manager may erase HES data."))
        self.check_access("write")
        self._hes_forget("by_request")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_hes_stored(self):
        """Open the subject access report of this person, to be handed over."""
        return self.env["hes.subject.access"]._open("employee", self)

    def _hes_stored_of(self):
        """Employee records and contacts of this person."""
        return self, self.user_id.partner_id

    def _hes_stored_holder(self, _company):
        """Whose report is opened, as SQL for the access log."""
        return self._access_log_holders()

    def _access_log_holders(self):
        return SQL(
            """SELECT id AS employee_id, NULL::int AS partner_id, company_id
                 FROM hr_employee WHERE id IN %s""",
            tuple(self.ids),
        )

    def action_hes_trace(self):
        """Open the case of this person: who was near them in the days before."""
        self.ensure_one()
        case = self.env["hes.contact.case"]._open_by_hand(self)
        return case.get_formview_action()
