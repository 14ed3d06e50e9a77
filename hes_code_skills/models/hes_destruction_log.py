# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class HesDestructionLog(models.Model):
    _name = "hes.destruction.log"
    _inherit = "hes.destruction.log"

    kind = fields.Selection(
        selection_add=[("requirements", "Visitors' Papers")],
        ondelete={"requirements": "cascade"},
    )
