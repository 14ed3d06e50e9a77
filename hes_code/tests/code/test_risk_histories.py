# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Histories of the codes of two employees and two visitors, made up by hypothesis.

Whatever becomes of the codes, a risk ends only by a riskless answer about that person,
or by erasure with a record, as where an employee moves to another company.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.edevlet.types import AnswerRow
from ...tools.service.answer import Answer
from ..common import HesCase

TEXTS = [f"H1J2-0000-0{number}" for number in range(1, 9)]
START = datetime(2021, 3, 1, 6)
MASKS = {
    "none": {},
    "own": None,  # those of who has the code
    "other": {"masked_name": "ZE*** ZZ***"},
}

#: Two employees, and two contacts that may turn out to be one visitor.
people = st.sampled_from([0, 0, 1, 2, 2, 3])
employees = st.integers(0, 1)
texts = st.sampled_from(TEXTS)
statuses = st.sampled_from(
    ["risky", "risky", "riskless", "riskless", "expired", "not_found", "unknown"]
)
hours_late = st.sampled_from([0, 0, 0, 2, 5])

SETTINGS = settings(
    deadline=None,
    max_examples=20,
    stateful_step_count=25,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


class Histories(RuleBasedStateMachine):
    """``open`` holds what was answered risky about a person and not riskless since:
    text to when; it is what the add-on must not lose."""

    case = None  # the test that runs it

    def __init__(self):
        super().__init__()
        self.env = self.case.env
        self.savepoint = self.env.cr.savepoint()
        self.savepoint.__enter__()
        self.people = [self.case.ayse, self.case.burak, self.visitor(), self.visitor()]
        names = ("AY** IŞ**", "BU*** ÇE***", "VE** CA*", "VE** CA*")
        self.masks = [{"masked_name": name} for name in names]
        self.open = defaultdict(dict)
        self.decided = {}
        self.hours = 0
        self.batches = []

    def teardown(self):
        self.env.flush_all()
        self.savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)

    def codes(self, **values):
        domain = [Domain(name, "=", value) for name, value in values.items()]
        codes = self.env["hes.code"].with_context(active_test=False)
        return codes.search(
            Domain("company_id", "=", self.case.company.id) & Domain.AND(domain)
        )

    def pick(self, number):
        """One code of all, or none where there is none."""
        codes = self.codes()
        return codes[number % len(codes)] if codes else codes

    def visitor(self):
        return self.env["res.partner"].create({"name": "Veli Can"})

    def holder(self, person):
        """The values of a code of this person."""
        of_employee = self.people[person]._name == "hr.employee"
        name = "employee_id" if of_employee else "partner_id"
        return {name: self.people[person].id}

    def person(self, code):
        return self.people.index(code.employee_id or code.partner_id)

    def attempt(self, method, *args):
        """Do what may be refused, by the database too, of which Odoo tells the user in
        words; what is refused changes nothing."""
        try:
            with self.env.cr.savepoint():
                method(*args)
                self.env.flush_all()
        except (UserError, IntegrityError):
            self.env.invalidate_all(flush=False)

    def as_officer(self, code):
        return code.with_user(self.case.officer)

    # ----------------------------------------------------------- what HR does

    @initialize(risky=st.sets(st.integers(0, 3)))
    def begin(self, risky):
        """Everybody has a code, some are answered risky, and all are asked for."""
        for person, text in enumerate(TEXTS[::2]):
            self.enter(person, text)
        for code in self.codes():
            if self.person(code) in risky:
                self.record(code, "risky", 0, "own")
        self.upload_to_edevlet(range(4))

    @rule(person=people, text=texts)
    def enter(self, person, text):
        values = {**self.holder(person), "code": text}
        codes = self.case.as_user(self.case.officer, "hes.code")
        self.attempt(codes.create, values)

    @rule(number=st.integers(0, 9), text=texts)
    def correct(self, number, text):
        for code in self.pick(number):
            self.attempt(self.as_officer(code).write, {"code": text})

    @rule(number=st.integers(0, 9), active=st.booleans())
    def archive_or_bring_back(self, number, active):
        for code in self.pick(number):
            self.attempt(self.as_officer(code).write, {"active": active})

    @rule(number=st.integers(0, 9), person=people)
    def give_to(self, number, person):
        for code in self.pick(number):
            nobody = {"employee_id": False, "partner_id": False}
            self.attempt(self.as_officer(code).write, nobody | self.holder(person))

    @rule(number=st.integers(0, 9), as_system=st.booleans())
    def delete(self, number, as_system):
        for code in self.pick(number):
            who = code if as_system else self.as_officer(code)
            self.attempt(who.unlink)

    # -------------------------------------------------------- what ends by itself

    # a rule that takes nothing would come much more often than the others
    @rule(name=st.sampled_from(["hes.check", "hes.code"]))
    def purge(self, name):
        """Answers whatever their age, and codes that were replaced."""
        kept = self.env[name]
        domain = Domain("company_id", "=", self.case.company.id)
        if name == "hes.code":
            domain &= kept._retention_domain(self.env.cr.now() + timedelta(days=1))
        kept._retention_destroy(domain, self.case.company, "retention")

    @rule(person=people)
    @precondition(lambda self: self.hours > 3)
    def erase(self, person):
        before = self.env["hes.destruction.log"].search_count([])
        had = self.codes(**self.holder(person))
        who = self.people[person]
        of_employee = who._name == "hr.employee"
        where = () if of_employee else (self.case.company,)
        who._hes_forget(*where, "by_request")
        self.assert_recorded(person, had, before)

    def assert_recorded(self, person, had, before):
        """The codes ``had`` of a person are gone, with a record."""
        after = self.env["hes.destruction.log"].search_count([])
        assert after > before or not had, "erased without a record"
        assert not self.codes(**self.holder(person)), "not all was erased"
        self.open.pop(person, None)

    @rule(person=employees, as_manager=st.booleans())
    @precondition(lambda self: self.hours > 3)
    def move(self, person, as_manager):
        """To another company, and back: an officer may not lose a risk by it."""
        before = self.env["hes.destruction.log"].search_count([])
        had = self.codes(**self.holder(person))
        who = self.people[person]
        mover = who.with_user(self.case.manager if as_manager else self.case.officer)
        self.attempt(mover.write, {"company_id": self.case.stranger_company.id})
        if who.company_id == self.case.company:
            return
        assert as_manager or not had, "an officer has erased what was known"
        self.assert_recorded(person, had, before)
        who.company_id = self.case.company

    @rule(kept=st.sampled_from([2, 3]))
    @precondition(lambda self: any(self.open[person] for person in (2, 3)))
    def merge(self, kept):
        """The two visitors are one contact; the other one is somebody new."""
        gone = 5 - kept
        merger = self.env["base.partner.merge.automatic.wizard"]
        both = self.people[kept] | self.people[gone]
        merger._merge(both.ids, self.people[kept], extra_checks=False)
        self.env.invalidate_all()
        for text, at in self.open.pop(gone, {}).items():
            self.open[kept][text] = max(at, self.open[kept].get(text, at))
        self.people[gone] = self.visitor()

    # ------------------------------------------------------------ what is answered

    def moment(self, late):
        """A time that no other answer has, ``late`` hours before the last of them."""
        self.hours += 1
        return START + timedelta(hours=self.hours - late, minutes=self.hours % 60)

    def expect(self, code, status, at, masks):
        """What an answer about ``code`` changes of what is open."""
        person = self.person(code)
        known = self.open[person]
        last = self.decided.get(code.id)
        if status not in ("risky", "riskless") or (last and at < last):
            return
        self.decided[code.id] = at
        if status == "risky":
            newer = [
                other
                for other in self.codes(**self.holder(person))
                if other.active and other != code and other.owner_check == "match"
            ]
            over = any(self.decided.get(other.id, START) >= at for other in newer)
            if code.active or not over:
                known[code.code] = max(at, known.get(code.code, at))
            return
        whose = code.owner_check if masks == "none" else masks
        if whose in ("other", "mismatch"):
            return
        ends = list(known) if whose in ("own", "match") else [code.code]
        for text in ends:
            if known.get(text, at) <= at:
                known.pop(text, None)

    @rule(
        number=st.integers(0, 9),
        status=statuses,
        late=hours_late,
        masks=st.sampled_from(sorted(MASKS)),
    )
    def answer(self, number, status, late, masks):
        """An answer about any code, replaced ones too: it may come late."""
        for code in self.pick(number):
            self.record(code, status, late, masks)

    def record(self, code, status, late, masks):
        at = self.moment(late)
        person = self.person(code)
        given = self.masks[person] if masks == "own" else MASKS[masks]
        self.expect(code, status, at, masks)
        answer = Answer(code.code, status, checked_at=at, **given)
        self.env["hes.check"]._record({code: answer})
        self.env.invalidate_all()

    @rule(whose=st.sets(st.integers(0, 3), min_size=1))
    def upload_to_edevlet(self, whose):
        """Ask for the codes of these people by hand; the answer comes whenever."""
        codes = self.codes(active=True).filtered(
            lambda code: self.person(code) in whose
        )
        if codes:
            query = self.env["hes.query"]._start_edevlet(
                codes, company_id=self.case.company.id
            )
            self.batches.append((query, self.moment(0)))

    @rule(number=st.integers(0, 3), named=st.sets(texts, max_size=2))
    @precondition(lambda self: self.batches)
    def take_edevlet(self, number, named):
        query, at = self.batches.pop(number % len(self.batches))
        rows = {
            text: AnswerRow(text, "risky", None, "", "", "risky", 1) for text in named
        }
        for _id, text, code, _batch in query._waiting_batches()._questions():
            if code:
                status = "risky" if text in named else "riskless"
                self.expect(code, status, at, "none")
        query._take_edevlet(rows, at)
        self.env.invalidate_all()

    # -------------------------------------------------------------------- what holds

    @invariant()
    def no_risk_is_lost(self):
        self.env.flush_all()
        self.env.invalidate_all()
        for person in range(len(self.people)):
            if self.open[person]:
                [(name, holder_id)] = self.holder(person).items()
                _codes, risks = self.env["hes.code"]._known_of(name, [holder_id])
                assert (holder_id, self.case.company.id) in risks, (
                    f"a risk of person {person} is lost: {sorted(self.open[person])}"
                )

    @rule(person=people)
    def a_riskless_answer_about_the_person_ends_all(self, person):
        if code := self.codes(**self.holder(person), active=True):
            at = self.moment(-6)
            self.hours += 6
            self.expect(code, "riskless", at, "own")
            answer = Answer(code.code, "riskless", checked_at=at, **self.masks[person])
            self.env["hes.check"]._record({code: answer})
            self.env.invalidate_all()
            since = self.codes(**self.holder(person)).mapped("risky_since")
            assert not any(since), "a risk that no answer ends"


@tagged("post_install", "-at_install")
class TestRiskHistories(HesCase):
    def test_no_history_loses_a_risk_or_leaves_one_for_ever(self):
        Histories.case = self
        with mute_logger("odoo.sql_db"):
            run_state_machine_as_test(Histories, settings=SETTINGS)
