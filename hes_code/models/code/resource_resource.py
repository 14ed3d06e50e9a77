# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

#: What an employee has from their resource, and what follows from a change of it.
FOLLOWED = ("company_id", "user_id", "active")


class ResourceResource(models.Model):
    """Company, user and archiving of an employee are stored on their resource: what is
    written there is written on the employee, with all that follows from it."""

    _name = "resource.resource"
    _inherit = "resource.resource"
    _hes_zone_index = models.Index("(tz)")  # who works in another one than most

    def write(self, vals):
        followed = {name: vals[name] for name in FOLLOWED if name in vals}
        for person in self._hes_people_changed(followed):
            person.write(dict(followed))  # Odoo writes users one by one, and adds more
        return super().write(vals)

    def _hes_people_changed(self, vals):
        """Employees of these resources for whom one of ``vals`` is another value."""
        if not vals:
            return self.env["hr.employee"]
        # which there are, that who writes resources need not see
        people_sudo = self.sudo().with_context(active_test=False).employee_id
        changed_sudo = people_sudo.filtered(
            lambda who: any(
                who._fields[name].convert_to_write(who[name], who) != (new or False)
                for name, new in vals.items()
            )
        )
        # back to the user, who is to have the right to write them
        return changed_sudo.sudo(self.env.su)
