# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Visitors who are merged are one person: none of their risks is lost.

    Odoo gives the records of the merged contacts to the one that stays, by SQL; where a
    record would be there twice, it deletes all those of the table.
    """

    _name = "base.partner.merge.automatic.wizard"
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # who merges contacts has no right to HES data, and learns nothing of them
        self_sudo = self.sudo()
        self_sudo._hes_join_codes(src_partners | dst_partner)
        self_sudo._hes_join_others(src_partners, dst_partner)
        self_sudo._hes_join_notes(src_partners, dst_partner)
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """The contact that stays was made for a visit only if all of them were: else
        it is somebody's own, and no retention ends it."""
        # who merges contacts does not see the field, and is shown nothing of it
        all_sudo = (src_partners | dst_partner).sudo()
        visit_only = all(all_sudo.mapped("hes_visit_only"))
        result = super()._update_values(src_partners, dst_partner)
        (all_sudo & dst_partner).hes_visit_only = visit_only
        return result

    def _hes_join_codes(self, partners):
        """Of the codes of all, the last one stays active and carries the risks."""
        everything = self.env["hes.code"].with_context(active_test=False)
        codes = everything.search([("partner_id", "in", partners.ids)], order="id")
        for ours in codes.grouped("company_id").values():
            present = ours.filtered("active")[-1:]
            others = ours - present
            if not present or not others:
                continue
            holder = {"partner_id": present.partner_id.id}
            risks = [code._risk() | holder for code in ours.filtered("risky_since")]
            for code in others.filtered("risky_since"):
                code._set_risky_codes([])
            others.filtered("active").active = False
            present._take_over_risks(risks)

    def _hes_join_others(self, src_partners, dst_partner):
        """One open case a company, one part in a visit and one row in a case."""
        cases = self.env["hes.contact.case"].search(
            [
                ("partner_id", "in", (src_partners | dst_partner).ids),
                ("state", "=", "open"),
            ]
        )
        for ours in cases.grouped("company_id").values():
            (ours - ours.sorted("risk_at")[:1]).state = "closed"
        theirs = [("partner_id", "in", (src_partners | dst_partner).ids)]
        parts = self.env["hes.permit.participant"].search(theirs)
        for twice in parts.grouped("permit_id").values():
            kept = twice.filtered(lambda one: one.partner_id == dst_partner)
            (twice - (kept or twice)[:1]).unlink()
        contacts = self.env["hes.contact"].search(theirs)
        for twice in contacts.grouped("case_id").values():
            twice._join(twice.filtered(lambda one: one.partner_id == dst_partner))

    def _hes_join_notes(self, src_partners, dst_partner):
        """Notes about the merged ones end with the one that stays."""
        notes = self.env["mail.message"]
        about = notes._retention_scope() & notes._retention_of(src_partners)
        for note in notes.search(about):
            for mark in map(notes._hes_mark, src_partners):
                note.body = note.body.replace(mark, notes._hes_mark(dst_partner))
