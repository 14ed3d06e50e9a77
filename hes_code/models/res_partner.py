# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.tools import SQL

from ..tools.clearance import Facts


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
        self.env["hes.code"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT partner.id, code.id IS NOT NULL, code.risk_status,
                          code.checked_at, code.expires_at, code.owner_check,
                          (SELECT min(risk.risky_since) FROM hes_code AS risk
                            WHERE risk.partner_id = partner.id
                              AND risk.company_id = %(company)s)
                     FROM res_partner AS partner
                LEFT JOIN hes_code AS code ON code.partner_id = partner.id
                          AND code.company_id = %(company)s AND code.active
                    WHERE partner.id IN %(ids)s""",
                company=company.id,
                ids=tuple(self.ids) or (0,),
            )
        )
        return {self.browse(id_): Facts(True, *known) for id_, *known in rows}
