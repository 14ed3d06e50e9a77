# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# One concept, one file: pylint: disable=consider-merging-classes-inherited

from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Reasons for which the data of one person end, and nobody else's.
PERSONAL = ("left", "by_request")
#: Where a contact is named only because of the visit, and which goes with it.
TRACES = (
    "hes_access_log",
    "hes_information_reading",
    "mail_followers",
    "mail_mail_res_partner_rel",
    "mail_message",
    "mail_message_res_partner_rel",
    "mail_notification",
)


class HesPermit(models.Model):
    """What is known of visitors ends soon, a journey some time after its end."""

    _name = "hes.permit"
    _inherit = ["hes.permit", "hes.retention"]
    _retention_kind = "visits"
    _retention_setting = "hes_visitor_retention_days"
    _retention_employee = "host_id"

    @api.model
    def _retention_domain(self, before):
        return self._past(before) & Domain("kind", "=", "visit")

    @api.model
    def _retention_due(self, company, now):
        yield from super()._retention_due(company, now)
        before = now - timedelta(days=company.hes_retention_permits_days)
        yield "retention", self._retention_all(company) & self._past(before)

    @api.model
    def _retention_of(self, people):
        return super()._retention_of(people) & Domain("host_reason", "!=", False)

    @api.model
    def _retention_leavers(self):
        return super()._retention_leavers() & Domain("host_reason", "!=", False)

    def _retention_end(self, reason):
        """A visit is its visitor's; of a host who goes, the reason is forgotten."""
        if reason not in PERSONAL:
            return super()._retention_end(reason)
        self.host_reason = False
        return Counter(verdicts=len(self))

    @api.model
    def _past(self, before):
        """What ended before a time."""
        return Domain("date_to", "<", before) & (
            Domain("left_at", "=", False) | Domain("left_at", "<", before)
        )

    @api.model
    def _purge_visitors(self, now):
        """Destroy what is past each company's retention, as of ``now`` (naive UTC):
        visits and journeys, the codes and answers of visitors, the contacts made for
        visits only, and why somebody could not travel."""
        companies = (
            self.env["res.company"].with_context(active_test=False).search(Domain.TRUE)
        )
        for company in companies:
            for model in (self, self.env["hes.permit.participant"]):
                for reason, domain in model._retention_due(company, now):
                    model._retention_destroy(domain, company, reason, limit=None)
            days = timedelta(days=company.hes_visitor_retention_days)
            self._purge_codes(company, self._past(now - days))
        self.env["res.partner"]._purge_visit_only(companies, "retention")

    @api.model
    def _purge_codes(self, company, past):
        """Codes that were entered for visits and journeys, none of which is left."""
        participants = self.env["hes.permit.participant"]
        kept = participants.search(
            [("company_id", "=", company.id), ("permit_id", "not any", past)]
        )
        codes = self.env["hes.code"]
        codes._retention_destroy(
            codes._retention_all(company)
            & Domain("source", "=", "visitor")
            & Domain("partner_id", "!=", False)
            & Domain("partner_id", "not in", kept.partner_id.ids),
            company,
            "retention",
            limit=None,
        )


class HesPermitParticipant(models.Model):
    """Who took part stays as long as the permit, unless they leave the company; the
    outcome's reason is forgotten before."""

    _name = "hes.permit.participant"
    _inherit = ["hes.permit.participant", "hes.retention"]
    _retention_kind = "participants"
    _retention_setting = "hes_visitor_retention_days"
    _retention_employee = "employee_id"

    @api.model
    def _retention_domain(self, before):
        told = Domain("clearance", "!=", False)
        told |= Domain("clearance_reason", "!=", False)
        past = Domain("permit_id", "any", self.env["hes.permit"]._past(before))
        return told & past

    def _retention_end(self, reason):
        """Time takes the outcome alone; so does a request before the journey is over,
        since they still travel."""
        if reason == "retention":
            return self._forget_outcome()
        coming = self.browse()
        if reason == "by_request":
            now = fields.Datetime.now()
            coming = self.filtered(lambda row: row.permit_id.date_to > now)
        gone = self - coming
        permits = gone.permit_id
        counts = coming._forget_outcome() + gone._retention_erase()
        alone = permits.filtered(lambda permit: not permit.participant_ids)
        return counts + alone._retention_erase()

    def _forget_outcome(self):
        told = self.filtered(lambda row: row.clearance or row.clearance_reason)
        told.write({"clearance": False, "clearance_reason": False})
        return Counter(verdicts=len(told))


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _purge_visit_only(self, companies, reason):
        """Delete the contacts made for visits that nothing names any more, and the
        mails that went to them alone.

        :param reason: value of ``hes.destruction.reason``
        """
        # whoever ends the programme has no right to contacts: these are the visits'
        visitors_sudo = self.sudo().with_context(active_test=False)
        visitors_sudo = visitors_sudo.search(
            [("hes_visit_only", "=", True), ("company_id", "in", companies.ids)]
        )
        visitors_sudo -= visitors_sudo._named_elsewhere()
        mails_sudo = visitors_sudo.env["mail.message"].search(
            [("partner_ids", "in", visitors_sudo.ids)]
        )
        mails_sudo.filtered(lambda mail: mail.partner_ids <= visitors_sudo).unlink()
        for company, gone in visitors_sudo.grouped("company_id").items():
            gone._hes_forget(company, reason)
            counts = Counter(visitors=len(gone))
            self.env["hes.destruction"]._record(counts, company, reason)
        visitors_sudo.unlink()

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
