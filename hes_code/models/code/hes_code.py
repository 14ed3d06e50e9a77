# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime
from odoo.tools.translate import LazyTranslate

from ...tools import code as code_tools
from ..selections import OWNER_CHECK, RISK_REASON, RISK_STATUS

_lt = LazyTranslate(__name__)

#: From this year on, the ministry means "without end".
ENDLESS_YEAR = 2070


#: What is wrong with what somebody typed, and the mend; by ``CodeError.kind``.
CODE_ERRORS = {
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

#: What only an answer says of a code.
SAID = {
    "risk_status",
    "risk_reason",
    "risky_since",
    "checked_at",
    "expires_at",
    "masked_national_id",
    "masked_name",
    "owner_check",
}

#: What the answers of a code are about.
ASKED = {"code", "employee_id", "partner_id"}


class HesCode(models.Model):
    _name = "hes.code"
    _inherit = [
        "hes.bulk.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "hes.access.logged.mixin",
        "hes.access.searched.mixin",
        "hes.retention.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "HES Code"
    _rec_name = "code"
    _order = "id desc"
    _check_company_auto = True
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
    )
    active = fields.Boolean(default=True)
    source = fields.Selection(
        [
            ("template", "Excel Template"),
            ("manual", "Entered by HR"),
            ("self", "Own Profile"),
            ("kiosk", "Kiosk"),
            ("visitor", "Visitor"),
        ],
        default="manual",
        required=True,
        readonly=True,
    )
    code_hint = fields.Char(compute="_compute_code_hint")
    risk_status = fields.Selection(
        RISK_STATUS, default="unknown", required=True, readonly=True, copy=False
    )
    risk_reason = fields.Selection(RISK_REASON, readonly=True, copy=False)
    risky_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="Kept until an answer says that the person is not risky; "
        "a new code does not end a risk.",
    )
    checked_at = fields.Datetime(string="Last Answer", readonly=True, copy=False)
    expires_at = fields.Datetime(string="Valid Until", readonly=True, copy=False)
    expiry = fields.Char(string="Validity", compute="_compute_expiry")
    masked_national_id = fields.Char(
        string="Masked T.C. Number", readonly=True, copy=False
    )
    masked_name = fields.Char(readonly=True, copy=False)
    owner_check = fields.Selection(
        OWNER_CHECK, default="unknown", required=True, readonly=True, copy=False
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
        "(employee_id, company_id) WHERE active AND employee_id IS NOT NULL",
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
    _access_log_kind = "code"
    _retention_kind = "codes"
    _retention_setting = "retention_code_days"
    _retention_since = "write_date"
    _retention_employee = "employee_id"
    _retention_visitor = "partner_id"

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
            record.expiry = self._expiry_words(record.expires_at)

    @api.model
    def _expiry_words(self, expires_at):
        """Until when a code is valid (naive UTC, or nothing), in words for people."""
        if not expires_at:
            return False
        if expires_at.year >= ENDLESS_YEAR:
            return self.env._("No end")
        return format_datetime(self.env, expires_at, dt_format="short")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_not_said(vals)
            unsaid = {f"default_{name}": False for name in SAID}
            unsaid.update(default_risk_status="unknown", default_owner_check="unknown")
            self = self.with_context(**unsaid)
        vals_list = [self._prepare_vals(dict(vals)) for vals in vals_list]
        self._check_not_held(
            [
                (vals["code"], self._holder(vals), self._place(vals))
                for vals in vals_list
                if vals.get("active", True)
            ]
        )
        for vals in vals_list:
            if vals.get("risk_status") == "risky":
                vals.setdefault("risky_since", fields.Datetime.now())
        self._replace_codes(vals_list)
        # nothing about a code is written into a chatter: the ledger tells its story
        quiet = self.with_context(tracking_disable=True, mail_create_nosubscribe=True)
        return super(HesCode, quiet).create(vals_list).with_env(self.env)

    def write(self, vals):
        if not self.env.su:
            self._check_not_said(vals)
        vals = self._prepare_vals(dict(vals))
        self._check_not_held(self._wanted(vals))
        if ASKED.intersection(vals):
            self._check_not_answered(vals)
        turned = self.browse()
        if vals.get("risk_status") == "risky" and "risky_since" not in vals:
            turned = self.filtered(lambda code: not code.risky_since)
        result = super().write(vals)
        if turned:
            super(HesCode, turned).write({"risky_since": fields.Datetime.now()})
            turned._on_risk_detected()
        return result

    def _wanted(self, vals):
        """What of ``vals`` :meth:`_check_not_held` has to look at."""
        if "code" not in vals and not vals.get("active"):
            return []
        return [
            (
                vals.get("code", record.code),
                record._holder_key(),
                record.company_id.id,
            )
            for record in self
            if vals.get("active", record.active)
        ]

    @api.model
    def _prepare_vals(self, vals):
        """Bring what people typed to the written form; riskless ends a risk."""
        if "code" in vals:
            vals["code"] = self._normalise(vals["code"])
        if vals.get("risk_status") == "riskless":
            vals.setdefault("risky_since", False)
        return vals

    @api.model
    def _normalise(self, text):
        """The written form of what somebody typed; a ValidationError says the mend."""
        try:
            return code_tools.normalise(text or "")
        except code_tools.CodeError as error:
            raise ValidationError(self._explain(error)) from error

    @api.model
    def _explain(self, error):
        """A sentence for people about a :class:`CodeError`."""
        told = self.env._(CODE_ERRORS[error.kind])
        return told % {"value": error.value}

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

    def _answer_values(self, answer, now):
        """An :class:`answer.Answer` about this code, or about one that is not known
        here, as :meth:`HesCheck._record` takes it; ``now`` is naive UTC."""
        return {
            "code_id": self.id,
            "risk_status": answer.status,
            "risk_reason": None,
            "service_word": answer.error_key or None,
            "checked_at": now,
            "expires_at": answer.expires_at,
            "masked_national_id": answer.masked_national_id or None,
            "masked_name": answer.masked_name or None,
        }

    def action_check(self):
        """Ask for these codes now; opens the query that holds the result."""
        return self.env["hes.query"]._ask_now(self)

    # One active code for each holder: a newer one takes the place of the older.

    def _replace_codes(self, vals_list):
        """Archive the present codes of the holders in ``vals_list``.

        A risk outlives its code: the newer one inherits ``risky_since``, until
        a riskless answer.
        """
        incoming = {}
        for vals in vals_list:
            if vals.get("active", True):
                earlier = incoming.setdefault(self._holder(vals), vals)
                if earlier is not vals:  # of several at once, the last is the newest
                    earlier["active"] = False
                    incoming[self._holder(vals)] = vals
        replaced = (
            self.with_context(active_test=False)
            .search_fetch(
                [
                    "&",
                    "|",
                    ("employee_id", "in", [employee for employee, *_ in incoming]),
                    ("partner_id", "in", [partner for _, partner, _ in incoming]),
                    "|",
                    ("active", "=", True),
                    ("risky_since", "!=", False),
                ],
                [],
            )
            .filtered(lambda code: code._holder_key() in incoming)
        )
        for code in replaced.filtered("risky_since"):
            incoming[code._holder_key()].setdefault("risky_since", code.risky_since)
        # only answers write a risk; here it moves on to the newer code
        replaced.sudo().write({"active": False, "risky_since": False})
        replaced.flush_recordset(["active"])  # before the newer one is inserted

    def _carry_risk(self):
        """A risk that is found on a replaced code, whose answer came late, goes on to
        the present one, unless that was answered riskless since."""
        # only answers write a risk; here one moves on to the code that is asked for now
        self_sudo = self.sudo()
        replaced = self_sudo.filtered(lambda code: not code.active and code.risky_since)
        if not replaced:
            return
        present = self_sudo.search(
            [
                "|",
                ("employee_id", "in", replaced.employee_id.ids),
                ("partner_id", "in", replaced.partner_id.ids),
            ]
        )
        newer = {code._holder_key(): code for code in present}
        for code in replaced.filtered(lambda code: code._holder_key() in newer):
            heir = newer[code._holder_key()]
            over = heir.risk_status == "riskless" and heir.checked_at >= code.checked_at
            if not over and not heir.risky_since:
                heir.risky_since = code.risky_since
            code.risky_since = False

    def _of_same_holders(self):
        """All codes, old ones too, of whoever holds these."""
        keys = {code._holder_key() for code in self}
        codes = self.with_context(active_test=False).search(
            [
                "|",
                ("employee_id", "in", self.employee_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        return codes.filtered(lambda code: code._holder_key() in keys)

    @api.model
    def _holder(self, vals):
        """Whose code it is: (employee id, visitor id, the visitor's company)."""
        if vals.get("employee_id"):
            return vals["employee_id"], False, False
        company_id = vals.get("company_id") or self.env.company.id
        return False, vals.get("partner_id", False), company_id

    def _holder_key(self):
        """The same triple, of a record."""
        self.ensure_one()
        if self.employee_id:
            return self.employee_id.id, False, False
        return False, self.partner_id.id, self.company_id.id

    @api.model
    def _holding(self, code, company):
        """The active record of a code (written form) in a company, or none."""
        domain = [("code", "=", code), ("company_id", "=", company.id)]
        return self.search_fetch(domain, [])

    @api.model
    def _bulk_replace(self, rows):
        """Give many employees of one company a newer code, in two statements.

        :param rows: list of dicts ``employee_id``, ``code`` (written form),
            ``company_id``, ``source``; one row an employee, codes checked before
        :return: the new records
        """
        if not rows:
            return self.browse()
        replaced = SQL(
            """UPDATE hes_code AS old
                  SET active = FALSE, risky_since = NULL,
                      write_uid = %s, write_date = %s
                 FROM %s, hes_code AS before
                WHERE old.employee_id = given.employee_id AND before.id = old.id
                  AND old.company_id = given.company_id
                  AND (old.active OR old.risky_since IS NOT NULL)
            RETURNING before.employee_id, before.risky_since""",
            self.env.uid,
            self.env.cr.now(),
            self._bulk_rows(rows, ["employee_id", "company_id"]),
        )
        self.env.flush_all()
        since = {
            employee_id: risky_since
            for employee_id, risky_since in self.env.execute_query(replaced)
            if risky_since
        }
        fresh = {
            "active": True,
            "risk_status": "unknown",
            "owner_check": "unknown",
        }
        return self._bulk_insert(
            [
                {**row, **fresh, "risky_since": since.get(row["employee_id"])}
                for row in rows
            ]
        )

    # A code that somebody else has is found before the database refuses it:
    # Odoo logs a refused statement with its values, and no code belongs into a
    # log.

    @api.model
    def _place(self, vals):
        """The id of the company in which a new code is going to be."""
        # of whoever is named, the company alone
        employee_sudo = self.env["hr.employee"].sudo().browse(vals.get("employee_id"))
        return (
            employee_sudo.company_id.id or vals.get("company_id") or self.env.company.id
        )

    @api.model
    def _check_not_held(self, wanted):
        """Raise ValidationError if two people are to have the same code.

        :param wanted: list of (code, holder as :meth:`_holder` names it, company id)
        """
        # that somebody has it, and not who
        held_sudo = self.sudo().search([("code", "in", [code for code, *_ in wanted])])
        holders = {
            (record.code, record.company_id.id): record._holder_key()
            for record in held_sudo
        }
        for code, holder, company_id in wanted:
            if holders.setdefault((code, company_id), holder) != holder:
                raise ValidationError(
                    self.env._(
                        "Somebody else in the company already has this HES code."
                    )
                )

    # What the ministry answered is not typed in, and stays with what was asked.

    @api.model
    def _check_not_said(self, vals):
        if SAID.intersection(vals):
            raise AccessError(
                self.env._("Only an answer about a HES code says whether it is risky.")
            )

    def _check_not_answered(self, vals):
        """Raise UserError where another code or person would get known answers."""
        wanted = dict(vals)
        if "code" in vals:
            wanted["code"] = self._normalise(vals["code"])
        for record in self.filtered(lambda code: code.checked_at or code.risky_since):
            for name in ASKED.intersection(wanted):
                present = self._fields[name].convert_to_write(record[name], record)
                if (wanted[name] or False) != present:
                    raise UserError(
                        self.env._(
                            "There is an answer about this HES code already. Please"
                            " enter the other one as a new code; it takes the place of"
                            " this one."
                        )
                    )

    # Odoo puts a record's name into what it sends about it: subjects of mails,
    # notes on a telephone, the to-do lists of people who may not read the
    # record. The name of a HES code is the code: there it is called by its
    # kind.

    @api.model
    def _kind_words(self):
        return self.env["ir.model"]._get(self._name).display_name

    def _message_compute_subject(self):
        return self._kind_words()

    @api.ondelete(at_uninstall=False)
    def _unlink_unanswered(self):
        """What was answered must not go with its code, unless Odoo itself erases it,
        as with a person or after its retention."""
        if self.check_ids and not self.env.su:
            raise UserError(
                self.env._(
                    "There are answers about this HES code, and they stay. Please"
                    " archive the code instead."
                )
            )

    def _unanswered_since(self, limit):
        """Those of which nothing newer than ``limit`` (naive UTC) is known."""
        return self.filtered(
            lambda code: not code.checked_at or code.checked_at <= limit
        )

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
        at the most as long as a replaced one: else nobody would know of it."""
        # groups are their owners' alone; what is read are ids
        groups_sudo = self.env["hes.query.group"].sudo().with_context(active_test=False)
        listed = groups_sudo.search([("company_id", "=", company.id)]).edevlet_code_ids
        before = now - timedelta(days=company.hes_policy_id[self._retention_setting])
        done = Domain("id", "not in", listed.ids) | Domain("write_date", "<", before)
        for reason, domain in super()._retention_due(company, now):
            yield reason, domain & done if reason == "left" else domain

    def _retention_erase(self):
        """What is left of a code on e-Devlet is a number: somebody has to delete it
        there."""
        groups = self.env["hes.query.group"].search(
            [("edevlet_code_ids", "in", self.ids)]
        )
        gone = set(self._ids)
        for group in groups:
            group.edevlet_gone_count += len(
                gone.intersection(group.edevlet_code_ids._ids)
            )
        return super()._retention_erase()
