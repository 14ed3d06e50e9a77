# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime
from odoo.tools.translate import LazyTranslate

from ...tools import code as code_tools
from ...tools.days import NO_END
from ...tools.service.answer import Answer
from ..selections import OWNER_CHECK, RISK_REASON, RISK_STATUS

_lt = LazyTranslate(__name__)

#: What is wrong with what somebody typed, and how it is written; by ``CodeError.kind``.
CODE_ERRORS = {
    "letters": _lt(
        "“%(value)s” is a word, not a HES code: that is written as A4D7-1132-10."
    ),
    "digits": _lt(
        "“%(value)s” is a number, as of a telephone or a card, not a HES code: that is"
        " written as A4D7-1132-10."
    ),
    "empty": _lt("The HES code is empty."),
    "length": _lt(
        "“%(value)s” is not a HES code: it has ten letters and digits,"
        " as in A4D7-1132-10."
    ),
    "characters": _lt(
        "“%(value)s” is not a HES code: only the letters A to Z and digits"
        " may stand in it, as in A4D7-1132-10."
    ),
}

#: What the answers of a code are about.
ASKED = {"code", "company_id", "employee_id", "partner_id"}

#: Whose code it can be: one of these is set.
HOLDERS = ("employee_id", "partner_id")

#: What a newer code takes over of a risk.
RISK = ("risky_since", "risky_code")

#: Between codes in ``risky_code``.
SEPARATOR = ", "


