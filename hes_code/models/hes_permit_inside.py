# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from odoo import api, fields, models
from odoo.fields import Domain

#: Who has arrived and has not left.
INSIDE = Domain("arrived_at", "!=", False) & Domain("left_at", "=", False)


class HesPermit(models.Model):
    """A visitor who turns risky while in the building: HES officers see it."""

    _inherit = "hes.permit"

    hes_flag = fields.Boolean(
        string="Risky, in the Building",
        compute="_compute_hes_flag",
        search="_search_hes_flag",
        groups="hes_code.group_hes_officer",
        help="The visitor has not left, and the last answer about them is risky.",
    )

    @api.depends("arrived_at", "left_at", "participant_ids.partner_id")
    def _compute_hes_flag(self):
        inside = self._inside()
        codes = inside.participant_ids._partner_codes().filtered("risky_since")
        risky = {(code.company_id, code.partner_id) for code in codes}
        for permit in self:
            people = permit.participant_ids.partner_id if permit in inside else ()
            permit.hes_flag = any((permit.company_id, who) in risky for who in people)

    def _search_hes_flag(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["hes_flag"], "read")
        codes = self.env["hes.code"].search_fetch(
            [("partner_id", "!=", False), ("risky_since", "!=", False)], []
        )
        risky = INSIDE & Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("participant_ids.partner_id", "in", company_codes.partner_id.ids)
            for company, company_codes in codes.grouped("company_id").items()
        )
        return risky if True in value else ~risky

    def _inside(self):
        return self.filtered_domain(INSIDE)


class HesCode(models.Model):
    """Visitors count as long as they are in the building; their hosts are told."""

    _inherit = "hes.code"

    def _visits_inside(self):
        """Present visits of the holders: rows of a visit and the code of its visitor,
        who may be told whoever asks."""
        visitors = {
            (code.company_id, code.partner_id): code
            for code in self.filtered("partner_id")
        }
        if not visitors:
            return []
        # whoever asked; only their hosts are told
        visits_sudo = self.env["hes.permit"].sudo()
        visits_sudo = visits_sudo.search(
            INSIDE & Domain("participant_ids.partner_id", "in", self.partner_id.ids)
        )
        return [
            (visit, visitors[visit.company_id, who])
            for visit in visits_sudo
            for who in visit.participant_ids.partner_id
            if (visit.company_id, who) in visitors
        ]

    def _on_site(self):
        codes = super()._on_site()
        return codes.union(*(code for _visit, code in self._visits_inside()))

    def _who_acts(self):
        readers = super()._who_acts()
        for visit, code in self._visits_inside():
            readers[visit.host_id.user_id] |= code
        return readers
