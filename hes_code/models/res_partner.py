# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ..tools.clearance import Facts
from .hes_code_facts import NO_CODE


class ResPartner(models.Model):
    _inherit = "res.partner"

    hes_visit_only = fields.Boolean(
        string="Made for a Visit",
        readonly=True,
        copy=False,
        groups="hes_code.group_hes_officer",
        help="A reception entered this visitor: the contact goes when the visit goes.",
    )

    def _hes_facts(self, company):
        """What is known of these visitors in a company, in one statement.

        :return: dict of partner to :class:`clearance.Facts`

        The caller must not hand the facts to anybody who may not see them.
        """
        codes, risks, _none = self.env["hes.code"]._known_of("partner_id", self.ids)
        facts = {}
        for partner in self:
            key = partner.id, company.id
            facts[partner] = Facts(True, *codes.get(key, NO_CODE), risks.get(key))
        return facts
