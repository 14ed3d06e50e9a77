# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from functools import partial

from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


#: One row for each of ``holders`` whom the user has not been seen to read this hour.
LOG_READ = """
    WITH person AS (
        SELECT DISTINCT employee_id, partner_id, company_id
          FROM (%(holders)s) AS holder
    ), seen AS (
        SELECT *, COALESCE(%(channel)s, CASE count(*) OVER () WHEN 1 THEN 'alone'
                                                              ELSE 'list' END)
                  AS channel
          FROM person
         WHERE NOT EXISTS (
                   SELECT FROM hr_employee AS own
                    WHERE own.id = person.employee_id AND own.user_id = %(user)s)
    ), logged AS (
        SELECT employee_id, partner_id, channel
          FROM hes_access_log
         WHERE user_id = %(user)s AND kind = %(kind)s
           AND hour = date_trunc('hour', %(now)s)
    )
    INSERT INTO hes_access_log (user_id, employee_id, partner_id, company_id,
           kind, channel, accessed_at, hour,
           create_uid, create_date, write_uid, write_date)
    SELECT %(user)s, employee_id, partner_id, company_id, %(kind)s, channel,
           %(now)s, date_trunc('hour', %(now)s), %(user)s, %(now)s, %(user)s, %(now)s
      FROM seen
     WHERE NOT EXISTS (
               SELECT FROM logged
                WHERE logged.employee_id = seen.employee_id
                  AND logged.channel = seen.channel)
       AND NOT EXISTS (
               SELECT FROM logged
                WHERE logged.partner_id = seen.partner_id
                  AND logged.channel = seen.channel)"""


