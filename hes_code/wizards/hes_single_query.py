# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..models.selections import OWNER_CHECK, RISK_STATUS
from ..tools.edevlet.single import read_single
from ..tools.edevlet.types import EdevletError
from ..tools.owner import compare, short_mask
from ..tools.service.answer import Answer

_lt = LazyTranslate(__name__)

#: Answers on a screen that nobody attached to anybody are forgotten after this time.
FORGET_AFTER = timedelta(minutes=15)
#: What cannot be read as the answer of the single page; by ``EdevletError.kind``.
PAGE_ERRORS = {
    "empty": _lt("Please paste the answer of the e-Devlet page first."),
    "several": _lt("This holds several answers. Please enter one at a time."),
}
PAGE_ERROR = _lt(
    "No risk status was found in it. Please copy the whole answer of the e-Devlet"
    " page, with its labels."
)


class HesSingleQuery(models.TransientModel):
    """One code, its answer as a card, and its holder if HR wants to keep it."""

    _name = "hes.single.query"
    _inherit = ["hes.access.logged.mixin", "hes.upload.mixin"]
    _description = "HES Query"
    _subject_access_none = "A form: what comes of it is shown as codes and answers."
    _access_log_kind = "answer"
    _transient_max_hours = FORGET_AFTER / timedelta(hours=1)

    code = fields.Char(string="HES Code")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        frozen=True,
    )
    way = fields.Selection(
        [("service", "Ministry's Service"), ("edevlet", "e-Devlet")],
        string="Ask Through",
        compute="_compute_way",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    content = fields.Text(string="Answer of the e-Devlet Page")
    query_id = fields.Many2one("hes.query", readonly=True, system_only=True)
    error = fields.Char(related="query_id.error")
    asked_code = fields.Char(
        string="HES Code of the Answer", readonly=True, system_only=True
    )
    risk_status = fields.Selection(
        [("unknown", "Unknown Answer"), *RISK_STATUS[1:]],
        readonly=True,
        system_only=True,
    )
    service_word = fields.Char(string="As Answered", readonly=True, system_only=True)
    checked_at = fields.Datetime(string="Asked At", readonly=True, system_only=True)
    expires_at = fields.Datetime(string="Valid Until", readonly=True, system_only=True)
    expiry = fields.Char(string="Validity", compute="_compute_expiry")
    answered_national_id = fields.Char(
        string="T.C. Number as Answered", readonly=True, system_only=True
    )
    masked_national_id = fields.Char(
        string="T.C. Identity Number", compute="_compute_masked_national_id"
    )
    masked_name = fields.Char(readonly=True, system_only=True)
    known_code_id = fields.Many2one("hes.code", compute="_compute_known_code_id")
    holder = fields.Char(compute="_compute_known_code_id")
    employee_id = fields.Many2one(
        "hr.employee", domain="[('company_id', '=', company_id)]"
    )
    partner_id = fields.Many2one("res.partner", string="Visitor")
    owner_check = fields.Selection(OWNER_CHECK, compute="_compute_owner_check")

    @api.model_create_multi
    def create(self, vals_list):
        limit = self.env.cr.now() - FORGET_AFTER
        self.search(
            [("create_uid", "=", self.env.uid), ("write_date", "<", limit)]
        ).unlink()
        return super().create(vals_list)

    def _compute_display_name(self):
        # no code in the title of a screen
        self.display_name = self.env._("New Query")

    @api.depends("company_id")
    def _compute_way(self):
        services = self.env["hes.service"]
        for wizard in self:
            usable = services._of_company(wizard.company_id)
            wizard.way = "service" if usable else "edevlet"

    @api.depends("expires_at")
    def _compute_expiry(self):
        for wizard in self:
            wizard.expiry = self.env["hes.code"]._expiry_text(wizard.expires_at)

    @api.depends("answered_national_id")
    def _compute_masked_national_id(self):
        for wizard in self:
            wizard.masked_national_id = short_mask(wizard.answered_national_id or "")

    @api.depends("asked_code", "company_id")
    def _compute_known_code_id(self):
        for wizard in self:
            code = self.env["hes.code"]._holding(wizard.asked_code, wizard.company_id)
            wizard.known_code_id = code
            wizard.holder = (code.employee_id or code.partner_id).display_name

    @api.depends(
        "answered_national_id", "masked_name", "employee_id", "partner_id", "asked_code"
    )
    def _compute_owner_check(self):
        for wizard in self:
            person = wizard.employee_id or wizard.partner_id
            wizard.owner_check = compare(
                wizard.answered_national_id or "",
                wizard.masked_name or "",
                wizard.employee_id.identification_id or "",
                person.name or "",
            )

    def _access_log_holders(self):
        """Who has the code here; an answer about anybody else is not kept."""
        self.flush_recordset(["asked_code", "company_id"])
        return SQL(
            """SELECT code.employee_id, code.partner_id, code.company_id
                 FROM hes_single_query AS card JOIN hes_code AS code
                      ON code.code = card.asked_code AND code.active
                     AND code.company_id = card.company_id
                WHERE card.id IN %s""",
            tuple(self.ids),
        )

    # ----------------------------------------------------------------- actions

    def action_query(self):
        """Ask for the code, or read what was pasted from e-Devlet; shows the card."""
        self.ensure_one()
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Please switch to the company of this query."))
        code = self.env["hes.code"]._normalise(self.code)
        if self.way == "service":
            query, answer = self.env["hes.query"]._ask_single(self.company_id, code)
        else:
            query, answer = self._read_page(code)
        # an answer is entered by nobody
        self.sudo().write(self._card(code, query, answer))
        return True

    def _read_page(self, code):
        """Return the query, and the pasted answer as ``hes.check`` keeps it."""
        try:
            page = read_single(self.content or "")
        except EdevletError as error:
            message = PAGE_ERRORS.get(error.kind, PAGE_ERROR)
            raise UserError(self.env._(message)) from error
        if page.code != code:
            raise UserError(self._wrong_page(page.code))
        answer = Answer(
            code,
            page.status,
            expires_at=page.expires_at,
            masked_national_id=page.masked_national_id,
            masked_name=page.masked_name,
        )
        query = self.env["hes.query"]._record_single(self.company_id, code, answer)
        self.content = False
        return query, answer

    def _wrong_page(self, found):
        if not found:
            return self.env._(
                "No HES code stands in it, so it is unknown whose answer it is."
                " Please copy the whole answer of the e-Devlet page."
            )
        return self.env._(
            "This is the answer about another code: %(code)s.", code=found
        )

    def _card(self, code, query, answer):
        """What stands on the card; an answer that failed (None) leaves it empty."""
        return {
            "code": code,
            "query_id": query.id,
            "asked_code": code,
            "checked_at": answer and query.finished_at,
            "risk_status": answer and answer.status,
            "service_word": answer and answer.error_key,
            "expires_at": answer and answer.expires_at,
            "answered_national_id": answer and answer.masked_national_id,
            "masked_name": answer and answer.masked_name,
            "employee_id": False,
            "partner_id": False,
        }

    def action_attach(self):
        """Keep the code and its answer, as the chosen employee's or visitor's."""
        self.ensure_one()
        person = self.employee_id or self.partner_id
        if not (person and self.risk_status):
            raise UserError(self.env._("Please choose an employee or a visitor."))
        if self.known_code_id:
            raise UserError(
                self.env._(
                    "%(holder)s has this HES code already; its answer was recorded.",
                    holder=self.holder,
                )
            )
        if self.employee_id and self.employee_id.company_id != self.company_id:
            raise UserError(self.env._("This person belongs to another company."))
        code = self.env["hes.code"].create(
            {
                "code": self.asked_code,
                "company_id": self.company_id.id,
                "employee_id": self.employee_id.id,
                "partner_id": not self.employee_id and self.partner_id.id,
            }
        )
        if code.partner_id:
            code._system_write({"source": "visitor"})
        self.env["hes.check"]._record({code: self._answer()}, self.query_id)
        self.invalidate_recordset(["known_code_id", "holder"])
        return True

    def _answer(self):
        """The answer on the card, to be recorded."""
        return Answer(
            self.asked_code,
            self.risk_status,
            expires_at=self.expires_at or None,
            masked_national_id=self.answered_national_id or "",
            masked_name=self.masked_name or "",
            error_key=self.service_word or "",
            checked_at=self.checked_at,
        )

    def action_restart(self):
        """An empty form for the next code; this one is forgotten."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hes_code.hes_single_query_action"
        )
        self.unlink()
        return action
