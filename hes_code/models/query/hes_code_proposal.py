# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import retrying
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...tools import code as code_tools
from ...tools.gate.code_page import proves
from ...tools.owner import compare

_lt = LazyTranslate(__name__)

#: The time in which what is given is counted.
COUNTED_IN = timedelta(hours=1)
#: So many times the tries of one person (``hes.policy.tries_per_hour``) come from one
#: network, where a shift may share one; and are kept of one person from everywhere.
NETWORK, EVERYWHERE = 40, 4
#: More than so many that wait to be looked at are a flood.
MOST_WAITING = 5_000
#: So many are looked at in one transaction.
CHUNK = 200
#: For so long a service that does not answer is asked again, after such a time or what
#: it says itself.
ASKED_FOR, ASKED_AGAIN = timedelta(days=1), timedelta(minutes=5)

#: What is erased when it was looked at whose it is.
PROOF = {"badge": False, "digits": False, "wording": False}
#: What waits for an answer of the ministry.
ASKING = Domain("state", "=", "open") & Domain("finding", "=", "asking")
#: Answers about codes that nobody can use.
DEAD = ("expired", "not_found")


class HesCodeProposal(models.Model):
    """A HES code that somebody without a user gave on the company's public page.

    The page stores it as it came, from anybody, and does not look whose it is: its
    answer and the time it takes show nobody whether a badge and four digits fit. A
    scheduled action compares them, asks the ministry, and takes a code where it is the
    person's own; what it cannot decide waits for HR.
    """

    _name = "hes.code.proposal"
    _inherit = [
        "hes.access.logged.mixin",
        "hes.retention.mixin",
        "hes.system.fields.mixin",
    ]
    _description = "Proposed HES Code"
    _rec_name = "given_at"
    _order = "given_at desc, id desc"
    _access_log_kind = "proposal"
    _retention_kind = "proposals"
    _retention_setting = "retention_kiosk_attempt_days"
    _retention_since = "given_at"
    _retention_employee = "employee_id"
    _subject_access_title = _lt("Codes Given on the Public Page")
    _subject_access_fields = (
        "given_at",
        "code",
        "state",
        "finding",
        "decided_at",
        "user_id",
    )
    _subject_access_sequence = 15

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
        system_only=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        system_only=True,
        help="Whose badge number was given; nobody's is none.",
    )
    code = fields.Char(
        string="HES Code",
        readonly=True,
        system_only=True,
        help="Kept until it is taken or refused.",
    )
    given_at = fields.Datetime(
        string="Received At",
        required=True,
        index=True,
        readonly=True,
        system_only=True,
    )
    state = fields.Selection(
        [
            ("new", "Not Looked At"),
            ("open", "Waiting"),
            ("taken", "Taken"),
            ("refused", "Rejected by HR"),
            ("many", "Too Many Tries"),
            ("unproven", "Wrong Badge or Digits"),
        ],
        default="new",
        required=True,
        index=True,
        readonly=True,
        system_only=True,
    )
    finding = fields.Selection(
        [
            ("asking", "Ministry Not Asked Yet"),
            ("silent", "Ministry Did Not Answer"),
            ("unsure", "Not Shown Whose Code It Is"),
            ("foreign", "Somebody Else's Code"),
            ("held", "A Colleague Has This Code"),
            ("dead", "Not Found or Expired"),
            ("unusual", "Unusual Pattern"),
            ("guessed", "After Many Wrong Tries"),
        ],
        string="Why It Waits",
        readonly=True,
        system_only=True,
    )
    decided_at = fields.Datetime(readonly=True, system_only=True)
    user_id = fields.Many2one(
        "res.users",
        string="Decided By",
        readonly=True,
        system_only=True,
        ondelete="set null",
    )
    # of who gave it, until it was looked at
    badge = fields.Char(groups=fields.NO_ACCESS, system_only=True)
    digits = fields.Char(groups=fields.NO_ACCESS, system_only=True)
    wording = fields.Char(groups=fields.NO_ACCESS, system_only=True)
    network = fields.Char(
        groups=fields.NO_ACCESS, system_only=True, index="btree_not_null"
    )

    def _access_log_holders(self):
        return SQL(
            """SELECT employee_id, NULL::int AS partner_id, company_id
                 FROM hes_code_proposal
                WHERE id IN %s AND employee_id IS NOT NULL""",
            tuple(self.ids),
        )

    # What the page does.

    @api.model
    def _may_give(self, company, network):
        """Whether something may be given to ``company`` from ``network``: whatever it
        is, and for anybody's code."""
        since = fields.Datetime.now() - COUNTED_IN
        ours = Domain("company_id", "=", company.id)
        here = ours & Domain("network", "=", network) & Domain("given_at", ">", since)
        most = company.hes_policy_id.tries_per_hour * NETWORK
        if self.search_count(here, limit=most) >= most:
            return False
        waiting = ours & Domain("state", "=", "new")
        return self.search_count(waiting, limit=MOST_WAITING) < MOST_WAITING

    @api.model
    def _give(self, company, entry, network, wording):
        """Store what somebody gave; the same is done for every badge and all digits.

        :param entry: a :class:`tools.gate.code_page.Entry` without a fault
        :param network: of ``tools.gate.code_page.network``
        :param wording: digest of the information text that was on the page
        """
        self.create(
            {
                "company_id": company.id,
                "given_at": fields.Datetime.now(),
                "badge": entry.badge,
                "digits": entry.digits,
                "code": entry.code,
                "network": network,
                "wording": wording,
            }
        )
        self.env.ref("hes_code.ir_cron_proposals")._trigger()

    # What the scheduled action does.

    @api.model
    def _cron_take(self):
        """Look at what was given, company by company: whose it is, then whether it is
        their own. A fault of one company stops no other."""
        cron = self.env["ir.cron"]
        due = Domain("state", "=", "new") | ASKING
        for (company,) in self._read_group(due, ["company_id"]):
            prove = partial(company._hes_try, self._prove_of)
            while (count := retrying(prove, self.env)) == CHUNK:
                cron._commit_progress(count)
            # nothing is locked while the ministry is asked
            cron._commit_progress(count or 0)
            asked = company._hes_try(self._ask_of)
            cron._commit_progress(0)
            if asked:
                take = partial(self._take_of, answers=asked[0])
                take = partial(company._hes_try, take)
                cron._commit_progress(retrying(take, self.env) or 0)
        past = fields.Datetime.now() - COUNTED_IN
        counted = self.search([("network", "!=", False), ("given_at", "<=", past)])
        counted.network = False

    @api.model
    def _prove_of(self, company):
        """Find out whose the oldest new ones of ``company`` are; returns how many were
        looked at."""
        new = self.search(
            [("company_id", "=", company.id), ("state", "=", "new")],
            order="given_at, id",
            limit=CHUNK,
        )
        holders = self.env["hr.employee"]._hes_with_badges(new.mapped("badge"), company)
        people = self.env["hr.employee"].union(*holders.values())
        tries = self._tries_before(new, people)
        readers = defaultdict(people.browse)
        for one in new:
            person = holders[one.badge]
            right = proves(one.digits or "", person.identification_id or "")
            if right:
                readers[one.wording] |= person
            judged = one._judged(tries[person], right)
            tries[person].append((one.given_at, judged["state"], one.network))
            one.write({"employee_id": person.id, **judged, **PROOF})
        for wording, informed in readers.items():
            self.env["hes.information.reading"]._record(
                informed, "page", wording=wording
            )
        return len(new)

    @api.model
    def _tries_before(self, new, people):
        """Dict of these people to lists of what was given in their name within the hour
        before: (time, state, network)."""
        tries = defaultdict(list)
        if not new:
            return tries
        since = new[0].given_at - COUNTED_IN
        for one in self.search(
            [("employee_id", "in", people.ids), ("given_at", ">", since)]
        ):
            tries[one.employee_id].append((one.given_at, one.state, one.network))
        return tries

    def _judged(self, tries, right):
        """What becomes of this one: dict of its fields.

        Who gives wrong digits for a colleague keeps nobody out: what comes with the
        right ones afterwards waits for HR.

        :param tries: list of :meth:`_tries_before`
        :param right: whether the digits are the person's
        """
        if not right:
            return {"state": "unproven", "code": False}
        hour = [row for row in tries if row[0] > self.given_at - COUNTED_IN]
        kept = [row[2] for row in hour if row[1] not in ("unproven", "many")]
        most = self.company_id.hes_policy_id.tries_per_hour
        if kept.count(self.network) >= most or len(kept) >= most * EVERYWHERE:
            return {"state": "many", "code": False}
        guessed = [row[1] for row in hour].count("unproven") >= most
        return {"state": "open", "finding": "guessed" if guessed else "asking"}

    @api.model
    def _asking_of(self, company):
        ours = ASKING & Domain("company_id", "=", company.id)
        return self.search(ours, order="given_at, id")

    @api.model
    def _ask_of(self, company):
        """Ask the ministry about what waits for it.

        :return: None if HES codes are not the company's concern any more, or the
            service is not to be asked yet; else a tuple of one: the answers of
            :meth:`HesService._ask`, or None without a service
        """
        policy, now = company.hes_policy_id, fields.Datetime.now()
        if not policy.hes_codes or (policy.code_page_wait or now) > now:
            return None
        service = self.env["hes.service"]._of_company(company)
        if not service:
            return (None,)
        codes = sorted(set(self._asking_of(company).mapped("code")))
        answers, error = service._ask(codes) if codes else ({}, None)
        if error:
            seconds = getattr(error, "retry_after", None)
            wait = ASKED_AGAIN if seconds is None else timedelta(seconds=seconds)
            policy.code_page_wait = fields.Datetime.now() + wait
            self.env.ref("hes_code.ir_cron_proposals")._trigger(policy.code_page_wait)
        return (answers,)

    @api.model
    def _take_of(self, company, answers):
        """Take what waits and is the person's own, or the first code of somebody and,
        as far as is known, nobody else's.

        :param answers: dict of code to :class:`answer.Answer`; None without a service
        :return: how many were decided
        """
        waiting = self._asking_of(company)
        left = waiting._set_aside(company)
        if answers is None:
            left._take_unasked()
        else:
            left._take_answered(answers)
        return len(waiting.filtered(lambda one: one.finding != "asking"))

    def _set_aside(self, company):
        """Decide what needs no answer; returns the others."""
        codes = self.env["hes.code"].search(
            [
                ("company_id", "=", company.id),
                ("code", "in", self.mapped("code")),
                ("active", "=", True),
            ]
        )
        holders = {code.code: code.employee_id for code in codes}
        asked = self.browse()
        for one in self:
            if holders.get(one.code, one.employee_id) != one.employee_id:
                one.finding = "held"
            elif one.code in holders:
                one._close("taken")  # they have it already
            elif not code_tools.parse(one.code).usual:
                one.finding = "unusual"
            else:
                asked |= one
        return asked

    def _take_unasked(self):
        """Take the first codes of people; the ministry will be asked on e-Devlet."""
        first, given = self.browse(), {}
        for one in self:
            if one._replaces_a_good_one() or one._comes_after(given):
                one.finding = "unsure"
            else:
                first |= one
        first._take(dict.fromkeys(first))

    def _take_answered(self, answers):
        """Take what was answered as the person's own; and of who has no good code, what
        is not shown to be somebody else's. What is not answered is asked again.

        :param answers: as :meth:`_take_of`
        """
        own, given = {}, {}
        for one in self:
            answer = answers.get(one.code)
            if finding := one._found(answer, given):
                one.finding = finding
            else:
                own[one] = answer
        self.browse().union(*own)._take(own)

    def _comes_after(self, given):
        """Whether another code of this person is to be taken already: the first one
        given stays. ``given``: dict of people to their codes, to which this one is
        added."""
        return given.setdefault(self.employee_id, self.code) != self.code

    def _found(self, answer, given):
        """Why this one cannot be taken by itself, as a value of ``finding``; or None.

        :param answer: an :class:`answer.Answer`, or None
        :param given: as :meth:`_comes_after`
        """
        if not answer:
            late = self.given_at < fields.Datetime.now() - ASKED_FOR
            return "silent" if late else "asking"
        if answer.status in DEAD:
            return "dead"
        whose = compare(
            answer.masked_national_id,
            answer.masked_name,
            self.employee_id.identification_id or "",
            self.employee_id.name,
        )
        if whose == "mismatch":
            return "foreign"
        after = self._comes_after(given)
        # a risk is put on nobody who was not shown to have it
        fine = answer.status == "riskless" and not self._replaces_a_good_one()
        return None if whose == "match" or (fine and not after) else "unsure"

    def _replaces_a_good_one(self):
        """Whether the person has a code that is not known to be useless."""
        code = self.employee_id.hes_code_id
        ended = code.expires_at and code.expires_at <= fields.Datetime.now()
        useless = code.risk_status in DEAD or code.owner_check == "mismatch" or ended
        return bool(code) and not useless

    def _take(self, answers):
        """Enter these as the people's codes.

        :param answers: dict of them to the :class:`answer.Answer` about each, or None
        """
        held, again, given = self.browse(), self.browse(), {}
        for one in self:
            holder = given.setdefault(one.code, one)
            if holder.employee_id != one.employee_id:
                held |= one  # of two who give the same code, it is the first one's
            elif holder != one:
                again |= one  # pressed twice
        held.finding = "held"
        new = self - held - again
        codes = self.env["hes.code"].create(
            [
                {
                    "employee_id": one.employee_id.id,
                    "code": one.code,
                    "source": "page",
                }
                for one in new
            ]
        )
        about = zip(codes, map(answers.get, new), strict=True)
        known = {code: answer for code, answer in about if answer}
        self.env["hes.check"]._record(known)
        (self - held)._close("taken")

    def _close(self, state):
        self.write(
            {
                "state": state,
                "code": False,
                "finding": False,
                "decided_at": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )

    # What HR does.

    def action_accept(self):
        """Enter these as the people's codes, in the place of those they have.

        :raise AccessError: unless the user is a HES officer of their companies
        :raise UserError: where one does not wait any more
        :raise ValidationError: where a colleague has the code
        """
        self._check_may_decide()
        present = self.employee_id.hes_code_id
        codes = self.env["hes.code"].create(
            [
                {
                    "employee_id": one.employee_id.id,
                    "code": one.code,
                    "unusual_confirmed": True,  # HR has seen it
                }
                for one in self.sorted("given_at")
            ]
        )
        # who has got the code meanwhile keeps it, as it came
        (codes - present)._system_write({"source": "page"})
        self.sudo()._close("taken")  # the user's right was checked

    def action_refuse(self):
        """Reject these; the people's codes stay as they are.

        :raise AccessError: unless the user is a HES officer of their companies
        :raise UserError: where one does not wait any more
        """
        self._check_may_decide()
        self.sudo()._close("refused")  # the user's right was checked

    def _check_may_decide(self):
        self.check_access("read")
        if not self.env.user.has_group("hes_code.group_hes_officer"):
            raise AccessError(self.env._("Only HES officers decide about HES codes."))
        if any(one.state != "open" for one in self):
            raise UserError(
                self.env._("This HES code is not waiting any more. Please reload.")
            )
