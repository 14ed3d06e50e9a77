# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from odoo.addons.hes_code.tools.clearance import Objection

from ..tools.requirement import start_of


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = "res.partner"

    hes_visitor_requirement_ids = fields.One2many(
        "hes.visitor.requirement",
        "partner_id",
        string="Papers of the Visitor",
        groups="hes_code.group_hes_officer,hes_code.group_hes_reception",
    )

    def _hes_objections(self, company):
        """Papers that have ended speak against a visitor, in one more statement."""
        found = super()._hes_objections(company)
        zone = company.partner_id.tz or "UTC"
        # who judges a visit may read none of it; the caller shows it to nobody
        papers_sudo = self.env["hes.visitor.requirement"].sudo()
        for paper in papers_sudo.search_fetch(
            [("partner_id", "in", self.ids), ("company_id", "=", company.id)],
            ["partner_id", "date_to"],
        ):
            since = start_of(fields.Date.add(paper.date_to, days=1), zone)
            found[paper.partner_id].append(Objection("requirement", since))
        return found

    @api.model
    def _references(self):
        """A paper of a visitor goes with the contact, and keeps none."""
        return [
            row for row in super()._references() if row[0] != "hes_visitor_requirement"
        ]
