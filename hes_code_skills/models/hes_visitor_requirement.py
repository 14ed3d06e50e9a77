# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.hes_code.tools.text import fold

_lt = LazyTranslate(__name__)


class HesVisitorRequirement(models.Model):
    """A paper of a visitor or contractor with a last day, as a proof of training."""

    _name = "hes.visitor.requirement"
    _inherit = [
        "hes.retention.mixin",
        "hes.access.logged.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Visitor's Paper"
    _order = "date_to, id"
    _access_log_kind = "permit"
    _retention_kind = "requirements"
    _retention_setting = "retention_visit_days"
    _retention_since = "date_to"
    _retention_visitor = "partner_id"
    _subject_access_title = _lt("Papers")
    _subject_access_fields = ("name", "date_to", "user_id")
    _subject_access_sequence = 55

    partner_id = fields.Many2one(
        "res.partner",
        string="Visitor",
        required=True,
        index=True,
        ondelete="cascade",
        frozen=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        frozen=True,
        default=lambda self: self.env.company,
    )
    name = fields.Char(string="Paper", required=True)
    date_to = fields.Date(string="Valid Until", required=True)
    proof = fields.Binary(attachment=True)
    proof_name = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Entered By",
        readonly=True,
        default=lambda self: self.env.user,
        system_only=True,
    )

    def _latest(self):
        """Those of these papers that count: of each name, however it is spelled, the
        one that is valid longest."""
        latest = {
            (paper.company_id, paper.partner_id, fold(paper.name)): paper
            for paper in self.sorted("date_to")
        }
        return self.browse().concat(*latest.values())

    def _counting(self):
        """Those of these papers that count for somebody who has a visit or journey, who
        would come in by their destruction."""
        theirs = [("partner_id", "in", self.partner_id.ids)]
        # who takes part in something, and nothing of it
        participants_sudo = self.env["hes.permit.participant"].sudo()
        expected = set(
            participants_sudo._read_group(theirs, ["company_id", "partner_id"])
        )
        return self & self.search(theirs)._latest().filtered(
            lambda paper: (paper.company_id, paper.partner_id) in expected
        )

    @api.model
    def _retention_domain(self, before):
        """What ended before; of what still counts, only a proof that is there."""
        ended = super()._retention_domain(before)
        kept = self.search(ended)._counting()
        return ended & (Domain("id", "not in", kept.ids) | Domain("proof", "!=", False))

    def _retention_end(self, reason):
        """Of what still counts, time ends the proof, and the gate needs the date."""
        kept = self._counting() if reason == "retention" else self.browse()
        kept.write({"proof": False, "proof_name": False})
        counts = (self - kept)._retention_erase()
        return counts + Counter({self._retention_kind: len(kept)})

    def _access_log_holders(self):
        return SQL(
            """SELECT NULL::int AS employee_id, partner_id, company_id
                 FROM hes_visitor_requirement WHERE id IN %s""",
            tuple(self.ids),
        )
