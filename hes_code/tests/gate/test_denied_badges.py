# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import json
import random
import re
import shlex
import unittest
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...tools.clearance import BLOCK, Objection, Reason
from ...tools.gate.denied import changes, read
from ..common import RISKLESS, RISKY, HesCase

MANUAL = Path(__file__).parents[2] / "doc"


class Controller:
    """Doors with a list of their own: what is not on it opens.

    ``ask``: function of a cursor to an answer, or None where the network is lost.
    """

    def __init__(self, ask):
        self.ask, self.cursor, self.closed = ask, None, set()

    def poll(self):
        more = True
        while more:
            answer = self.ask(self.cursor)
            if answer is None:
                return
            if answer["full"]:
                self.closed = set()
            self.closed |= set(answer["denied"])
            self.closed -= set(answer["allowed"])
            self.cursor, more = answer["cursor"], answer["more"]

    def opens(self, badge):
        return badge not in self.closed


@tagged("post_install", "-at_install")
class TestChanges(unittest.TestCase):
    BADGES = [f"{number:010}" for number in range(200)]

    def ask(self, denied, limit):
        others = set(self.BADGES) - denied
        return lambda cursor: vars(changes(denied, others, read(cursor), limit))

    def test_any_history_in_pages_ends_with_the_list_as_it_is(self):
        dice = random.Random(12)
        for limit in (1, 7, 500):
            controller = Controller(None)
            kept = [(None, set())]
            for _round in range(30):
                denied = set(dice.sample(self.BADGES, dice.randrange(60)))
                if dice.random() < 0.3:  # it restarts with something it once had
                    controller.cursor, closed = dice.choice(kept)
                    controller.closed = set(closed)
                controller.ask = self.ask(denied, limit)
                controller.poll()
                self.assertEqual(controller.closed, denied)
                kept.append((controller.cursor, set(denied)))

    def test_a_cursor_that_cannot_be_read_is_answered_with_a_full_list(self):
        denied = set(self.BADGES[:3])
        good = self.ask(denied, 10)(None)["cursor"]
        for cursor in (
            None,
            "",
            good[:-4],
            good + "AAAA",
            "x" + good[1:],
            "?",
            "ı",
            good.encode(),
            7,
            True,
            ["a"],
            {},
            "A" * 20_000_000,
        ):
            answer = self.ask(denied, 10)(cursor)
            self.assertTrue(answer["full"], str(cursor)[:20])
            self.assertEqual(answer["denied"], sorted(denied))
        self.assertFalse(self.ask(denied, 10)(good)["full"])

    def test_nothing_changed_is_nothing_told(self):
        denied = set(self.BADGES[:3])
        first = self.ask(denied, 10)(None)
        again = self.ask(denied, 10)(first["cursor"])
        self.assertEqual((again["denied"], again["allowed"]), ([], []))
        self.assertEqual(again["cursor"], first["cursor"])

    def test_what_must_close_is_told_before_what_may_open(self):
        first = self.ask(set(self.BADGES[:3]), 10)(None)
        answer = self.ask(set(self.BADGES[100:103]), 3)(first["cursor"])
        self.assertEqual(answer["denied"], self.BADGES[100:103])
        self.assertEqual(answer["allowed"], [])
        self.assertTrue(answer["more"])

    def test_a_forged_cursor_is_answered_with_a_full_list(self):
        for forged in (
            b"[]",
            b"{}",
            b'"text"',
            b'["", 7]',
            b'["", "12\\u0000"]',
            b'["", "\\ud800"]',
            b'["", "\xff"]',
            b"[" * 100_000,
            b" " * 20_000_000,
        ):
            cursor = base64.urlsafe_b64encode(zlib.compress(forged)).decode()
            answer = self.ask(set(self.BADGES[:3]), 10)(cursor)
            self.assertTrue(answer["full"], forged[:20])


