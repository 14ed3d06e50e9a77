# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Histories of the codes of two people, made up by hypothesis.

Whatever becomes of the codes, a risk ends only by a riskless answer about that person,
or by erasure with a record.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from ...tools.edevlet.types import AnswerRow
from ...tools.service.answer import Answer
from ..common import HesCase

TEXTS = [f"H1J2-0000-0{number}" for number in range(1, 5)]
START = datetime(2021, 3, 1, 6)
MASKS = {
    "none": {},
    "own": None,  # those of who has the code
    "other": {"masked_name": "ZE*** ZZ***"},
}

people = st.integers(0, 1)
texts = st.sampled_from(TEXTS)
statuses = st.sampled_from(
    ["risky", "risky", "riskless", "riskless", "expired", "not_found", "unknown"]
)
hours_late = st.sampled_from([0, 0, 0, 2, 5])

SETTINGS = settings(
    deadline=None,
    max_examples=30,
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
        self.people = [self.case.ayse, self.case.burak]
        self.masks = [{"masked_name": "AY** IŞ**"}, {"masked_name": "BU*** ÇE***"}]
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

    def attempt(self, method, *args):
        """Do what may be refused; what is refused changes nothing."""
        try:
            with self.env.cr.savepoint():
                method(*args)
                self.env.flush_all()
        except UserError:
            self.env.invalidate_all(flush=False)

    def as_officer(self, code):
        return code.with_user(self.case.officer)

    # ----------------------------------------------------------- what HR does

    @rule(person=people, text=texts)
    def enter(self, person, text):
        values = {"employee_id": self.people[person].id, "code": text}
        codes = self.case.as_user(self.case.officer, "hes.code")
        self.attempt(codes.create, values)

    @rule(number=st.integers(0, 9), text=texts)
    def correct(self, number, text):
        for code in self.codes()[number : number + 1]:
            self.attempt(self.as_officer(code).write, {"code": text})

    @rule(number=st.integers(0, 9), active=st.booleans())
    def archive_or_bring_back(self, number, active):
        for code in self.codes()[number : number + 1]:
            self.attempt(self.as_officer(code).write, {"active": active})

    @rule(number=st.integers(0, 9), person=people)
    def give_to(self, number, person):
        for code in self.codes()[number : number + 1]:
            employee = {"employee_id": self.people[person].id}
            self.attempt(self.as_officer(code).write, employee)

    @rule(number=st.integers(0, 9), as_system=st.booleans())
    def delete(self, number, as_system):
        for code in self.codes()[number : number + 1]:
            who = code if as_system else self.as_officer(code)
            self.attempt(who.unlink)

    # -------------------------------------------------------- what ends by itself

    @rule()
    def purge_answers(self):
        answers = self.env["hes.check"]
        of_company = Domain("company_id", "=", self.case.company.id)
        answers._retention_destroy(of_company, self.case.company, "retention")

    @rule()
    def purge_replaced_codes(self):
        codes = self.env["hes.code"]
        before = self.env.cr.now() + timedelta(days=1)
        domain = codes._retention_domain(before)
        codes._retention_destroy(
            domain & Domain("company_id", "=", self.case.company.id),
            self.case.company,
            "retention",
        )

    @rule(person=people)
    @precondition(lambda self: self.hours > 3)
    def erase(self, person):
        before = self.env["hes.destruction.log"].search_count([])
        had = self.codes(employee_id=self.people[person].id)
        self.people[person]._hes_forget("by_request")
        after = self.env["hes.destruction.log"].search_count([])
        assert after > before or not had, "erased without a record"
        self.open.pop(person, None)

    # ------------------------------------------------------------ what is answered

    def moment(self, late):
        """A time that no other answer has, ``late`` hours before the last of them."""
        self.hours += 1
        return START + timedelta(hours=self.hours - late, minutes=self.hours % 60)

    def expect(self, code, status, at, masks):
        """What an answer about ``code`` changes of what is open."""
        person = self.people.index(code.employee_id)
        known = self.open[person]
        last = self.decided.get(code.id)
        if status not in ("risky", "riskless") or (last and at < last):
            return
        self.decided[code.id] = at
        if status == "risky":
            newer = [
                other
                for other in self.codes(employee_id=code.employee_id.id)
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
        for code in self.codes()[number : number + 1]:
            at = self.moment(late)
            person = self.people.index(code.employee_id)
            given = self.masks[person] if masks == "own" else MASKS[masks]
            self.expect(code, status, at, masks)
            answer = Answer(code.code, status, checked_at=at, **given)
            self.env["hes.check"]._record({code: answer})
            self.env.invalidate_all()

    @rule()
    def upload_to_edevlet(self):
        """Ask for all codes by hand; the answer comes whenever."""
        codes = self.codes(active=True)
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
        for _id, text, code in query._edevlet_batch()._questions():
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
        for person, employee in enumerate(self.people):
            risky = employee._gate_objections(datetime(2021, 6, 1))[employee.id]
            reasons = {objection.reason for objection in risky}
            if self.open[person]:
                assert "risky" in reasons, (
                    f"a risk of person {person} is lost: {sorted(self.open[person])}"
                )

    @rule(person=people)
    def a_riskless_answer_about_the_person_ends_all(self, person):
        code = self.people[person].hes_code_id
        if code:
            at = self.moment(-6)
            self.hours += 6
            self.expect(code, "riskless", at, "own")
            answer = Answer(code.code, "riskless", checked_at=at, **self.masks[person])
            self.env["hes.check"]._record({code: answer})
            self.env.invalidate_all()
            since = self.codes(employee_id=self.people[person].id).mapped("risky_since")
            assert not any(since), "a risk that no answer ends"


@tagged("post_install", "-at_install")
class TestRiskHistories(HesCase):
    def test_no_history_loses_a_risk_or_leaves_one_for_ever(self):
        Histories.case = self
        run_state_machine_as_test(Histories, settings=SETTINGS)
