# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from odoo.addons.hes_code.tools.clearance import Objection

from ..tools.requirement import gaps


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
        """Papers that have ended, and were not renewed, speak against a visitor, in one
        more statement; the days are the company's."""
        found = super()._hes_objections(company)
        # who judges a visit may read none of it; the caller shows it to nobody
        papers_sudo = self.env["hes.visitor.requirement"].sudo()
        papers_sudo = papers_sudo.search_fetch(
            [("partner_id", "in", self.ids), ("company_id", "=", company.id)],
            ["partner_id", "company_id", "name", "date_to"],
        )
        for paper in papers_sudo._latest():
            found[paper.partner_id] += (
                Objection("requirement", company._hes_day_start(first))
                for first, _last in gaps([(None, paper.date_to)], None, None)
            )
        return found

    @api.model
    def _references(self):
        """A paper of a visitor goes with the contact, and keeps none."""
        return [
            row for row in super()._references() if row[0] != "hes_visitor_requirement"
        ]
