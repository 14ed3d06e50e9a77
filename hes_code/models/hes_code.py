# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime
from odoo.tools.translate import LazyTranslate

from ..tools import code as code_tools

_lt = LazyTranslate(__name__)

#: From this year on, the ministry means "without end".
ENDLESS_YEAR = 2070
RISK_STATUS = [
    ("unknown", "Not Checked"),
    ("riskless", "Not Risky"),
    ("risky", "Risky"),
    ("expired", "Expired"),
    ("not_found", "Not Found"),
]
RISK_REASON = [("positive", "Positive"), ("contact", "Contact")]
OWNER_CHECK = [("unknown", "Unknown"), ("match", "Match"), ("mismatch", "Mismatch")]

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


class HesCode(models.Model):
    _name = "hes.code"
    _inherit = ["hes.bulk", "mail.thread", "mail.activity.mixin"]
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
    batch_ids = fields.Many2many("hes.query.batch")

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
        vals_list = [self._prepare_vals(dict(vals)) for vals in vals_list]
        for vals in vals_list:
            if vals.get("risk_status") == "risky":
                vals.setdefault("risky_since", fields.Datetime.now())
        self._replace_codes(vals_list)
        # nothing about a code is written into a chatter: the ledger tells its story
        quiet = self.with_context(tracking_disable=True, mail_create_nosubscribe=True)
        return super(HesCode, quiet).create(vals_list).with_env(self.env)

    def write(self, vals):
        vals = self._prepare_vals(dict(vals))
        turned = self.browse()
        if vals.get("risk_status") == "risky" and "risky_since" not in vals:
            turned = self.filtered(lambda code: not code.risky_since)
        result = super().write(vals)
        if turned:
            super(HesCode, turned).write({"risky_since": fields.Datetime.now()})
            turned._announce_risk()
        return result

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