@tagged("post_install", "-at_install")
class TestDeniedBadges(HttpCase, HesCase):
    """Over Odoo's JSON-2 API, as a user who has nothing but the gate's group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.turnstile = cls._user("turnstile", "hes_code.group_hes_gate")
        cls.policy = cls.company.hes_policy_id
        now = fields.Datetime.now()
        cls.code(cls, cls.ayse, RISKLESS, risk_status="riskless", checked_at=now)
        cls.code(cls, cls.burak, RISKY, risk_status="risky", checked_at=now)

    def key(self, user):
        expiration = fields.Datetime.add(fields.Datetime.now(), days=1)
        keys = self.env["res.users.apikeys"].with_user(user)
        return keys._generate(scope="rpc", name="gate", expiration_date=expiration)

    def call(self, user=None, cursor=None, **params):
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/json/2/hr.employee/get_hes_denied_badges",
                json={"cursor": cursor, **params},
                headers={"Authorization": f"Bearer {self.key(user or self.turnstile)}"},
            )
        self.env.invalidate_all()
        return answer

    def ask(self, cursor=None, **params):
        answer = self.call(cursor=cursor, **params)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()

    def told(self, cursor):
        answer = self.ask(cursor)
        return answer["denied"], answer["allowed"], answer["cursor"]

    def test_the_first_call_gives_all_and_never_a_reason(self):
        answer = self.ask()
        cursor = answer.pop("cursor")
        self.assertEqual(
            answer, {"full": True, "denied": ["1002"], "allowed": [], "more": False}
        )
        self.assertTrue(cursor)

    def test_then_only_what_has_changed(self):
        *_lists, cursor = self.told(None)
        self.assertEqual(self.told(cursor), ([], [], cursor))
        self.record_answer(self.ayse.hes_code_id, status="risky")
        denied, allowed, later = self.told(cursor)
        self.assertEqual((denied, allowed), (["1001"], []))
        self.record_answer(self.burak.hes_code_id, status="riskless")
        self.assertEqual(self.told(later)[:2], ([], ["1002"]))
        # after a day away, with the cursor of then
        self.assertEqual(self.told(cursor)[:2], (["1001"], ["1002"]))

    def test_whatever_changes_a_verdict_is_told(self):
        *_lists, cursor = self.told(None)
        today = fields.Date.context_today(self.policy)
        exemption = self.as_user(self.manager, "hes.exemption").create(
            {
                "employee_id": self.burak.id,
                "date_from": today,
                "date_to": today,
                "reason": "Alone in the building",
            }
        )
        self.assertEqual(self.told(cursor)[:2], ([], ["1002"]))
        exemption.with_user(self.env.user).unlink()
        self.assertEqual(self.told(cursor)[:2], ([], []))
        self.policy.policy_missing = "block"
        self.assertEqual(self.told(cursor)[:2], (["1003"], []))
        self.policy.policy_missing = "warn"
        self.burak.hes_required = False
        self.assertEqual(self.told(cursor)[:2], ([], ["1002"]))
        self.burak.hes_required = True
        self.policy.gate = "off"
        self.assertEqual(self.told(cursor)[:2], ([], ["1002"]))

    def test_what_turns_with_time_is_told(self):
        self.policy.policy_stale = "block"
        *_lists, cursor = self.told(None)
        self.ayse.hes_code_id.invalidate_recordset()
        old = fields.Datetime.now() - timedelta(hours=self.policy.max_age_hours + 1)
        self.env.cr.execute(
            "UPDATE hes_code SET checked_at = %s WHERE id = %s",
            [old, self.ayse.hes_code_id.id],
        )
        self.assertEqual(self.told(cursor)[:2], (["1001"], []))

    def test_new_badges_and_people_who_left(self):
        *_lists, cursor = self.told(None)
        self.burak.barcode = "2002"
        denied, allowed, cursor = self.told(cursor)
        self.assertEqual((denied, allowed), (["2002"], []))
        self.cigdem.barcode = "1002"  # the old card is given to somebody else
        self.assertEqual(self.told(cursor)[:2], ([], ["1002"]))
        self.ayse.active = False
        self.assertEqual(self.told(cursor)[0], ["1001"])

    def test_pages(self):
        self.policy.policy_missing = "block"
        first = self.ask(limit=1)
        self.assertEqual((first["denied"], first["more"]), (["1002"], True))
        then = self.ask(first["cursor"], limit=1)
        self.assertEqual(then["denied"], ["1003"])
        self.assertFalse(then["full"] or then["more"])
        for limit in (0, -1, True, "1", 10**9, None, []):
            self.assertEqual(self.ask(limit=limit)["denied"], ["1002", "1003"])

    def test_people_of_other_companies_are_not_in_it(self):
        self.burak.company_id = self.stranger_company
        self.assertEqual(self.told(None)[0], [])

    def test_others_may_not_ask(self):
        for user in (self.plain_user, self.attendance_officer):
            answer = self.call(user)
            self.assertEqual(answer.status_code, 403, answer.text[:3000])
        self.assertEqual(self.call(self.officer).status_code, 200)

    def test_statements_do_not_depend_on_how_many_people_there_are(self):
        people = self.as_user(self.turnstile, "hr.employee")
        cursor = people.get_hes_denied_badges()["cursor"]
        counts = []
        for more in (0, 50):
            codes = self.codes_of_people(more) if more else ()
            for number, code in enumerate(codes):
                code.employee_id.barcode = f"77{number:08}"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            people.get_hes_denied_badges(cursor)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def statements(self, cursor):
        """How many a poll costs beyond the request, and the cursor that it returns."""
        people = self.as_user(self.turnstile, "hr.employee")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer = people.get_hes_denied_badges(cursor)
        return self.env.cr.sql_log_count - before, answer["cursor"]

    def test_a_poll_when_nothing_has_changed_costs_one_statement(self):
        self.cigdem.active = False
        self.policy.policy_stale = "block"
        _first, cursor = self.statements(None)
        self.assertEqual(self.statements(cursor), (1, cursor))
        self.burak.barcode = False  # the controller holds a badge that is nobody's
        _changed, cursor = self.statements(cursor)
        self.assertEqual(self.statements(cursor), (1, cursor))
        self.cigdem.barcode = "1002"
        _changed, later = self.statements(cursor)
        self.assertNotEqual(later, cursor)
        self.assertEqual(self.statements(later), (1, later))

    def test_a_poll_of_a_part_of_the_list_is_not_taken_for_all_of_it(self):
        self.policy.policy_missing = "block"
        people = self.as_user(self.turnstile, "hr.employee")
        first = people.get_hes_denied_badges(limit=1)
        self.assertEqual(
            people.get_hes_denied_badges(first["cursor"])["denied"], ["1003"]
        )

    def test_a_reason_of_which_nothing_is_known_is_judged_at_each_poll(self):
        lost = Reason("lost_badge", "Badge Lost", BLOCK)
        policies = self.env.registry["hes.policy"]
        stock = policies._gate_reasons
        self.patch(policies, "_gate_reasons", lambda rows: (*stock(rows), lost))
        self.env.registry.clear_cache("stable")
        *_lists, cursor = self.told(None)
        employees = self.env.registry["hr.employee"]
        objections = employees._gate_objections

        def _gate_objections(people, at):
            found = objections(people, at)
            found.get(self.ayse.id, []).append(Objection("lost_badge"))
            return found

        self.patch(employees, "_gate_objections", _gate_objections)
        self.assertEqual(self.told(cursor)[:2], (["1001"], []))

    def test_polls_tell_whatever_happens_and_whenever(self):
        dice = random.Random(19)
        controller = Controller(
            self.as_user(self.turnstile, "hr.employee").get_hes_denied_badges
        )
        deeds = (self.answer, self.rule, self.exempt, self.badge, self.hire_and_fire)
        now = datetime(2031, 3, 1)
        for number in range(200):
            now += timedelta(minutes=dice.choice([0, 1, 1, 1, 600, 1500]))
            with freeze_time(now):
                for deed in dice.sample(deeds, dice.randrange(3)):
                    deed(dice)
                self.env.flush_all()
                self.env.invalidate_all()
                controller.poll()
                people = self.ayse | self.burak | self.cigdem
                for one in people.filtered("barcode"):
                    on = self.policy.gate == "on"
                    denied = on and one.hes_clearance == "denied" or not one.active
                    opens = controller.opens(one.barcode)
                    self.assertEqual(opens, not denied, (number, one.name))

    def answer(self, dice):
        code = dice.choice((self.ayse | self.burak).hes_code_id)
        expiry = fields.Datetime.now() + timedelta(hours=dice.randrange(-50, 100))
        self.record_answer(
            code,
            status=dice.choice(["risky", "riskless", "not_found", "expired"]),
            expires_at=dice.choice([None, expiry]),
        )

    def rule(self, dice):
        name = dice.choice(["missing", "risky", "stale", "expired", "not_found"])
        self.policy[f"policy_{name}"] = dice.choice(["block", "block", "warn", "off"])
        self.policy.hes_codes = dice.random() < 0.9
        self.policy.gate = "on" if dice.random() < 0.9 else "off"

    def exempt(self, dice):
        today = fields.Date.today()
        self.env["hes.exemption"].create(
            {
                "employee_id": self.burak.id,
                "date_from": today,
                "date_to": today + timedelta(days=dice.randrange(2)),
                "reason": "Alone in the building",
                "covers": dice.choice([False, False, "risky", "stale"]),
            }
        )

    def badge(self, dice):
        one = dice.choice(self.ayse | self.burak | self.cigdem)
        taken = (self.ayse | self.burak | self.cigdem).mapped("barcode")
        one.barcode = dice.choice(
            [False, *({"1001", "1002", "1003", "2001"} - set(taken))]
        )

    def hire_and_fire(self, dice):
        one = dice.choice(self.ayse | self.cigdem)
        one.active = dice.random() < 0.7
        one.hes_required = dice.random() < 0.9

    def test_a_controller_never_opens_for_a_denied_badge_later_than_one_poll(self):
        dice = random.Random(15)
        online = True
        controller = Controller(lambda cursor: self.ask(cursor) if online else None)
        codes = (self.ayse | self.burak).hes_code_id
        backup = None
        for _minute in range(25):
            code = dice.choice(codes)
            self.record_answer(code, status=dice.choice(["risky", "riskless"]))
            online = dice.random() > 0.3
            if dice.random() < 0.2 and backup:  # it restarts with what it had saved
                controller.cursor, closed = backup
                controller.closed = set(closed)
            elif dice.random() < 0.3:
                backup = controller.cursor, frozenset(controller.closed)
            controller.poll()
            if online:
                for one in self.ayse | self.burak | self.cigdem:
                    denied = one.hes_clearance == "denied"
                    self.assertEqual(controller.opens(one.barcode), not denied)

    # ------------------------------------------------------------ the manual

    def commands(self, language):
        """The curl commands of the manual, as words."""
        page = MANUAL / language / "administrator.rst"
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        lines = re.findall(r"^ *curl .*?$", text, re.MULTILINE)
        return [shlex.split(line) for line in lines]

    def run_curl(self, words):
        """Answer of the server to a curl command, as JSON."""
        options, address, headers, data = iter(words[1:]), "", {}, None
        for word in options:
            if word == "-H":
                name, value = next(options).split(": ", 1)
                headers[name] = value.replace("$API_KEY", self.key(self.turnstile))
            elif word == "-d":
                data = next(options)
            elif not word.startswith("-"):
                address = urlsplit(word).path
        answer = self.url_open(address, data=data, headers=headers)
        self.assertEqual(answer.status_code, 200, answer.text)
        return json.loads(answer.text)

    def test_the_commands_of_the_manual_are_run(self):
        self.ayse.barcode = "041000000002"
        for language in ("en", "tr"):
            clearance, denied = map(self.run_curl, self.commands(language))
            self.assertEqual(clearance, {"clearance": "cleared"})
            self.assertEqual(denied["denied"], ["1002"])
            self.assertTrue(denied["full"])
