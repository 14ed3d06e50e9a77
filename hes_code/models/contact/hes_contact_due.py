# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from .hes_contact_case import FIRST_DAY


class HesContactDue(models.Model):
    """Which lists of contacts are to be made anew, and when they were made.

    Everybody adds rows, nobody changes one, and only tracing deletes them. So nobody
    who checks out, lets a visitor leave, corrects something or records an answer waits
    for tracing, however long that takes.

    A row is about one case, or about a time of a company, of which something was
    corrected: ``hes.contact.case._take_up_corrections`` makes rows of the cases out of
    those.
    """

    _name = "hes.contact.due"
    _inherit = ["hes.bulk.mixin"]
    _description = "Contact List to Make"
    _retention_none = "Times of a company, about nobody; of a case they go with it."
    _order = "id"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    case_id = fields.Many2one("hes.contact.case", index=True, ondelete="cascade")
    date_from = fields.Datetime(help="The time of which something was corrected.")
    date_to = fields.Datetime()
    due_at = fields.Datetime(
        index="btree_not_null", help="Empty: nothing is to be done."
    )
    traced_at = fields.Datetime(help="When the list was made.")

    @api.model
    def _add_correction(self, companies, first, last):
        """Something of the time from ``first`` to ``last`` (naive UTC) was corrected in
        ``companies``."""
        if not companies:
            return
        # nobody may enter a row; who corrects something sees nothing of them
        self.sudo().create(
            [
                {"company_id": company.id, "date_from": first, "date_to": last}
                for company in companies
            ]
        )

    @api.model
    def _add_corrected_places(self, companies):
        """Where somebody belongs was corrected in ``companies``, of whatever time; a
        row only where a case is open."""
        # that there is one; who corrects a place sees nothing of them
        open_sudo = companies and self.env["hes.contact.case"].sudo()._read_group(
            [("state", "=", "open"), ("company_id", "in", companies.ids)],
            ["company_id"],
        )
        ids = [company.id for [company] in open_sudo]
        now = fields.Datetime.now()
        self._add_correction(companies.browse(ids), FIRST_DAY, now)
