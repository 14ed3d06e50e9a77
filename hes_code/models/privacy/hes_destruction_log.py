# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain

KIND = [
    ("answers", "Answers"),
    ("codes", "HES Codes"),
    ("proposals", "Proposed HES Codes"),
    ("reminders", "Reminders"),
    ("leftovers", "Codes Without Answer in Queries"),
    ("verdicts", "Reasons of a Clearance"),
    ("notes", "Notes About a Clearance"),
    ("exemptions", "Exemptions"),
    ("second_looks", "Second Looks"),
    ("unknown_badges", "Unknown Badges"),
    ("contact_cases", "Contact Cases"),
    ("contacts", "Contacts"),
    ("visits", "Visits and Journeys"),
    ("participants", "Participants of Visits and Journeys"),
    ("visitors", "Contacts Made for Visits"),
    ("groups", "Query Groups"),
    ("uploads", "Uploaded and Entered Files"),
    ("accesses", "Access Log"),
    ("changes", "Records of Changes"),
    ("readings", "Information Given"),
    ("texts", "Information Texts"),
]


class HesDestructionLog(models.Model):
    """The proof that data were destroyed: how many of what, when and why; nobody's."""

    _name = "hes.destruction.log"
    _inherit = ["hes.append.only.mixin"]
    _description = "HES Destruction Record"
    _rec_name = "destroyed_at"
    _order = "destroyed_at desc, id desc"
    _retention_none = "The proof that data were destroyed: numbers, about nobody."
    destroyed_at = fields.Datetime(required=True, index=True, readonly=True)
    kind = fields.Selection(KIND, string="What", required=True, readonly=True)
    count = fields.Integer(string="How Many", required=True, readonly=True)
    reason = fields.Selection(
        [
            ("retention", "Past Its Time"),
            ("left", "Left the Company"),
            ("end_of_programme", "End of the Programme"),
            ("by_request", "By Request"),
        ],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Destroyed By",
        required=True,
        readonly=True,
        ondelete="restrict",
    )

    @api.model
    def _record(self, counts, company, reason):
        """Write down a destruction.

        :param counts: dict of a value of ``kind`` to how many records that were
        """
        # nobody may enter one by hand; who lets data end leaves this trace
        self.sudo().create(
            [
                {
                    "kind": kind,
                    "count": count,
                    "reason": reason,
                    "company_id": company.id,
                    "user_id": self.env.uid,
                    "destroyed_at": fields.Datetime.now(),
                }
                for kind, count in counts.items()
                if count
            ]
        )

    @api.model
    def _cron_destroy(self):
        """The nightly job: destroy what is past its time, and what is left of who left.
        Each part is a transaction of its own, with its record."""
        cron = self.env["ir.cron"]
        for count in self._destroy_due(fields.Datetime.now()):
            cron._commit_progress(count)

    @api.model
    def _destroy_due(self, now):
        """Destroy what is due as of ``now`` (naive UTC), part by part; yields how many
        records each part had. Each model says by ``_retention_due`` what that is."""
        companies = self.env["res.company"].with_context(active_test=False)
        for company in companies.search(Domain.TRUE):
            for model in self.env["hes.retention.mixin"]._retention_models():
                destroy = partial(model._retention_destroy_due, now=now)
                while count := company._hes_try(destroy):
                    yield count
