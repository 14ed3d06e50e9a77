# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class HesQuery(models.Model):
    """However many people start queries at once, no code is asked for twice."""

    _inherit = "hes.query"

    @api.model
    def _unasked(self, service, codes):
        """``codes`` without those that wait in another query of ``service``, or are
        asked for just now: their answers come anyway."""
        if not (service and codes):
            return codes
        size = service.sudo().batch_size  # a number, not the way to ask
        if len(codes) > size:
            # of two who start long queries at once, one begins anew after the other's
            # commit, and sees its batches; a short one is asked for in its transaction
            # and must hold up nobody: its codes are locked instead
            self.env.cr.execute(
                SQL(
                    "UPDATE hes_service SET write_date = write_date WHERE id = %s",
                    service.id,
                )
            )
        waiting = self.env["hes.query.batch"]._waiting_domain() & Domain(
            "query_id.service_id", "=", service.id
        )
        asked = self.env["hes.code"].with_context(active_test=False)
        codes -= asked.search_fetch(Domain("batch_ids", "any", waiting), [])
        return codes.try_lock_for_update(allow_referencing=True)
