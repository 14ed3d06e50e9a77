# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
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
    _inherit = ["hes.bulk"]
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
            if not record.expires_at:
                record.expiry = False
            elif record.expires_at.year >= ENDLESS_YEAR:
                record.expiry = self.env._("No end")
            else:
                local = fields.Datetime.context_timestamp(record, record.expires_at)
                record.expiry = local.strftime("%d.%m.%Y %H:%M")

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_vals(dict(vals)) for vals in vals_list]
        for vals in vals_list:
            if vals.get("risk_status") == "risky":
                vals.setdefault("risky_since", fields.Datetime.now())
        self._replace_codes(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        vals = self._prepare_vals(dict(vals))
        turned = self.browse()
        if vals.get("risk_status") == "risky" and "risky_since" not in vals:
            turned = self.filtered(lambda code: not code.risky_since)
        result = super().write(vals)
        if turned:
            super(HesCode, turned).write({"risky_since": fields.Datetime.now()})
        return result

    @api.model
    def _prepare_vals(self, vals):
        """Bring what people typed to the written form; a riskless answer ends a risk."""
        if "code" in vals:
            vals["code"] = self._normalise(vals["code"])
        if vals.get("risk_status") == "riskless":
            vals.setdefault("risky_since", False)
        return vals

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
            .search(
                [
                    "&",
                    "|",
                    ("employee_id", "in", [employee for employee, *_ in incoming]),
                    ("partner_id", "in", [partner for _, partner, _ in incoming]),
                    "|",
                    ("active", "=", True),
                    ("risky_since", "!=", False),
                ]
            )
            .filtered(lambda code: code._holder_key() in incoming)
        )
        for code in replaced.filtered("risky_since"):
            incoming[code._holder_key()].setdefault("risky_since", code.risky_since)
        replaced.write({"active": False, "risky_since": False})
        replaced.flush_recordset(["active"])  # before the newer one is inserted

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
    def _bulk_replace(self, rows):
        """Give many employees of one company a newer code, in two statements.

        :param rows: list of dicts ``employee_id``, ``code`` (written form),
            ``company_id``, ``source``; one row an employee, codes checked before
        :return: the new records
        """
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
        if not rows:
            return self.browse()
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

    def action_check(self):
        """Ask for these codes now; opens the query that holds the result."""
        return self.env["hes.query"]._ask_now(self)
