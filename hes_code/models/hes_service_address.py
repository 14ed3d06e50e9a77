# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from urllib.parse import urlsplit

from odoo import models


class HesService(models.Model):
    """The password belongs to one address: whoever sets another one, their own
    perhaps, does not have it sent there."""

    _inherit = "hes.service"

    def write(self, vals):
        before = {service.id: service._whose_address() for service in self}
        result = super().write(vals)
        if not vals.get("password"):
            # the column is open to nobody; here it is only emptied
            moved_sudo = self.sudo().filtered(
                lambda service: service._whose_address() != before[service.id]
            )
            moved_sudo.filtered("secret").secret = False
        return result

    def _whose_address(self):
        """Scheme, machine and port of the address."""
        return urlsplit(self.url or "")[:2]
