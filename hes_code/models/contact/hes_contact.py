# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...tools.client_actions import notification
from ..selections import RISK_STATUS

_lt = LazyTranslate(__name__)

#: Fields by which a contact of a case is known again.
KEY_FIELDS = ("case_id", "employee_id", "partner_id")

#: Fields that tracing sets; the rest of a contact is HR's.
TRACED_FIELDS = ("source", "first_contact", "last_contact", "hours", "days")


class HesContact(models.Model):
    """Somebody who was near a risky person, and what HR has done about it."""

    _name = "hes.contact"
    _inherit = [
        "hes.bulk.mixin",
        "hes.thread.mixin",
        "mail.activity.mixin",
        "hes.access.logged.mixin",
        "hes.retention.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Contact"
    _order = "hours desc, last_contact desc, id"
    _rec_names_search = ["employee_id", "partner_id"]
    _access_log_kind = "case"
    _retention_kind = "contacts"
    _retention_confirmed = True  # who comes back is still a contact
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"
    _subject_access_title = _lt("You Were a Contact")
    _subject_access_fields = (
        "create_date",
        "state",
        "informed_at",
        "asked_at",
        "away_until",
    )
    _subject_access_sequence = 110
    _subject_access_note = _lt(
        "Who the other person is, when and where you met them, and HR's notes are left"
        " out, since they would tell about the other person."
    )

    case_id = fields.Many2one(
        "hes.contact.case",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
        system_only=True,
    )
    company_id = fields.Many2one(
        related="case_id.company_id",
        store=True,
        index=True,
        precompute=True,
        system_only=True,
    )
    index_employee_id = fields.Many2one(
        related="case_id.employee_id",
        related_sudo=False,  # a form that is not saved can name any case
        string="Risky Person",
        store=True,
        index="btree_not_null",
        system_only=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        system_only=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Visitor",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        system_only=True,
    )
    person_name = fields.Char(string="Name", compute="_compute_person_name")
    source = fields.Selection(
        [("attendance", "Attendance"), ("visit", "Visit"), ("travel", "Journey")],
        string="Met By",
        required=True,
        readonly=True,
        system_only=True,
    )
    first_contact = fields.Datetime(
        string="First Together", readonly=True, system_only=True
    )
    last_contact = fields.Datetime(
        string="Last Together", readonly=True, system_only=True
    )
    hours = fields.Float(
        string="Hours Together",
        readonly=True,
        help="Zero: after a correction of attendances, they did not meet.",
        system_only=True,
    )
    days = fields.Json(readonly=True, system_only=True)  # ISO date to hours
    state = fields.Selection(
        [
            ("todo", "To Do"),
            ("informed", "Informed"),
            ("checked", "Checked"),
            ("closed", "Closed"),
        ],
        default="todo",
        required=True,
        copy=False,
    )
    note = fields.Text()
    informed_at = fields.Datetime(
        string="Informed", readonly=True, copy=False, system_only=True
    )
    asked_at = fields.Datetime(
        string="Asked For", readonly=True, copy=False, system_only=True
    )
    away_until = fields.Date(
        copy=False,
        help="The last day on which this person was asked not to come on site. The"
        " gate does not know of it.",
    )
    proposed_until = fields.Date(
        string="Proposed End",
        compute="_compute_proposed_until",
        help="By the isolation rule that was in force on the day of the risk.",
    )
    code_id = fields.Many2one("hes.code", compute="_compute_code")
    risk_status = fields.Selection(RISK_STATUS, compute="_compute_code")
    email = fields.Char(compute="_compute_reach")
    lang = fields.Char(compute="_compute_reach")

    _one_person = models.Constraint(
        "CHECK (num_nonnulls(employee_id, partner_id) = 1)",
        "A contact is one employee or one visitor.",
    )
    _employee_uniq = models.UniqueIndex(
        "(case_id, employee_id) WHERE employee_id IS NOT NULL",
        "This employee is a contact of this case already.",
    )
    _partner_uniq = models.UniqueIndex(
        "(case_id, partner_id) WHERE partner_id IS NOT NULL",
        "This visitor is a contact of this case already.",
    )

    @api.depends("employee_id.name", "partner_id.name")
    def _compute_person_name(self):
        for contact in self:
            contact.person_name = contact.employee_id.name or contact.partner_id.name

    def _compute_display_name(self):
        """Without a name: it stands in the subject of mails about activities."""
        for contact in self:
            contact.display_name = self.env._("Person %(number)s", number=contact.id)

    @api.depends("last_contact", "case_id.contact_rule_id")
    def _compute_proposed_until(self):
        for contact in self:
            case = contact.case_id
            days = case.contact_rule_id.days
            known = days and contact.last_contact
            contact.proposed_until = known and (
                case.company_id._hes_day(contact.last_contact) + timedelta(days=days)
            )

    @api.depends("employee_id", "partner_id", "company_id")
    def _compute_code(self):
        codes = self.env["hes.code"].search_fetch(
            [
                ("active", "=", True),
                "|",
                ("employee_id", "in", self.employee_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ],
            ["employee_id", "partner_id", "company_id", "risk_status", "checked_at"],
        )
        known = {
            (code.employee_id, code.partner_id, code.company_id): code for code in codes
        }
        for contact in self:
            key = (contact.employee_id, contact.partner_id, contact.company_id)
            contact.code_id = known.get(key, False)
            contact.risk_status = contact.code_id.risk_status

    @api.depends("employee_id", "partner_id")
    def _compute_reach(self):
        """The e-mail address and the language in which somebody is written to."""
        for contact in self:
            person = contact.employee_id
            partner = contact.partner_id or person.work_contact_id
            contact.email = (
                person.private_email or person.work_email or contact.partner_id.email
            )
            contact.lang = (
                person.user_id.lang
                or partner.lang
                or contact.company_id.partner_id.lang
                or self.env.lang
            )

    def action_inform(self):
        """Send everybody who has not got it the note that says what to do, each in
        their language."""
        self.check_access("write")
        new = self.filtered(lambda contact: not contact.informed_at)
        if not new:
            return self._officer_notice(
                self.env._("All of them were notified already."), "warning"
            )
        reached = new.filtered("email")
        template = self.env.ref("hes_code.mail_template_contact")
        if reached:
            template.send_mail_batch(reached.ids)
        # when it was is not entered
        reached.sudo().informed_at = fields.Datetime.now()
        reached.filtered(lambda contact: contact.state == "todo").state = "informed"
        missing = new - reached
        if not missing:
            return self._officer_notice(
                self.env._("%(count)s people are written to.", count=len(reached))
            )
        return self._officer_notice(
            self.env._(
                "%(count)s people are written to. Without an e-mail address, please"
                " call them: %(names)s.",
                count=len(reached),
                names=", ".join(missing.mapped("person_name")),
            ),
            "warning",
        )

    def action_check(self):
        """Ask for the codes of these people; opens the query that holds the answers."""
        asked = self.filtered("code_id")
        if not asked:
            raise UserError(self.env._("None of these people has given a HES code."))
        asked.check_access("write")
        asked.sudo().asked_at = fields.Datetime.now()  # when it was is not entered
        action = self.env["hes.query"]._ask_now(asked.code_id)
        asked._settle_asked()
        return action

    def action_stay_away(self):
        """Note that they stay away until the proposed day."""
        unknown = self.filtered(lambda contact: not contact.proposed_until)
        if unknown:
            raise UserError(
                self.env._(
                    "No isolation rule was in force, so there is no day to propose."
                    " Please enter it in the column “Away Until”."
                )
            )
        for contact in self:
            contact.away_until = contact.proposed_until

    def action_plan(self):
        """Plan an activity for each of these people."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan an Activity"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "active_id": self[:1].id,
            },
        }

    def action_close(self):
        self.state = "closed"

    @api.model
    def _replace(self, cases, rows):
        """Write what tracing found for ``cases``; what HR has set stays.

        A handful of statements, however many cases and people. Who is no contact any
        more and was dealt with by HR stays, with no hours. Who was met on a visit or a
        journey that may be destroyed by now stays as they were found.

        :param rows: list of dicts of ``case_id``, ``company_id``,
            ``index_employee_id``, ``employee_id``, ``partner_id`` and
            :data:`TRACED_FIELDS`
        """
        self.flush_model()
        settled = self._settled_domain(cases) & Domain("case_id", "in", cases.ids)
        kept = self.env.execute_query(self._update_query(rows, settled))
        self.env.invalidate_all()
        settled = self.search_fetch(settled, KEY_FIELDS)
        self.search_fetch(
            Domain("case_id", "in", cases.ids)
            & Domain("id", "not in", [contact_id for contact_id, *_key in kept])
            & Domain("id", "not in", settled.ids),
            [],
        )._drop()
        known = {tuple(row_key) for _contact_id, *row_key in kept}
        known |= {tuple(row[name].id or None for name in KEY_FIELDS) for row in settled}
        self._bulk_insert(
            [
                {**row, "state": "todo"}
                for row in rows
                if tuple(row[name] for name in KEY_FIELDS) not in known
            ]
        )
        self._reopen(cases)

    @api.model
    def _settled_domain(self, cases):
        """Domain of contacts of a time of which visits and journeys may be destroyed;
        ``cases`` are of one company."""
        policy, now = cases.company_id.hes_policy_id, fields.Datetime.now()
        days = {
            "visit": min(policy.retention_visit_days, policy.retention_journey_days),
            "travel": policy.retention_journey_days,
        }
        return Domain.OR(
            Domain("source", "=", source)
            & Domain("first_contact", "<", now - timedelta(days=count))
            for source, count in days.items()
        )

    @api.model
    def _update_query(self, rows, settled):
        """SQL that updates the contacts that are there; its rows are their ids and
        :data:`KEY_FIELDS`.

        :param settled: domain of those that only ever get more hours
        """
        settled = self._search(settled)
        names = [*KEY_FIELDS, *TRACED_FIELDS]
        return SQL(
            """UPDATE hes_contact AS contact
                  SET (%(names)s) = (%(values)s) FROM %(given)s
                WHERE contact.case_id = given.case_id
                  AND COALESCE(contact.employee_id, 0) = COALESCE(given.employee_id, 0)
                  AND COALESCE(contact.partner_id, 0) = COALESCE(given.partner_id, 0)
                  AND (given.hours >= contact.hours OR contact.id NOT IN %(settled)s)
            RETURNING contact.id, contact.case_id, contact.employee_id,
                      contact.partner_id""",
            names=SQL(", ").join(map(SQL.identifier, TRACED_FIELDS)),
            settled=settled.subselect(),
            values=SQL(", ").join(
                SQL.identifier("given", name) for name in TRACED_FIELDS
            ),
            given=self._bulk_rows([{n: row[n] for n in names} for row in rows], names),
        )

    def _drop(self):
        """Delete these, or set their hours to zero where HR has dealt with somebody."""
        touched = self._dealt_with()
        (self - touched).sudo().unlink()  # nobody may delete them by hand
        touched.filtered("hours").write({"hours": 0, "days": False})

    def _join(self, preferred):
        """Keep one of these rows of a case, which are about the same person: one that
        HR has dealt with, of these ``preferred``. It gets the notes of all."""
        dealt_with = self._dealt_with() or self
        kept = (dealt_with & preferred or dealt_with)[:1]
        others = self - kept
        if not others:
            return
        notes = [note for note in (kept | others).mapped("note") if note]
        kept.note = "\n".join(notes) or False
        others.unlink()
        kept.case_id._add_due()  # their hours are one person's now

    def _dealt_with(self):
        """Those of these whom HR has dealt with in any way; a note in the history and
        an activity that is done are ways, too."""
        return self.filtered(
            lambda contact: (
                contact.state != "todo"
                or contact.note
                or contact.away_until
                or contact.informed_at
                or contact.asked_at
                or contact.activity_ids
                or contact.message_ids
            )
        )

    @api.model
    def _reopen(self, cases):
        """Set contacts to do again whom HR dealt with for an earlier risk of ``cases``,
        and who were met since."""
        done = self.search_fetch(
            Domain("case_id", "in", cases.ids)
            & Domain("hours", ">", 0)
            & (Domain("state", "!=", "todo") | Domain("informed_at", "!=", False)),
            [],
        )
        done.filtered(
            lambda contact: (
                contact._dealt_with_at()
                < min(contact.case_id.risk_at, contact.last_contact)
            )
        ).write({"state": "todo", "informed_at": False, "asked_at": False})

    def _dealt_with_at(self):
        """When HR last dealt with this person."""
        times = [time for time in (self.informed_at, self.asked_at) if time]
        return max(times, default=self.write_date)

    @api.model
    def _settle_asked(self):
        """Set contacts to checked that were asked for and answered since."""
        asked = self.search_fetch(
            [("asked_at", "!=", False), ("state", "in", ("todo", "informed"))], []
        )
        asked.invalidate_recordset(["code_id", "risk_status"])
        asked.filtered(
            lambda contact: (
                contact.code_id.checked_at
                and contact.code_id.checked_at >= contact.asked_at
            )
        ).state = "checked"

    @api.model
    def _officer_notice(self, message, kind="success"):
        """The action of a notice on the screen, which loads the form again."""
        action = notification(kind, message, sticky=kind == "warning")
        action["params"]["next"] = {"type": "ir.actions.client", "tag": "soft_reload"}
        return action

    def _log_data_access(self, names, channel=None):
        """Log the risky person, too, where it is read whose contact somebody was."""
        if {"case_id", "index_employee_id"}.intersection(names):
            self.case_id._log_data_access(names, channel)
        return super()._log_data_access(names, channel)
