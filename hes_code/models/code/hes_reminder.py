# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..settings.res_company import OWN_CODE, TO_BE_GIVEN

_lt = LazyTranslate(__name__)

#: So many people are reminded in one transaction.
CHUNK = 100
#: HR hears once in this time.
A_WEEK = timedelta(days=7)
#: So long before a code ends, its holder is reminded, and again.
SOON, AT_ONCE = timedelta(days=14), timedelta(days=3)

#: People of a company who have to give a code, and why. Nobody has to before HR has
#: begun to collect codes.
DUE = """
    SELECT * FROM (
        SELECT employee.id AS employee_id, employee.company_id,
               CASE WHEN code.id IS NULL THEN 'missing'
                    WHEN code.risk_status IN ('expired', 'not_found')
                         OR code.expires_at <= %(now)s THEN 'dead'
                    WHEN code.owner_check = 'mismatch' THEN 'foreign'
                    WHEN code.expires_at <= %(at_once)s THEN 'ends_3'
                    WHEN code.expires_at <= %(soon)s THEN 'ends_14' END AS event
          FROM hr_employee AS employee
          JOIN hes_policy AS policy ON policy.company_id = employee.company_id
     LEFT JOIN hes_code AS code ON code.employee_id = employee.id
               AND code.company_id = employee.company_id AND code.active
         WHERE employee.company_id = %(company)s AND employee.active
           AND employee.hes_required AND policy.hes_codes
           AND EXISTS (SELECT FROM hes_code AS collected
                        WHERE collected.company_id = employee.company_id
                          AND collected.employee_id IS NOT NULL AND collected.active)
    ) AS person WHERE event IS NOT NULL"""


