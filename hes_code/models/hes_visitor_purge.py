# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Where a contact is named only because of the visit, and which goes with it.
TRACES = (
    "mail_followers",
    "mail_mail_res_partner_rel",
    "mail_message",
    "mail_message_res_partner_rel",
    "mail_notification",
)


class HesPermit(models.Model):
    """What is known of visitors ends soon."""

    _inherit = "hes.permit"

    @api.model
    def _purge_visitors(self, now):
        """Delete what is past each company's retention, as of ``now`` (naive UTC):
        visits, the codes and answers of visitors, the contacts made for visits only,
        and why somebody could not travel."""
        companies = self.env["res.company"].search(
            [("hes_visitor_retention_days", ">=", 0)]
        )
        past = {
            company: self._past(company, now - timedelta(days=days))
            for company, days in zip(
                companies, companies.mapped("hes_visitor_retention_days"), strict=True
            )
        }
        for domain in past.values():
            self.search(domain & Domain("kind", "=", "visit")).unlink()
            self.search(domain & Domain("checked_at", "!=", False))._forget_reasons()
        self._purge_codes(Domain.OR(past.values()))
        self.env["res.partner"]._purge_visit_only()

    @api.model
    def _past(self, company, limit):
        """What ended before ``limit`` in a company."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("date_to", "<", limit)
            & (Domain("left_at", "=", False) | Domain("left_at", "<", limit))
        )

    def _forget_reasons(self):
        told = self.participant_ids.filtered("clearance")
        told.write({"clearance": False, "clearance_reason": False})

    @api.model
    def _purge_codes(self, past):
        """Codes that were entered for visits and journeys, none of which is left."""
        codes = (
            self.env["hes.code"]
            .with_context(active_test=False)
            .search([("source", "=", "visitor"), ("partner_id", "!=", False)])
        )
        kept = self.env["hes.permit.participant"].search(
            [
                ("partner_id", "in", codes.partner_id.ids),
                ("permit_id", "not any", past),
            ]
        )
        needed = {(row.company_id, row.partner_id) for row in kept}
        codes.filtered(
            lambda code: (code.company_id, code.partner_id) not in needed
        )._destroy_with_answers()


class HesCode(models.Model):
    _inherit = "hes.code"

    def _destroy_with_answers(self):
        """Delete codes for good. The ledger is closed to people, whoever they are; what
        is past its retention has to leave it."""
        if not self:
            return
        self.env.flush_all()
        self.env.execute_query(
            SQL("DELETE FROM hes_check WHERE code_id IN %s RETURNING id", self._ids)
        )
        self.env.invalidate_all(flush=False)
        self.unlink()


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _purge_visit_only(self):
        """Delete the contacts made for visits that nothing names any more, and the
        mails that went to them alone."""
        visitors = self.with_context(active_test=False).search(
            [("hes_visit_only", "=", True)]
        )
        visitors -= visitors._named_elsewhere()
        mails = self.env["mail.message"].search([("partner_ids", "in", visitors.ids)])
        mails.filtered(lambda mail: mail.partner_ids <= visitors).unlink()
        visitors.unlink()

    def _named_elsewhere(self):
        """Those of these contacts that a record of any table names, traces of mail
        aside: whatever add-on it belongs to, it was not made here."""
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
        """Every column that refers to a contact: rows of table and column."""
        return self.env.execute_query(
            SQL(
                """SELECT source.relname, attribute.attname
                     FROM pg_constraint AS reference
                     JOIN pg_class AS source ON source.oid = reference.conrelid
                     JOIN pg_attribute AS attribute
                          ON attribute.attrelid = source.oid
                         AND attribute.attnum = ANY (reference.conkey)
                    WHERE reference.contype = 'f'
                      AND reference.confrelid = 'res_partner'::regclass
                      AND source.relname NOT IN %s""",
                TRACES,
            )
        )
