# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import SUPERUSER_ID, api, fields, models

from ..tools import client as client_tools


class HesService(models.Model):
    """What the service's refusal stops, wherever it is met."""

    _inherit = "hes.service"

    def _suspend(self, error):
        """None of its queries asks anything more either, whoever started them."""
        # an officer's query, or somebody at the door, may find it out
        running_sudo = self.env["hes.query"].sudo()
        running_sudo.search(
            [("service_id", "in", self.ids), ("state", "=", "running")]
        ).write(
            {
                "state": "failed",
                "error": self._explain(error),
                "finished_at": fields.Datetime.now(),
            }
        )
        return super()._suspend(error)

    def _heed(self, error):
        """Suspend if ``error`` (a ``client.ServiceError``) is a refusal, for good: who
        stands at a door may be refused, too, and their transaction rolled back."""
        if not isinstance(error, client_tools.RefusedError):
            return
        with self.env.registry.cursor() as cr:
            apart = self.with_env(api.Environment(cr, SUPERUSER_ID, {}))
            free = apart.try_lock_for_update(allow_referencing=True)
            free._suspend(error)
        # somebody is writing the service, it may be this very transaction: waiting
        # for it could be for ever
        (self - self.browse(free.ids))._suspend(error)