class HesAccessLog(models.Model):
    """Who saw whose HES data, one row a user, person, kind, channel and hour (one more
    for each request that reads at the same moment); and who searched by HES data, one
    row a search, without what was searched for."""

    _name = "hes.access.log"
    _inherit = ["hes.append.only.mixin", "hes.retention.mixin"]
    _description = "HES Access"
    _rec_name = "accessed_at"
    _order = "accessed_at desc, id desc"
    _retention_kind = "accesses"
    _retention_setting = "retention_access_days"
    _retention_since = "accessed_at"
    _retention_employee = "employee_id"
    _retention_confirmed = True  # who comes back would have left no trace
    _retention_visitor = "partner_id"
    _subject_access_title = _lt("Who Opened Your Data")
    _subject_access_fields = (
        "accessed_at",
        "user_id",
        "kind",
        "channel",
    )
    _subject_access_sequence = 70
    _subject_access_managers = True

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
            ("proposal", "Proposed HES Codes"),
            ("answer", "Answers"),
            ("exemption", "Exemptions"),
            ("employee", "HES Page of the Employee"),
            ("attendance", "Reason at Check-in"),
            ("case", "Contact Case"),
            ("permit", "Visit or Journey"),
            ("template", "Excel Template"),
            ("stored", "All Stored Data"),
            ("other", "Other HES Records"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    channel = fields.Selection(
        [
            ("alone", "Opened Alone"),
            ("list", "In a List"),
            ("export", "Export"),
            ("search", "Search"),
            ("refused", "Refused"),
        ],
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
    model = fields.Char(readonly=True)
    field_names = fields.Char(readonly=True)
    searched_in = fields.Char(compute="_compute_searched")
    searched_fields = fields.Char(
        compute="_compute_searched", help="What for is not recorded."
    )
    found_count = fields.Integer(
        string="Found", readonly=True, help="Records, or groups of them."
    )
    # not unique: who reads must not collide with another request of the same user
    _employee_hour = models.Index(
        "(user_id, hour, employee_id) WHERE employee_id IS NOT NULL"
    )
    _partner_hour = models.Index(
        "(user_id, hour, partner_id) WHERE partner_id IS NOT NULL"
    )

    @api.depends("model", "field_names")
    @api.depends_context("lang")
    def _compute_searched(self):
        """The searched model and fields as the reader's screens name them."""
        for row in self:
            # the name of a model, which everybody reads above its lists
            model_sudo = self.env["ir.model"]._get(row.model)
            row.searched_in = model_sudo.name or row.model
            paths = (row.field_names or "").split(", ")
            row.searched_fields = ", ".join(row._label(path) for path in paths)

    def _label(self, path):
        """The label of a path of fields; of what is not there any more, its name."""
        model, labels = self.model, []
        for name in path.split("."):
            field = self.env[model]._fields.get(name) if model in self.env else None
            labels.append(field._description_string(self.env) if field else name)
            model = field and field.comodel_name
        return " ▸ ".join(labels)

    @api.model
    def _log(self, kind, holders, channel=None):
        """Log that this user saw data of these people, in one statement, however many
        they are. Who sees their own data is not logged.

        :param kind: value of ``kind``
        :param holders: SQL query with the columns ``employee_id``, ``partner_id`` (one
            of them is null) and ``company_id``
        :param channel: value of ``channel``; if not given, ``alone`` or ``list`` by how
            many people they are
        """
        self._check_writable()
        now = fields.Datetime.now()
        statement = SQL(
            LOG_READ,
            user=self.env.uid,
            kind=kind,
            channel=SQL("%s::varchar", channel),
            now=SQL("%s::timestamp", now),
            holders=holders,
        )
        self.env["hr.employee"].flush_model(["user_id", "company_id"])
        self.env.cr.execute(statement)

    @api.model
    def _log_search(self, model, names, found):
        """Log that this user searched by logged fields, at the end of the transaction:
        what somebody has found out stays found out if it is rolled back.

        :param model: the model that was searched, as an empty or any recordset
        :param names: dict of names of fields, or paths to them, to values of ``kind``
        :param found: how many records, or groups of them, were found
        """
        cursor = self.env.cr
        searches = cursor.precommit.data.get("hes_code.searches")
        if searches is None:
            searches = cursor.precommit.data["hes_code.searches"] = {}
            cursor.precommit.add(partial(self._write_searches, searches))
            cursor.postrollback.add(partial(self._write_undone_searches, searches))
        kind = getattr(model, "_access_log_kind", None) or min(names.values())
        searcher = self.env.uid, self.env.company.id
        search = (*searcher, kind, model._name, ", ".join(sorted(names)))
        searches[search] = max(searches.get(search, 0), found)

    def _write_undone_searches(self, searches):
        """Write the rows of a transaction that was rolled back in one of their own."""
        with self.env.registry.cursor() as cursor:
            self.with_env(self.env(cr=cursor))._write_searches(searches)

    def _write_searches(self, searches):
        now = fields.Datetime.now()
        # nobody enters a row by hand; the user learns nothing from it
        self.sudo().create(
            [
                {
                    "user_id": user_id,
                    "employee_id": False,  # nobody's, whatever a context brings
                    "partner_id": False,
                    "company_id": company_id,
                    "kind": kind,
                    "channel": "search",
                    "accessed_at": now,
                    "hour": now.replace(minute=0, second=0),
                    "model": model,
                    "field_names": names,
                    "found_count": found,
                }
                for (user_id, company_id, kind, model, names), found in searches.items()
            ]
        )

    @api.model
    def _log_refused(self, records):
        """Log that this user named records that they may not reach, of a company or of
        somebody else; one row an hour, model and company, that stays although what the
        user does is undone."""
        self._check_writable()
        now = fields.Datetime.now()
        company = self.env.company
        if "company_id" in records._fields:
            company = records.sudo().company_id or company  # whose managers see it
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """INSERT INTO hes_access_log (user_id, company_id, kind, channel,
                              model, found_count, accessed_at, hour,
                              create_uid, create_date, write_uid, write_date)
                       SELECT reader.id, company.id, %(kind)s, 'refused',
                              %(model)s, %(count)s, %(now)s,
                              date_trunc('hour', %(now)s),
                              reader.id, %(now)s, reader.id, %(now)s
                         FROM res_users AS reader, res_company AS company
                        WHERE reader.id = %(user)s AND company.id IN %(companies)s
                          AND NOT EXISTS (
                              SELECT FROM hes_access_log AS known
                               WHERE known.user_id = reader.id
                                 AND known.company_id = company.id
                                 AND known.channel = 'refused'
                                 AND known.model = %(model)s
                                 AND known.hour = date_trunc('hour', %(now)s))""",
                    kind=getattr(records, "_access_log_kind", None) or "other",
                    model=records._name,
                    count=len(records),
                    now=SQL("%s::timestamp", now),
                    user=self.env.uid,
                    companies=tuple(company.ids),
                )
            )

    def _check_writable(self):
        """Raise ReadOnlySqlTransaction on a replica: Odoo then asks once more, where it
        may write."""
        if self.env.cr.readonly:
            raise ReadOnlySqlTransaction("An access to HES data is to be logged")
