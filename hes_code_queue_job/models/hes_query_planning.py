# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class HesQueryPlanning(models.AbstractModel):
    _name = "hes.query.planning"
    _inherit = "hes.query.planning"

    @api.model
    def _plan(self, codes, service, now, **values):
        query = super()._plan(codes, service, now, **values)
        if query and query._runs_in_parallel():
            query._hand_over()
        return query
