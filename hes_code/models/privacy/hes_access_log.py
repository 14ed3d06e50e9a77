# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).


from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, fields, models
from odoo.tools import SQL


class HesAccessLog(models.Model):
    """Who saw whose HES data: one row a user, person, kind, way and hour."""

    _name = "hes.access.log"
    _inherit = ["hes.append.only.mixin", "hes.retention.mixin"]
    _description = "HES Access"
    _rec_name = "accessed_at"
    _order = "accessed_at desc, id desc"
    accessed_at = fields.Datetime(
        string="Opened At",
        required=True,
        index=True,
        readonly=True,
        help="The first time within this hour.",
    )
    hour = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", required=True, ondelete="restrict", readonly=True
    )
    kind = fields.Selection(
        [
            ("code", "HES Code"),
            ("answer", "Answers"),
            ("exemption", "Exemptions"),
            ("employee", "HES Page of the Employee"),
            ("attendance", "Reason at Check-in"),
            ("case", "Contact Case"),
            ("permit", "Visit or Journey"),
            ("template", "Excel Template"),
            ("stored", "All Stored Data"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    way = fields.Selection(
        [("alone", "Opened Alone"), ("list", "In a List"), ("export", "Export")],
        string="How",
        required=True,
        readonly=True,
    )
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Visitor",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, ondelete="cascade"
    )
    _employee_hour_uniq = models.UniqueIndex(
        "(user_id, employee_id, kind, way, hour) WHERE employee_id IS NOT NULL"
    )
    _partner_hour_uniq = models.UniqueIndex(
        "(user_id, partner_id, kind, way, hour) WHERE partner_id IS NOT NULL"
    )
    _retention_kind = "accesses"
    _retention_setting = "retention_access_days"
    _retention_since = "accessed_at"
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"

    @api.model
    def _log(self, kind, holders, way=None):
        """Record that this user saw data of these people, in one statement, however
        many they are. Whoever sees their own data is not recorded.

        :param kind: value of ``kind``
        :param holders: SQL query with the columns ``employee_id``, ``partner_id`` (one
            of them is null) and ``company_id``
        :param way: value of ``way``; if not given, ``alone`` or ``list`` by how many
            people they are
        """
        now = fields.Datetime.now()
        statement = SQL(
            """INSERT INTO hes_access_log (user_id, employee_id, partner_id, company_id,
                      kind, way, accessed_at, hour,
                      create_uid, create_date, write_uid, write_date)
               SELECT %(user)s, employee_id, partner_id, company_id, %(kind)s,
                      COALESCE(%(way)s,
                               CASE count(*) OVER () WHEN 1 THEN 'alone'
                                                     ELSE 'list' END),
                      %(now)s, date_trunc('hour', %(now)s),
                      %(user)s, %(now)s, %(user)s, %(now)s
                 FROM (SELECT DISTINCT employee_id, partner_id, company_id
                         FROM (%(holders)s) AS held) AS person
                WHERE NOT EXISTS (
                          SELECT FROM hr_employee AS own
                           WHERE own.id = person.employee_id
                             AND own.user_id = %(user)s)
          ON CONFLICT DO NOTHING""",
            user=self.env.uid,
            kind=kind,
            way=SQL("%s::varchar", way),
            now=SQL("%s::timestamp", now),
            holders=holders,
        )
        if (
            self.env.cr.readonly
        ):  # on a replica: Odoo asks once more, where it may write
            raise ReadOnlySqlTransaction("An access to HES data is to be recorded")
        self.env["hr.employee"].flush_model(["user_id", "company_id"])
        self.env.cr.execute(statement)