class HesReminder(models.Model):
    """Who has to give a HES code, or a new one, and why: one row a person, as long as
    it lasts. A scheduled action keeps them, and reminds each person once a reason."""

    _name = "hes.reminder"
    _inherit = [
        "hes.access.logged.mixin",
        "hes.retention.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Code to Be Given"
    _rec_name = "employee_id"
    _order = "since desc, id desc"
    _access_log_kind = "code"
    _retention_kind = "reminders"
    _retention_employee = "employee_id"
    _subject_access_title = _lt("Reminders")
    _subject_access_fields = ("event", "since", "sent_at")
    _subject_access_sequence = 16

    employee_id = fields.Many2one(
        "hr.employee",
        required=True,
        readonly=True,
        ondelete="cascade",
        system_only=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
        system_only=True,
    )
    event = fields.Selection(
        [
            ("missing", "No Code"),
            ("ends_14", "Ends in 14 Days"),
            ("ends_3", "Ends in 3 Days"),
            ("dead", "Not Found or Expired"),
            ("foreign", "Somebody Else's Code"),
        ],
        string="Why a Code Is Needed",
        required=True,
        readonly=True,
        system_only=True,
    )
    since = fields.Datetime(
        string="Needed Since", required=True, readonly=True, system_only=True
    )
    sent_at = fields.Datetime(
        string="Reminded At",
        readonly=True,
        system_only=True,
        help="Empty for who has no user: HR has to ask them.",
    )
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", system_only=True
    )
    _employee_uniq = models.Constraint("UNIQUE (employee_id)", "One row a person.")

    @api.model
    def _counts(self, companies):
        """How many people of ``companies`` have to give a code: Counter by event. The
        numbers are those of the last run of the scheduled action."""
        # numbers, for who asks on behalf of HES officers
        groups = self.sudo()._read_group(
            [("company_id", "in", companies.ids)], ["event"], ["__count"]
        )
        return Counter(dict(groups))

    @api.model
    def _cron_remind(self):
        """Once a day: find out who has to give a code, remind people, and once a week
        HR. A fault of one company stops no other."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search(Domain.TRUE)
        for done, company in enumerate(companies, 1):
            company._hes_try(self._refresh)
            left = len(companies) - done
            while count := company._hes_try(self._remind_people):
                # who was reminded is known: the next run goes on from here
                if not cron._commit_progress(count, remaining=left + 1):
                    return
            company._hes_try(self._remind_officers)
            if not cron._commit_progress(1, remaining=left):
                return

    @api.model
    def _refresh(self, company):
        """Have a row for each person of ``company`` who has to give a code. Another
        reason is another row: it brings another reminder."""
        now = fields.Datetime.now()
        due = SQL(
            DUE,
            company=company.id,
            now=now,
            soon=now + SOON,
            at_once=now + AT_ONCE,
        )
        self.env.flush_all()
        over = self.env.execute_query(
            SQL(
                """WITH due AS (%s)
                   SELECT id FROM hes_reminder AS known
                    WHERE company_id = %s AND NOT EXISTS (
                          SELECT FROM due WHERE due.employee_id = known.employee_id
                             AND due.event = known.event)""",
                due,
                company.id,
            )
        )
        self.browse([id_ for (id_,) in over])._retention_erase()
        self.env.cr.execute(
            SQL(
                """INSERT INTO hes_reminder (employee_id, company_id, event, since,
                          create_uid, create_date, write_uid, write_date)
                   SELECT employee_id, company_id, event, %(now)s,
                          %(user)s, %(now)s, %(user)s, %(now)s
                     FROM (%(due)s) AS due
                       ON CONFLICT DO NOTHING""",
                due=due,
                now=now,
                user=self.env.uid,
            )
        )
        self.env.invalidate_all(flush=False)

    @api.model
    def _end_of(self, employee_ids):
        """These people gave a code: nothing is asked of them until the next run."""
        # by any user who enters the code; nothing is read
        self.sudo().search([("employee_id", "in", employee_ids)])._retention_erase()

    def _retention_erase(self):
        """With a reminder goes what it has put on somebody's list."""
        self.activity_id.unlink()
        return super()._retention_erase()

    @api.model
    def _remind_people(self, company):
        """Remind some of those who have a user and were not reminded; returns how many
        these were."""
        if not company.hes_policy_id.reminders:
            return 0
        open_rows = self.search(
            [
                ("company_id", "=", company.id),
                ("sent_at", "=", False),
                ("employee_id.user_id.active", "=", True),
                ("employee_id.user_id.share", "=", False),
            ],
            order="id",
            limit=CHUNK,
        )
        for row in open_rows:
            row._remind(row.employee_id.user_id)
        open_rows.sent_at = fields.Datetime.now()
        return len(open_rows)

    def _remind(self, user):
        """An activity, or a mail with nothing but a link, as the user has chosen to be
        notified; that a code is needed, and nothing else."""
        if user.notification_type == "email":
            user._hes_notify(self.company_id, self._subject, self._sentence)
            return
        env = self.with_context(lang=user.lang).env
        # quick update: no mail of the assignment
        activities = env["mail.activity"].with_context(mail_activity_quick_update=True)
        self.activity_id = activities.create(
            {
                "activity_type_id": env.ref("hes_code.mail_activity_type_reminder").id,
                "summary": self._subject(env),
                "note": self._sentence(env),
                "date_deadline": user._hes_today(self.company_id),
                "user_id": user.id,
            }
        )

    def _subject(self, env):
        if self.event == "missing":
            return env._("HR needs your HES code")
        return env._("HR needs a new HES code from you")

    def _sentence(self, env):
        return self.company_id._hes_linked(
            env._("Please enter it in your profile."), OWN_CODE, env._("To my profile")
        )

    @api.model
    def _remind_officers(self, company):
        """Once a week, a number and a link for HES officers."""
        policy = company.hes_policy_id
        now = fields.Datetime.now()
        heard = policy.officers_reminded_at
        if not policy.reminders or (heard and heard > now - A_WEEK):
            return
        count = self.search_count([("company_id", "=", company.id)])
        officers = self.env["res.users"]._hes_officers(company)
        if not count or not officers:
            return

        def sentence(env):
            text = env._("People who have to give a HES code: %(count)s.", count=count)
            return company._hes_linked(text, TO_BE_GIVEN, env._("To the list"))

        officers._hes_notify(
            company, lambda env: env._("HES codes to be given"), sentence
        )
        policy.officers_reminded_at = now
