# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.clearance import Facts, code_objections
from ..gate.hes_code import NO_CODE

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


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = "res.partner"
    hes_visit_only = fields.Boolean(
        string="Made for a Visit",
        readonly=True,
        copy=False,
        groups="hes_code.group_hes_officer",
        help="A reception entered this visitor: the contact goes when the visit goes.",
    )

    def _hes_objections(self, company):
        """What speaks against these visitors in a company, in one statement.

        :return: dict of partner to list of :class:`clearance.Objection`

        The caller must not hand them to anybody who may not see them.
        """
        codes, risks = self.env["hes.code"]._known_of("partner_id", self.ids)
        max_age = company._hes_policy().max_age
        objections = {}
        for partner in self:
            key = partner.id, company.id
            facts = Facts(*codes.get(key, NO_CODE), risks.get(key))
            objections[partner] = code_objections(facts, max_age)
        return objections

    @api.model
    def _purge_visit_only(self, companies, reason):
        """Delete the contacts made for visits that nothing names any more, and the
        mails that went to them alone.

        :param reason: value of ``hes.destruction.log.reason``
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
            self.env["hes.destruction.log"]._record(counts, company, reason)
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
