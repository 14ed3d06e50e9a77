# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError


class HrEmployee(models.Model):
    """Whose user is linked to an employee sees the employee's HES data as their own."""

    _inherit = "hr.employee"

    @api.constrains("user_id")
    def _check_hes_own(self):
        """Nobody makes a colleague's data their own: HR officers link users, and
        somebody else has to link theirs."""
        user = self.env.user
        if user.id == SUPERUSER_ID or user.has_group("hes_code.group_hes_officer"):
            return
        # whether there is a code, and not which
        linked_sudo = self.sudo().filtered(lambda person: person.user_id == user)
        if linked_sudo.with_context(active_test=False).hes_code_ids:
            raise AccessError(
                self.env._(
                    "Please let somebody else link your user to this employee: with the"
                    " link, you would see what the employee alone may see."
                )
            )
