# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

#: What makes somebody a member of a group.
MEMBERS = {"user_ids", "implied_ids", "implied_by_ids"}
#: Whose groups give HES rights.
PRIVILEGES = ("hes_code.privilege_hes", "hes_code.privilege_hes_gate")


class ResGroups(models.Model):
    """Who is a HES user, by whatever group, is in the audit log."""

    _name = "res.groups"
    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        before = self._hes_rights()
        groups = super().create(vals_list)
        self._hes_audit_rights(before, self._hes_rights())
        return groups

    def write(self, vals):
        if MEMBERS.isdisjoint(vals):
            return super().write(vals)
        before = self._hes_rights()
        result = super().write(vals)
        self._hes_audit_rights(before, self._hes_rights())
        return result

    def unlink(self):
        before = self._hes_rights()
        result = super().unlink()
        self._hes_audit_rights(before, self._hes_rights())
        return result

    @api.model
    def _hes_rights(self, users=None):
        """The set of (group, user, company) of HES users: of these, or of all."""
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return set()
        # who they are, to be compared: as the system, in any company
        self_sudo = self.sudo().with_context(active_test=False)
        refs = [
            self_sudo.env.ref(name, raise_if_not_found=False) for name in PRIVILEGES
        ]
        ids = [privilege.id for privilege in refs if privilege]
        rights = set()
        for group in self_sudo.search([("privilege_id", "in", ids)]):
            members = group.all_user_ids
            # to be compared, as above
            for user in members if users is None else members & users.sudo():
                rights |= {(group, user, company) for company in user.company_ids}
        return rights

    @api.model
    def _hes_audit_rights(self, before, after):
        """Record who became a HES user, and who is none any more."""
        rows = [
            {
                "kind": "rights",
                "operation": "write",
                "subject": user_sudo.name,
                "company_id": company_sudo.id,
                "field_name": group_sudo.full_name,
                value: self.env._("Yes"),
            }
            for value, rights in (
                ("old_value", before - after),
                ("new_value", after - before),
            )
            for group_sudo, user_sudo, company_sudo in rights
        ]
        if rows:
            self.env["hes.audit.log"]._record(rows)
