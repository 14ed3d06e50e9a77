# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.code.hes_check import PARTS
from ..models.selections import RISK_REASON, RISK_STATUS
from ..tools.edevlet.page import read_answer
from ..tools.edevlet.types import EdevletError
from ..tools.text import fold
from .hes_edevlet_answer_messages import ANSWER_ERRORS, ANSWER_PROBLEMS

COUNTS = ("risky_count", "invalid_count", "foreign_count", "problem_count")

#: The counts of what was asked.
ASKED = ("risky_count", "invalid_count", "riskless_count", "changed_count")


class HesEdevletAnswer(models.TransientModel):
    """The saved result page of e-Devlet for a query that waits for it."""

    _name = "hes.edevlet.answer"
    _inherit = ["hes.preview.mixin", "hes.upload.mixin"]
    _description = "Answer of e-Devlet"
    _retention_company = "query_id.company_id"

    query_id = fields.Many2one(
        "hes.query", required=True, ondelete="cascade", frozen=True
    )
    state = fields.Selection(
        [("enter", "Enter"), ("preview", "Preview"), ("done", "Imported")],
        default="enter",
        required=True,
        readonly=True,
        system_only=True,
    )
    data = fields.Binary(string="Saved Page", attachment=False)
    filename = fields.Char()
    asked_at = fields.Datetime(
        compute="_compute_asked_at",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="When e-Devlet was asked: the answers hold as of then. If you leave the "
        "start of the query, a risk holds as of the import, so that none is missed.",
    )
    sent_count = fields.Integer(string="Asked", compute="_compute_sent_count")
    risky_count = fields.Integer(string="Risky", readonly=True, system_only=True)
    invalid_count = fields.Integer(string="Invalid", readonly=True, system_only=True)
    riskless_count = fields.Integer(string="Not Risky", readonly=True, system_only=True)
    foreign_count = fields.Integer(
        string="Not of This Query",
        readonly=True,
        help="Codes that the answer names and that were not asked; nothing is written"
        " about them.",
        system_only=True,
    )
    changed_count = fields.Integer(
        string="Changed Since",
        readonly=True,
        help="HES codes that were corrected after they had been asked for, and that"
        " nobody has as they were: they stay unanswered.",
        system_only=True,
    )
    problem_count = fields.Integer(
        string="Not Understood", readonly=True, system_only=True
    )
    unshown = fields.Boolean(
        readonly=True,
        system_only=True,
        help="Nothing on the page shows that it is about this query.",
    )
    confirmed = fields.Boolean(
        string="I have compared it: this is the page of these codes",
        help="It is recorded that you confirmed it.",
    )
    line_ids = fields.One2many(
        "hes.edevlet.answer.line", "answer_id", readonly=True, system_only=True
    )
    problem_line_ids = fields.One2many(
        "hes.edevlet.answer.line",
        "answer_id",
        domain=[("state", "=", "problem")],
        readonly=True,
    )

    def _compute_display_name(self):
        self.display_name = self.env._("Answer of e-Devlet")

    @api.depends("query_id")
    def _compute_asked_at(self):
        for answer in self:
            answer.asked_at = answer.query_id.started_at or fields.Datetime.now()

    @api.depends("query_id", "state")
    def _compute_sent_count(self):
        for answer in self:
            if answer.state == "done":
                answer.sent_count = sum(answer[name] for name in ASKED)
            else:
                answer.sent_count = len(answer._questions())

    @api.constrains("asked_at", "query_id")
    def _check_asked_at(self):
        """Not before the query, to the minute: the screen shows no seconds."""
        for answer in self:
            start = answer.query_id.started_at
            if answer.asked_at > fields.Datetime.now():
                raise ValidationError(
                    self.env._("e-Devlet cannot have been asked in the future.")
                )
            if start and answer.asked_at < start.replace(second=0, microsecond=0):
                raise ValidationError(
                    self.env._("e-Devlet cannot have been asked before the query.")
                )

    def _latest(self):
        """When e-Devlet was asked at the latest (naive UTC): now, where the preset was
        left, which is only the earliest moment."""
        start = self.query_id.started_at
        entered = start and self.asked_at > start
        return self.asked_at if entered else fields.Datetime.now()

    def _questions(self):
        """What the query waits for; see :meth:`HesQueryBatch._questions`."""
        return self.query_id._waiting_batches()._questions()

    # ------------------------------------------------------------------- steps

    def action_preview(self):
        """Read the answer and show what was understood; nothing is saved yet."""
        self.ensure_one()
        self.query_id._check_waiting()
        self._show(self._read(), "preview")
        return True

    def action_import(self):
        """Write what e-Devlet said; refused unless all of it was understood."""
        self.ensure_one()
        self.query_id._check_waiting()
        found = self._read()
        self._show(found, "preview")
        self._check_understood()
        self._check_shown()
        self.query_id._take_edevlet(
            {row.code: row for row in found.rows},
            self.asked_at,
            self._latest(),
            answer_digest=found.digest,
            confirmed_user_id=self.unshown and self.env.uid,
        )
        # these fields are written by this wizard alone, as the system
        self.sudo().write({"state": "done", "data": False})
        return True

    def action_restart(self):
        """Back to the entry, with what was entered."""
        self.check_access("write")
        self.sudo().state = "enter"  # only the buttons change it
        return True

    def action_show_query(self):
        return self.query_id._action_show()

    # -------------------------------------------------------------------- read

    def _read(self):
        """Return the page as a ``BulkAnswer``; raises UserError where it can't, and
        where it is another group's or was taken before."""
        try:
            found = read_answer(base64.b64decode(self.data or b""))
        except EdevletError as error:
            message = self.env._(ANSWER_ERRORS[error.kind])
            raise UserError(message % error.details) from error
        if self.query_id._is_taken(found.digest):
            raise UserError(
                self.env._(
                    "This page was taken already, as the answer of a query. Please ask"
                    " on e-Devlet again, and save the new page."
                )
            )
        if found.groups and self._group_names() and not self._names_group(found):
            raise UserError(
                self.env._(
                    "This page is about the group “%(name)s”, and the query about"
                    " another one. If it is the same, please give it the same name"
                    " here and on e-Devlet.",
                    name=min(found.groups),
                )
            )
        return found

    def _group_names(self):
        """What the query's group is called, to be compared."""
        # groups are their owners' alone, and any officer may enter the answer
        return {fold(group.name) for group in self.query_id.sudo().group_id}

    def _names_group(self, found):
        return not self._group_names().isdisjoint(map(fold, found.groups))

    def _check_understood(self):
        """Raise UserError if anything was not understood: a code that is not in the
        answer is going to count as not risky, so no row may be missing."""
        if self.problem_count:
            line = self.problem_line_ids[0]
            raise UserError(
                self.env._(
                    "Nothing was imported: %(count)s entries were not understood."
                    " The first: %(problem)s %(advice)s",
                    count=self.problem_count,
                    problem=line.problem,
                    advice=line.advice,
                )
            )

    def _check_shown(self):
        """Raise UserError unless the page is shown to be this query's: it names the
        group or one of the codes, or the user confirms it."""
        if self.unshown and not self.confirmed:
            raise UserError(
                self.env._(
                    "Nothing was imported: the page names none of the codes that were"
                    " asked, and everybody would count as not risky. Please compare the"
                    " group on e-Devlet, and confirm that this is its page."
                )
            )

    # -------------------------------------------------------------------- show

    def _show(self, found, state):
        """Keep what was understood for the screen."""
        questions = self._questions()
        codes = {question.text: question.code for question in questions}
        changed = [text for text, code in codes.items() if not code]
        lines = [self._problem_values(problem, codes) for problem in found.problems]
        lines += [self._row_values(row, codes) for row in found.rows]
        self._replace_lines(lines)
        counts = Counter(f"{line['state']}_count" for line in lines)
        riskless = len(questions) - counts["risky_count"] - counts["invalid_count"]
        # these fields are written by this wizard alone, as the system
        self.sudo().write(
            {
                "state": state,
                "riskless_count": riskless - len(changed),
                "changed_count": len(changed),
                "unshown": not self._names_group(found)
                and codes.keys().isdisjoint(row.code for row in found.rows),
                **{name: counts[name] for name in COUNTS},
            }
        )

    def _row_values(self, row, codes):
        code = codes.get(row.code)
        part = PARTS.get(row.status, "invalid_count").removesuffix("_count")
        return {
            "state": part if code else "foreign",
            "row": row.number,
            "code": row.code,
            "code_id": code.id if code else None,
            "risk_status": row.status,
            "risk_reason": row.reason,
            "explanation": row.explanation,
            "problem": None,
            "advice": None,
        }

    def _problem_values(self, problem, codes):
        """A problem with a code that was not asked does not hinder the import."""
        name = str(problem.details.get("code", ""))
        foreign = name and name not in codes
        wrong, advice = map(self.env._, ANSWER_PROBLEMS[problem.kind])
        return {
            "state": "foreign" if foreign else "problem",
            "row": problem.number or None,
            "code": name or None,
            "code_id": codes[name].id or None if name in codes else None,
            "risk_status": None,
            "risk_reason": None,
            "explanation": problem.value,
            "problem": None if foreign else wrong % problem.details,
            "advice": None if foreign else advice,
        }