class HesCode(models.Model):
    _name = "hes.code"
    _inherit = [
        "hes.bulk.mixin",
        "hes.thread.mixin",
        "mail.activity.mixin",
        "hes.access.logged.mixin",
        "hes.retention.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Code"
    _rec_name = "code"
    _order = "id desc"
    _check_company_auto = True
    _access_log_kind = "code"
    _retention_kind = "codes"
    _retention_setting = "retention_code_days"
    _retention_since = "write_date"
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"
    _subject_access_title = _lt("HES Codes")
    _subject_access_fields = (
        "code",
        "active",
        "source",
        "create_date",
        "risk_status",
        "risk_reason",
        "risky_since",
        "risky_code",
        "risk_decided_at",
        "checked_at",
        "expires_at",
        "owner_check",
        "masked_national_id",
        "masked_name",
    )
    _subject_access_sequence = 10

    code = fields.Char(
        string="HES Code",
        required=True,
        copy=False,
        help="Ten letters and digits, written as A4D7-1132-10.",
    )
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="cascade", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Visitor", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
    )
    active = fields.Boolean(default=True)
    source = fields.Selection(
        [
            ("template", "Excel Template"),
            ("manual", "Entered by HR"),
            ("self", "Own Profile"),
            ("kiosk", "Kiosk"),
            ("visitor", "Visitor"),
            ("page", "Public Page"),
        ],
        default="manual",
        required=True,
        readonly=True,
        system_only=True,
    )
    code_hint = fields.Char(compute="_compute_code_hint")
    unusual_confirmed = fields.Boolean(
        string="Really Written So",
        store=False,
        help="A code of an unusual pattern takes the place of another only if somebody "
        "compared it with the person's.",
    )
    risk_status = fields.Selection(
        RISK_STATUS,
        default="unknown",
        required=True,
        readonly=True,
        copy=False,
        system_only=True,
    )
    risk_reason = fields.Selection(
        RISK_REASON, readonly=True, copy=False, system_only=True
    )
    risky_since = fields.Datetime(
        readonly=True,
        copy=False,
        system_only=True,
        help="Kept until an answer about this person says that they are not risky; "
        "a new code does not end a risk.",
    )
    risky_code = fields.Char(
        readonly=True,
        copy=False,
        system_only=True,
        help="The HES codes that were answered risky: others of the same person, if"
        " they were replaced since.",
    )
    risk_decided_at = fields.Datetime(
        string="Last Risk Answer",
        readonly=True,
        copy=False,
        system_only=True,
        help="When the ministry last said that this person is risky, or is not. Other "
        "answers, as that a code has expired, say neither.",
    )
    risk_note = fields.Char(string="Why the Risk Stays", compute="_compute_risk_note")
    checked_at = fields.Datetime(
        string="Last Answer", readonly=True, copy=False, system_only=True
    )
    expires_at = fields.Datetime(
        string="Valid Until", readonly=True, copy=False, system_only=True
    )
    expiry = fields.Char(string="Validity", compute="_compute_expiry")
    masked_national_id = fields.Char(
        string="Masked T.C. Number", readonly=True, copy=False, system_only=True
    )
    masked_name = fields.Char(readonly=True, copy=False, system_only=True)
    owner_check = fields.Selection(
        OWNER_CHECK,
        default="unknown",
        required=True,
        readonly=True,
        copy=False,
        system_only=True,
    )
    check_ids = fields.One2many("hes.check", "code_id", string="Answers")
    batch_ids = fields.Many2many("hes.query.batch", system_only=True)
    _code_format = models.Constraint(
        "CHECK (code ~ '^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2}$')",
        "A HES code has ten letters and digits, as in A4D7-1132-10.",
    )
    _one_holder = models.Constraint(
        "CHECK (num_nonnulls(employee_id, partner_id) = 1)",
        "A HES code belongs to one employee or to one visitor.",
    )
    _employee_uniq = models.UniqueIndex(
        "(company_id, employee_id) WHERE active AND employee_id IS NOT NULL",
        "This employee has a HES code already; the newer one replaces it.",
    )
    _partner_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE active AND partner_id IS NOT NULL",
        "This visitor has a HES code already; the newer one replaces it.",
    )
    _code_uniq = models.UniqueIndex(
        "(code, company_id) WHERE active",
        "Somebody else in the company already has this HES code.",
    )

    def _auto_init(self):
        result = super()._auto_init()
        # room on each page for what an answer makes of its rows: else each of them is
        # entered anew into six indexes
        self.env.cr.execute(SQL("ALTER TABLE hes_code SET (fillfactor = 50)"))
        return result

    @api.constrains("partner_id", "company_id")
    def _check_no_employee(self):
        """No contact is an employee's, whom the code would not be known of."""
        for company, codes in self.grouped("company_id").items():
            self.env["hr.employee"]._hes_check_no_contact(codes.partner_id, company)

    @api.depends("employee_id.company_id")
    def _compute_company_id(self):
        for record in self:
            record.company_id = (
                record.employee_id.company_id or record.company_id or self.env.company
            )

    @api.depends("code")
    def _compute_code_hint(self):
        for record in self:
            record.code_hint = record.code and self._hint(record.code)

    @api.depends("expires_at")
    def _compute_expiry(self):
        for record in self:
            record.expiry = self._expiry_text(record.expires_at)

    @api.depends("risk_status", "risky_since", "risky_code", "owner_check")
    def _compute_risk_note(self):
        for record in self:
            record.risk_note = record._risk_stays_message()

    def _risk_stays_message(self):
        """Why the last answer, a riskless one, did not end the risk; else False."""
        if not self.risky_since or self.risk_status != "riskless":
            return False
        date = format_datetime(self.env, self.risky_since, dt_format="short")
        if self.owner_check == "mismatch":
            return self.env._(
                "The last answer is about somebody else, so the risk since %(date)s"
                " stays. Please enter this person's own code and ask for it.",
                date=date,
            )
        if answer := self._waits_for_confirmation():
            return self.env._(
                "%(name)s entered the last answer by hand, while the service works. The"
                " risk since %(date)s stays until the service is asked, or another HES"
                " manager confirms the answer.",
                name=answer.user_id.name,
                date=date,
            )
        return self.env._(
            "Another HES code of this person was answered risky, and the last answer"
            " does not show whose code this one is, so the risk since %(date)s stays."
            " Please ask for the other code again, or for this one alone under"
            " HES ▸ Queries ▸ New Query, where the answer shows whose it is.",
            date=date,
        )

    def _waits_for_confirmation(self):
        """The last answer, if it was entered by hand and not risky, where a risk stays
        and the service works; else nothing."""
        answer = self.check_ids[:1]
        waits = answer.by_hand and answer.risk_status == "riskless" and self.risky_since
        served = self.env["hes.service"]._working_in(self.company_id.ids)
        return answer if waits and served else self.env["hes.check"]

    def action_confirm_by_hand(self):
        """Confirm what somebody else entered by hand; this ends the risk.

        :raise AccessError: unless the user is a HES manager who may write the code
        :raise UserError: where nothing waits for it, or the user entered it
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("hes_code.group_hes_manager"):
            raise AccessError(self.env._("Only a HES manager confirms an answer."))
        answer = self._waits_for_confirmation()
        if not answer:
            raise UserError(self.env._("There is no answer that waits for it."))
        if answer.user_id == self.env.user:
            raise UserError(
                self.env._("You entered this answer: somebody else has to confirm it.")
            )
        confirmed = Answer(
            self.code,
            answer.risk_status,
            checked_at=answer.checked_at,
            expires_at=answer.expires_at or None,
            masked_national_id=answer.masked_national_id or "",
            masked_name=answer.masked_name or "",
        )
        self.env["hes.check"]._record(
            {self: confirmed}, answer.query_id, confirmed=True
        )

    @api.model
    def _expiry_text(self, expires_at):
        """Until when a code is valid (naive UTC, or nothing), as people read it."""
        if not expires_at:
            return False
        if expires_at.year >= NO_END.year:
            return self.env._("No end")
        return format_datetime(self.env, expires_at, dt_format="short")

    @api.model_create_multi
    def create(self, vals_list):
        """Enter codes, each in the place of its holder's older one."""
        # nothing about a code is written into a chatter: its history is the ledger
        quiet = self.with_context(tracking_disable=True, mail_create_nosubscribe=True)
        insert = super(HesCode, quiet).create
        return self._replace(vals_list, insert).with_env(self.env)

    def write(self, vals):
        self._check_entered("write", [vals])
        if "code" in vals:
            vals = {**vals, "code": self._normalise(vals["code"])}
        coming = self if vals.get("active") else self._changing_hands(vals)
        if "code" in vals or coming:
            rows = self._rows_after(vals)
            self._check_code_free(rows)
            if not vals.get("unusual_confirmed"):
                self._check_usual(rows)
        self._check_not_answered(vals)
        if "code" in vals:
            self.filtered(lambda code: code.code != vals["code"])._leave_edevlet()
        if not coming:
            return super().write(vals)
        # one that comes (back) takes the place of the present one, and its risk
        risks = self._archive_older(coming._rows_after(vals))
        result = super().write(vals)
        coming._take_over_risks(risks)
        self.env["hes.reminder"]._end_of(coming.employee_id.ids)
        return result

    # One active code for each holder: a newer one takes the place of the older.

    @api.model
    def _replace(self, vals_list, insert=None, unusual=False, source="manual"):
        """Enter codes, each in the place of its holder's older one, which is archived.

        A risk outlives its code: the newer one takes over ``risky_since``, until a
        riskless answer. Who has the same code already keeps the record with its
        answers. The number of statements does not depend on the number of codes, apart
        from those of ``insert``.

        :param vals_list: list of dicts with ``code`` as it was typed, ``employee_id``
            or ``partner_id`` and what else ``create`` takes; of several active ones of
            one holder, the last is the newest
        :param insert: what stores the rows and returns the records, in the order of the
            rows; one statement for all of them if it is not given
        :param unusual: take unusual codes in the place of others, since somebody was
            asked; else only those of rows with ``unusual_confirmed``
        :param source: value of ``source`` where ``insert`` is not given
        :return: the records, in the order of ``vals_list``
        :raise AccessError: where the user may not enter codes, gives a system field, or
            names somebody whom they may not see
        :raise ValidationError: for a text that is no code, and for the code of somebody
            else in the company, and for an unusual one in the place of another
        """
        self._check_entered("create", vals_list)
        rows = self._rows_to_enter(vals_list)
        newest = {self._holder(row): row for row in rows if row["active"]}
        present = self._check_code_free(list(newest.values()))
        confirmed = [row.pop("unusual_confirmed", False) or unusual for row in rows]
        self._check_usual(
            [row for row, asked in zip(rows, confirmed, strict=True) if not asked]
        )
        for row in rows:
            row["active"] = newest.get(self._holder(row)) is row
        kept = [row["active"] and present.get(self._holder(row)) for row in rows]
        new = [row for row, code_id in zip(rows, kept, strict=True) if not code_id]
        insert = insert or partial(self._insert_in_bulk, source=source)
        made = iter(self._take_places(new, insert)._ids)
        return self.browse([code_id or next(made) for code_id in kept])

    @api.model
    def _take_places(self, rows, insert):
        """Store ``rows`` with ``insert``, active ones in the place of older codes;
        returns the new records."""
        coming = [row for row in rows if row["active"]]
        risks = self._archive_older(coming)
        codes = insert(rows)
        codes._take_over_risks(risks)
        self.env["hes.reminder"]._end_of(
            [row["employee_id"] for row in coming if row["employee_id"]]
        )
        return codes

    @api.model
    def _rows_to_enter(self, vals_list):
        """Copies of ``vals_list`` with the written form of the code, whether it is
        active, its holder and its company."""
        given = self.default_get([*HOLDERS, "company_id"])
        rows = [given | vals for vals in vals_list]
        employee_ids = {row["employee_id"] for row in rows if row.get("employee_id")}
        # of the people who are named, the company alone
        employees_sudo = self.env["hr.employee"].sudo().browse(sorted(employee_ids))
        employees_sudo.fetch(["company_id"])
        companies = {person.id: person.company_id.id for person in employees_sudo}
        return [
            {
                **row,
                "code": self._normalise(row.get("code")),
                "active": row.get("active", True),
                "employee_id": row.get("employee_id") or None,
                "partner_id": row.get("partner_id") or None,
                "company_id": companies.get(row.get("employee_id"))
                or row.get("company_id")
                or self.env.company.id,
            }
            for row in rows
        ]

    def _rows_after(self, vals):
        """Those of these codes that are active after writing ``vals``, as
        :meth:`_check_code_free` takes them."""
        # of who is named, the company alone
        employee_sudo = self.env["hr.employee"].sudo().browse(vals.get("employee_id"))
        company_id = vals.get("company_id") or employee_sudo.company_id.id
        return [
            {
                "code": vals.get("code", record.code),
                "employee_id": vals.get("employee_id", record.employee_id.id) or None,
                "partner_id": vals.get("partner_id", record.partner_id.id) or None,
                "company_id": company_id or record.company_id.id,
            }
            for record in self
            if vals.get("active", record.active)
        ]

    def _changing_hands(self, vals):
        """Those of these codes that are active, and somebody else's after writing
        ``vals``."""
        if {*HOLDERS, "company_id"}.isdisjoint(vals):
            return self.browse()
        return self.filtered(
            lambda code: (
                {self._holder(row) for row in code._rows_after(vals)}
                - {self._holder(code)}
            )
        )

    @api.model
    def _holder(self, code):
        """Whose code it is, of a record or of a dict of ids: (employee, visitor,
        company)."""
        if isinstance(code, dict):
            return code["employee_id"], code["partner_id"], code["company_id"]
        return (
            code.employee_id.id or None,
            code.partner_id.id or None,
            code.company_id.id,
        )

    def _check_code_free(self, rows):
        """Raise ValidationError if two people of a company were to have the same code.

        The database refuses that too, but Odoo logs a refused statement with its
        values, and no code belongs into a log.

        :param rows: list of dicts ``code`` (written form), ``employee_id``,
            ``partner_id``, ``company_id``: what these codes, or new ones, are to be
        :return: of who has the same code already, apart from these, dict of the holder
            to its id
        """
        holders = {(row["code"], self._holder(row)) for row in rows}
        codes = {(row["code"], row["company_id"]) for row in rows}
        taken = self._taken_already(rows) if rows else []
        if len(codes) < len(holders) or not all(code["same"] for code in taken):
            raise ValidationError(
                self.env._("Somebody else in the company already has this HES code.")
            )
        return {self._holder(code): code["id"] for code in taken}

    def _check_usual(self, rows):
        """Raise ValidationError if a code of an unusual pattern were to take the place
        of another; ``rows`` as for :meth:`_check_code_free`."""
        unusual = {
            self._holder(row): row["code"]
            for row in rows
            if row.get("active", True) and not code_tools.may_replace(row["code"], "-")
        }
        if not unusual:
            return
        # only whether there is another code of the same person
        present_sudo = self.sudo().search(
            [
                ("active", "=", True),
                "|",
                # without False, which would be everybody of the other kind
                ("employee_id", "in", [who for who, *_ in unusual if who]),
                ("partner_id", "in", [who for _, who, _ in unusual if who]),
            ]
        )
        for record_sudo in present_sudo:
            code = unusual.get(self._holder(record_sudo))
            if code and not code_tools.may_replace(code, record_sudo.code):
                raise ValidationError(
                    self.env._(
                        "%(hint)s It takes the place of the present HES code only if HR"
                        " confirms on the code itself, under HES ▸ People ▸ Codes, that"
                        " it is written so.",
                        hint=self._hint(code),
                    )
                )

    def _taken_already(self, rows):
        """Which of ``rows`` are active codes by now, apart from these, of all of the
        company's: list of dicts with the id, the holder and whether it is the ``same``
        one. Not those of who gets another one by ``rows``."""
        names = ("code", "employee_id", "partner_id", "company_id")
        self.flush_model([*names, "active"])
        wanted = [{name: row[name] for name in names} for row in rows]
        taken = SQL(
            """WITH given AS MATERIALIZED (SELECT * FROM %s), taken AS (
               SELECT code.id, code.employee_id, code.partner_id, code.company_id,
                      ROW(code.employee_id, code.partner_id) IS NOT DISTINCT FROM
                      ROW(given.employee_id, given.partner_id) AS same
                 FROM hes_code AS code JOIN given ON code.code = given.code
                      AND code.company_id = given.company_id
                WHERE code.active AND code.id <> ALL(%s))
               SELECT * FROM taken
                WHERE same OR (COALESCE(employee_id, 0), COALESCE(partner_id, 0),
                      company_id) NOT IN (
                      SELECT COALESCE(employee_id, 0), COALESCE(partner_id, 0),
                             company_id FROM given)""",
            self._bulk_rows(wanted, names),
            list(self.ids),
        )
        return self.env.execute_query_dict(taken)

    def _check_not_answered(self, vals):
        """Raise UserError where a code with answers would become another text or
        another person's; ``vals``: the code in its written form."""
        if ASKED.isdisjoint(vals):
            return
        for record in self.filtered(lambda code: code.checked_at or code.risky_since):
            for name in ASKED.intersection(vals):
                present = self._fields[name].convert_to_write(record[name], record)
                if (vals[name] or False) != present:
                    raise UserError(
                        self.env._(
                            "There is an answer about this HES code already. Please"
                            " enter the other one as a new code; it takes the place of"
                            " this one."
                        )
                    )

    @api.model
    def _archive_older(self, rows):
        """Archive the codes of the holders of ``rows``, and take the risks off them.

        :return: list of :meth:`_risk`, one a code that was risky
        """
        self.flush_model()
        archived = []
        for holder in HOLDERS:  # joined by one column each, which has an index
            given = [
                {holder: row[holder], "company_id": row["company_id"]}
                for row in rows
                if row[holder]
            ]
            if given:
                archived += self.env.execute_query_dict(self._archiving(holder, given))
        if archived:  # what people's fields show of them, too
            self.env.invalidate_all()
        return [row for row in archived if row["risky_since"]]

    @api.model
    def _archiving(self, holder, given):
        return SQL(
            """UPDATE hes_code AS old
                  SET active = FALSE, risky_since = NULL, risky_code = NULL,
                      write_uid = %(user)s, write_date = %(now)s
                 FROM %(given)s, hes_code AS before
                WHERE old.%(holder)s = given.%(holder)s AND before.id = old.id
                  AND old.company_id = given.company_id
                  AND (old.active OR old.risky_since IS NOT NULL)
            RETURNING before.employee_id, before.partner_id, before.company_id,
                      before.risky_since,
                      COALESCE(before.risky_code, before.code) AS risky_code""",
            user=self.env.uid,
            now=self.env.cr.now(),
            given=self._bulk_rows(given, [holder, "company_id"]),
            holder=SQL.identifier(holder),
        )

    @api.model
    def _insert_in_bulk(self, rows, source):
        """Store rows of :meth:`_rows_to_enter` with one statement."""
        fresh = {"source": source, "risk_status": "unknown", "owner_check": "unknown"}
        return self._bulk_insert([{**fresh, **row} for row in rows])

    def _take_over_risks(self, risks):
        """Let the active ones of these codes carry the risks of the ones they replaced:
        since the earliest, and until all of them have ended.

        :param risks: list of :meth:`_risk`
        """
        if not risks:
            return
        names = ("employee_id", "partner_id", "company_id", *RISK)
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """UPDATE hes_code AS code
                      SET risky_since = given.risky_since,
                          risky_code = given.risky_code
                     FROM %s
                    WHERE code.id = ANY(%s) AND code.active
                      AND code.company_id = given.company_id
                      AND (code.employee_id = given.employee_id
                           OR code.partner_id = given.partner_id)
                RETURNING code.id""",
                self._bulk_rows(self._sum_of_risks(risks), names),
                list(self.ids),
            )
        )
        self.env.invalidate_all(flush=False)

    @api.model
    def _sum_of_risks(self, risks):
        """One :meth:`_risk` a holder."""
        merged = {}
        for risk in sorted(risks, key=lambda risk: risk["risky_since"]):
            known = merged.setdefault(self._holder(risk), risk)
            texts = f"{known['risky_code']}{SEPARATOR}{risk['risky_code']}"
            merged[self._holder(risk)] = {
                **known,
                "risky_code": SEPARATOR.join(dict.fromkeys(texts.split(SEPARATOR))),
            }
        return list(merged.values())

    @api.model
    def _normalise(self, text):
        """The written form of what somebody typed.

        :raise ValidationError: for what is no code, with how one is written
        """
        try:
            return code_tools.normalise(text or "")
        except code_tools.CodeError as error:
            raise ValidationError(self._explain(error)) from error

    @api.model
    def _explain(self, error):
        """A sentence for people about a :class:`CodeError`."""
        sentence = self.env._(CODE_ERRORS[error.kind])
        return sentence % {"value": error.value}

    @api.model
    def _hint(self, text):
        """A sentence about a code that is none, or of an unusual pattern; or False."""
        try:
            parsed = code_tools.parse(text)
        except code_tools.CodeError as error:
            return self._explain(error)
        if parsed.usual:
            return False
        if parsed.suggestion:
            return self.env._(
                "Unusual pattern. Was %(code)s meant?", code=parsed.suggestion
            )
        return self.env._("Unusual pattern: please compare it with the person's code.")

    def action_check(self):
        """Ask for these codes now; opens the query that holds the result."""
        return self.env["hes.query"]._ask_now(self)

    # A risk that is found on a replaced code, whose answer came late.

    def _heirs(self):
        """Dict of these codes that were replaced to the present code of the same
        holder, both as the system: only answers write a risk."""
        if not self:
            return {}
        self_sudo = self.sudo()  # a risk is ended or carried on for any user
        present = self_sudo._of_same_holders().filtered("active") - self_sudo
        newer = {self._holder(code): code for code in present.with_env(self_sudo.env)}
        return {
            code: newer[self._holder(code)]
            for code in self_sudo
            if self._holder(code) in newer
        }

    @api.model
    def _end_late_risks(self, heirs):
        """End risks of replaced codes where the present one was answered riskless
        since, about its holder.

        :param heirs: as :meth:`_heirs` gives them
        :return: the codes that make nobody risky who was not: these, and those whose
            present one is risky already
        """
        known = self.browse()
        for code, heir in heirs.items():
            over = (
                heir.owner_check == "match"
                and heir.risk_decided_at
                and heir.risk_decided_at >= code.risk_decided_at
                and not heir._is_about_another_than(code)
            )
            if heir.risky_since or over:
                known |= self.browse(code.id)
            if over and not heir.risky_since:
                code._set_risky_codes([])
        return known

    def _is_about_another_than(self, risky):
        """Whether the last answer about this code, which fits its holder, is about
        somebody else than the one about their other, ``risky`` code."""
        own, other = (
            [code.masked_national_id or "", code.masked_name or ""]
            for code in (self, risky)
        )
        number = self.employee_id.identification_id or ""
        return self.env["hes.check"]._is_about_another(
            own, number, [[*other, risky.owner_check]]
        )

    @api.model
    def _carry_late_risks(self, heirs):
        """Carry risks of replaced codes on to the present ones, which are asked for
        from now on."""
        self_sudo = self.sudo()  # as in _heirs
        codes = self_sudo.union(*heirs).filtered("risky_since")
        present = self_sudo.union(*map(heirs.get, codes))
        risks = [code._risk() for code in (codes | present).filtered("risky_since")]
        present._take_over_risks(risks)
        for code in codes:
            code._set_risky_codes([])

    def _end_carried_risks(self):
        """End the risks of these replaced codes, which were answered riskless late,
        where the present ones of the same holders carry them.

        :return: the codes that carried them, and are not risky any more
        """
        ended, heirs = self.browse(), self._heirs()
        self_sudo = self.sudo()  # as in _heirs
        known = self_sudo.union(*heirs)._of_same_holders().grouped(self._holder)
        for code, heir in heirs.items():
            if not heir.risky_since or code.owner_check == "mismatch":
                continue
            ends = (
                {code.code} if code.owner_check != "match" else {*heir._risky_codes()}
            )
            ends.difference_update(
                other.code
                for other in known[self._holder(code)]
                if other.risk_decided_at
                and other.risk_decided_at > code.risk_decided_at
            )
            left = [text for text in heir._risky_codes() if text not in ends]
            heir._set_risky_codes(left)
            if not heir.risky_since:
                ended |= self.browse(heir.id)
        return ended

    def _risky_codes(self):
        """The codes (written form) of its holder that were answered risky, and not
        riskless since; an empty text for one that is not stored any more."""
        return self._risk()["risky_code"].split(SEPARATOR) if self.risky_since else []

    def _set_risky_codes(self, texts):
        self.risky_code = SEPARATOR.join(texts) if texts else False
        if not texts:
            self.risky_since = False

    def _risk(self):
        """What another code of the same holder takes over from this one."""
        return {
            "employee_id": self.employee_id.id or None,
            "partner_id": self.partner_id.id or None,
            "company_id": self.company_id.id,
            "risky_since": self.risky_since,
            "risky_code": self.code if self.risky_code is False else self.risky_code,
        }

    def _of_same_holders(self):
        """All codes, archived ones too, of the holders of these."""
        keys = {self._holder(code) for code in self}
        codes = self.with_context(active_test=False).search(
            [
                "|",
                ("employee_id", "in", self.employee_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        return codes.filtered(lambda code: self._holder(code) in keys)

    @api.model
    def _holding(self, code, company):
        """The active record of a code (written form) in a company, or none."""
        domain = [
            ("code", "=", code),
            ("company_id", "=", company.id),
            ("active", "=", True),
        ]
        return self.search_fetch(domain, [])

    @api.model
    def _replaced(self, code, company):
        """The newest replaced record of a code (written form) in a company, or none:
        its holder was the last to have it."""
        domain = [
            ("code", "=", code),
            ("company_id", "=", company.id),
            ("active", "=", False),
        ]
        return self.search_fetch(domain, [], limit=1)

    # Odoo puts a record's name into what it sends about it: subjects of mails,
    # notes on a telephone, the to-do lists of people who may not read the
    # record. The name of a HES code is the code: there it is called by its
    # kind.

    @api.model
    def _kind_name(self):
        return self.env["ir.model"]._get(self._name).display_name

    def _message_compute_subject(self):
        return self._kind_name()

    def _field_store_repr(self, field):
        """What the inboxes of all who are told of a message get of a field."""
        if "display_name" in (field, getattr(field, "field_name", None)):
            return [{"display_name": self._kind_name()}]
        return [field]

    @api.ondelete(at_uninstall=False)
    def _unlink_unanswered(self):
        """What was answered, or is being asked, must not go with its code. Data that
        end with a person or after their retention do not come by here."""
        if any(self.mapped("risky_since")) or (self.check_ids and not self.env.su):
            raise UserError(
                self.env._(
                    "There are answers about this HES code, and they stay. Please"
                    " archive the code instead."
                )
            )
        if self.env.su:
            return
        if self.env["hes.query"]._waiting_among(self):
            raise UserError(
                self.env._(
                    "This HES code is being asked for, and its answer has to find it."
                    " Please archive the code instead."
                )
            )
        self._leave_edevlet()

    def _is_older(self, since=None):
        """Has this code no answer, or one from before ``since`` (naive UTC; else the
        age up to which its company takes an answer for valid)?"""
        self.ensure_one()
        max_age = timedelta(hours=self.company_id.hes_policy_id.max_age_hours)
        since = since or fields.Datetime.now() - max_age
        unknown = self.risk_status == "unknown" or not self.checked_at
        return unknown or self.checked_at < since

    @api.model
    def _retention_domain(self, before):
        """Replaced ones. One that still carries a risk stays: the gate looks at it
        until an answer lifts the risk."""
        replaced = Domain("active", "=", False) & Domain("risky_since", "=", False)
        return replaced & super()._retention_domain(before)

    @api.model
    def _retention_due(self, company, now):
        """A leaver's code that stands on e-Devlet stays until HR has deleted it there,
        at the most as long as a replaced one: else nobody would know of it. So does a
        risk, unless a HES manager has archived them: who comes back from the archive
        would come in again."""
        # groups are their owners' alone; what is read are ids
        groups_sudo = self.env["hes.query.group"].sudo().with_context(active_test=False)
        listed = groups_sudo.search([("company_id", "=", company.id)]).edevlet_code_ids
        before = now - timedelta(days=company.hes_policy_id[self._retention_setting])
        kept = Domain("id", "in", listed.ids) | (
            Domain("risky_since", "!=", False)
            & Domain("employee_id.hes_leave_unconfirmed", "=", True)
        )
        done = ~kept | Domain("write_date", "<", before)
        for reason, domain in super()._retention_due(company, now):
            yield reason, domain & done if reason == "left" else domain

    def _retention_erase(self):
        """What is left of a code on e-Devlet is a number."""
        self._leave_edevlet()
        self._forget_as_risky_code()
        return super()._retention_erase()

    def _leave_edevlet(self):
        """Count these codes, as they are now, among what somebody has to delete on
        e-Devlet, where they are listed there."""
        # groups are their owners' alone; what changes is what is to do on e-Devlet
        groups_sudo = self.env["hes.query.group"].sudo()
        for group_sudo in groups_sudo.search([("edevlet_code_ids", "in", self.ids)]):
            listed = group_sudo.edevlet_code_ids & self
            group_sudo.edevlet_gone_count += len(listed)
            group_sudo.edevlet_code_ids -= listed

    def _forget_as_risky_code(self):
        """Empty the text of these codes where another one carries their risk: an empty
        one is still another code than its own."""
        gone = {(self._holder(code), code.code) for code in self}
        others = self._of_same_holders() - self
        for other in others.filtered(lambda code: code.risky_since and code.risky_code):
            texts = other._risky_codes()
            left = [
                "" if (self._holder(other), text) in gone else text for text in texts
            ]
            if left != texts:
                other._set_risky_codes(left)
