# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Tables that name a contact because of a visit alone, and whose rows go with it.
TRACE_TABLES = (
    "hes_access_log",
    "hes_information_reading",
    "mail_followers",
    "mail_mail_res_partner_rel",
    "mail_message",
    "mail_message_res_partner_rel",
    "mail_notification",
)


class ResPartner(models.Model):
    """Visitors: what the gate knows of them, and the end of contacts made for visits.

    The retention is that of ``hes_visit_only`` contacts: no other is destroyed here.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "hes.retention.mixin"]
    _retention_kind = "visitors"
    _retention_setting = "retention_visit_days"

    hes_visit_only = fields.Boolean(
        string="Made for a Visit",
        readonly=True,
        copy=False,
        prefetch=False,  # each check-in would read it
        groups="hes_code.group_hes_officer",
        help="A reception entered this visitor: the contact goes when the visit goes.",
    )

    def _hes_objections(self, company):
        """What speaks against these visitors in a company, in one statement.

        The caller must not show them to anybody who may not see them.

        :return: dict of partner to list of :class:`clearance.Objection`
        """
        companies = dict.fromkeys(self.ids, company.id)
        found = self.env["hes.code"]._objections_of("partner_id", companies)
        return {partner: found[partner.id] for partner in self}

    def _hes_known_beside(self, visit):
        """Whether more than this visit is known of a visitor: another visit or journey,
        an answer about a HES code, a contact case."""
        known = {
            "hes.permit.participant": Domain("permit_id", "!=", visit.id),
            "hes.code": Domain("checked_at", "!=", False),
            "hes.contact": Domain.TRUE,
            "hes.contact.case": Domain.TRUE,
        }
        theirs = Domain("partner_id", "in", self.ids)
        return any(
            self.env[model]
            .with_context(active_test=False)
            .search(theirs & more, limit=1)
            for model, more in known.items()
        )

    @api.model
    def _purge_visit_only(self, companies, reason):
        """Destroy the contacts made for visits that no record names any more.

        :param reason: value of ``hes.destruction.log.reason``
        """
        for company in companies:
            everybody = self._retention_all(company)
            self._retention_destroy(everybody, company, reason, limit=None)

    @api.model
    def _retention_scope(self):
        return Domain("hes_visit_only", "=", True)

    @api.model
    def _retention_all(self, company):
        """Also whom somebody shares with all companies since: no other company knows
        them, or a record names them and they stay."""
        return Domain("company_id", "in", [company.id, False])

    @api.model
    def _retention_destroy(self, domain, company, *args, **options):
        # of who is of no company, the record is that of the one whose turn it is
        ours = super(ResPartner, self.with_company(company))
        return ours._retention_destroy(domain, company, *args, **options)

    @api.model
    def _retention_domain(self, before):  # pylint: disable=unused-argument
        """Contacts that no record names any more: the retention of visits ended what
        did, whatever ``before`` is."""
        # the contacts of visits alone, as ids in a domain
        visitors_sudo = self.sudo().with_context(active_test=False)
        visitors_sudo = visitors_sudo.search(self._retention_scope())
        return Domain(
            "id", "in", (visitors_sudo - visitors_sudo._named_elsewhere()).ids
        )

    def _retention_end(self, reason):
        """Delete those that no other record names, and the mails sent to them alone."""
        gone = self - self._named_elsewhere()
        mails = self.env["mail.message"].search([("partner_ids", "in", gone.ids)])
        mails.filtered(lambda mail: mail.partner_ids <= gone).unlink()
        for company, partners in gone.grouped("company_id").items():
            partners._hes_forget(company or self.env.company, reason)
        gone.unlink()
        return Counter(visitors=len(gone))

    def _named_elsewhere(self):
        """Those of these contacts that a record of any table of any add-on names, those
        of :data:`TRACE_TABLES` aside."""
        if not self:
            return self
        self.env.flush_all()
        ids = tuple(self.ids)
        named = [
            SQL(
                "SELECT %(column)s FROM %(table)s WHERE %(column)s IN %(ids)s%(own)s",
                column=SQL.identifier(column),
                table=SQL.identifier(table),
                ids=ids,
                own=SQL(" AND id NOT IN %s", ids) if table == self._table else SQL(),
            )
            for table, column in self._references()
        ]
        rows = self.env.execute_query(SQL(" UNION ").join(named))
        return self.browse([id_ for (id_,) in rows])

    @api.model
    def _references(self):
        """Every column that refers to a contact: list of (table, column)."""
        references = self.env["base.partner.merge.automatic.wizard"]._get_fk_on(
            self._table
        )
        return [row for row in references if row[0] not in TRACE_TABLES]