class HesEdevletAnswerLine(models.TransientModel):
    """A row of the page, or something that was not understood."""

    _name = "hes.edevlet.answer.line"
    _inherit = ["hes.bulk.mixin", "hes.access.logged.mixin"]
    _access_log_kind = "answer"
    _access_log_code = "code_id"
    _description = "Row of an e-Devlet Answer"
    _retention_with = "answer_id"
    _subject_access_none = "A form: what comes of it is shown as codes and answers."
    _order = "state desc, id"

    answer_id = fields.Many2one(
        "hes.edevlet.answer", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(
        [
            ("problem", "Not Understood"),
            ("risky", "Risky"),
            ("invalid", "Invalid"),
            ("foreign", "Not of This Query"),
        ],
        required=True,
    )
    row = fields.Integer()
    code = fields.Char(string="HES Code")
    code_id = fields.Many2one("hes.code", ondelete="cascade")
    employee_id = fields.Many2one(related="code_id.employee_id")
    risk_status = fields.Selection(
        [*RISK_STATUS[2:], ("unknown", "Invalid, Unclear Why")], string="What It Says"
    )
    risk_reason = fields.Selection(RISK_REASON)
    explanation = fields.Char(string="In the Answer")
    problem = fields.Char()
    advice = fields.Char(string="What to Do")
