# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import timedelta
from itertools import chain, product
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import RISKLESS, RISKY, HesCase
from ..test_buttons import ScreenCase
from ..visit.permit_case import PermitCase
from ..web_client import ServerError, WebClient


def numbers_of(overview):
    """All numbers of an overview: dict of key to number."""
    rows = [overview["tiles"]]
    rows += [part["numbers"] for part in overview["rings"] + overview["sections"]]
    return {number["key"]: number for number in chain.from_iterable(rows)}


class OverviewCase(WebClient, HesCase):
    def overview(self):
        return self.call("hes.overview", "get_overview")

    def counts(self):
        numbers = numbers_of(self.overview()).items()
        return {key: number["count"] for key, number in numbers if number["count"]}

    def rows_of(self, key):
        """What the client finds for the list behind a number."""
        action = self.call("hes.overview", "open_list", key)
        self.assertEqual(action["views"][0][1], "list")
        self.assertFalse(action["context"])
        return self.call(action["res_model"], "search", action["domain"])


@tagged("post_install", "-at_install")
class TestOverview(OverviewCase):
    """The first screen of HES officers, as the web client asks for it."""

    def test_others_learn_nothing(self):
        receptionist = self._user("reception", "hes_code.group_hes_reception")
        statistician = self._user("statistics", "hes_code.group_hes_statistics")
        others = (self.plain_user, self.attendance_officer, receptionist, statistician)
        for user in others:
            self.log_in(user)
            for method, args in (
                ("get_overview", ()),
                ("get_queries", ()),
                ("open_list", ("denied",)),
                ("ask_everybody", ()),
            ):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaisesRegex(ServerError, "AccessError"),
                ):
                    self.call("hes.overview", method, *args)
            with self.assertRaisesRegex(ServerError, "AccessError"):
                self.call("hes.template.import", "upload", "a.csv", "QQ==")

    def test_another_companys_officer_sees_nothing_of_ours(self):
        self.code(self.burak, RISKY, risk_status="risky")
        stranger = self._user("stranger", "hes_code.group_hes_officer")
        stranger.write(
            {
                "company_id": self.stranger_company.id,
                "company_ids": [(6, 0, self.stranger_company.ids)],
            }
        )
        self.log_in(stranger)
        with self.assertRaisesRegex(ServerError, "AccessError"):
            self.overview()  # with our company in the context
        self.company = self.stranger_company
        self.assertFalse(self.counts())
        self.assertFalse(self.rows_of("denied"))

    def test_an_unknown_number_is_refused(self):
        for key in ("", "nothing", False, ["denied"]):
            with self.subTest(key=key), self.assertRaises(UserError):
                self.as_user(self.officer, "hes.overview").open_list(key)

    def test_who_may_come_in(self):
        self.code(self.ayse, RISKLESS, risk_status="riskless")
        self.burak._attendance_action_change()
        self.code(self.burak, RISKY, risk_status="risky")
        self.log_in(self.officer)
        tiles = {row["key"]: row["count"] for row in self.overview()["tiles"]}
        one_each = dict.fromkeys(("denied", "inside", "warned", "cleared"), 1)
        self.assertEqual(tiles, one_each)
        self.assertEqual(self.rows_of("denied"), self.burak.ids)
        self.assertEqual(self.rows_of("inside"), self.burak.ids)

    def test_what_ends(self):
        now = fields.Datetime.now()
        for person, text, days in (
            (self.ayse, "K1L2-0001-10", 13),
            (self.burak, "K1L2-0002-10", 15),
            (self.cigdem, "K1L2-0003-10", -1),
        ):
            self.code(person, text, expires_at=now + timedelta(days=days))
        self.env["hes.exemption"].create(
            {
                "employee_id": self.cigdem.id,
                "date_from": now.date(),
                "date_to": now.date() + timedelta(days=3),
                "reason": "A new code is on its way",
            }
        )
        self.log_in(self.officer)
        counts = self.counts()
        for key in ("ended", "ends", "exemptions", "coverage:expired"):
            self.assertEqual(counts[key], 1, key)
            self.assertEqual(len(self.rows_of(key)), 1, key)

    def test_the_numbers_of_codes_are_those_of_a_count_one_by_one(self):
        now = fields.Datetime.now()
        kinds = list(
            product(
                ("riskless", "expired", "unknown"),
                (None, -1, 13, 15),
                ("match", "mismatch"),
                ("on site", "at home", "left"),
            )
        )
        codes = self.codes_of_people(len(kinds), "K1L2-{:04}-77")
        for code, (status, days, owner, place) in zip(codes, kinds, strict=True):
            code.sudo().write(
                {
                    "risk_status": status,
                    "expires_at": days and now + timedelta(days=days),
                    "owner_check": owner,
                }
            )
            code.employee_id.write(
                {"active": place != "left", "hes_required": place != "at home"}
            )
        found = Counter()
        for status, days, owner, place in kinds:
            if place == "on site":
                ended = status == "expired" or days == -1
                found["ended"] += ended
                found["ends"] += not ended and days == 13
                found["foreign"] += owner == "mismatch"
        self.log_in(self.officer)
        counts = self.counts()
        self.assertEqual({key: counts[key] for key in found}, found)
        for key, number in found.items():
            self.assertEqual(len(self.rows_of(key)), number, key)
        shown = self.env["hr.employee"].search([("company_id", "=", self.company.id)])
        for key, number in Counter(shown.mapped("hes_clearance")).items():
            self.assertEqual(counts[key], number, key)

    def test_who_may_not_be_seen_is_not_counted(self):
        overview = self.as_user(self.officer, "hes.overview")
        people = overview.env["hr.employee"]
        self.assertTrue(overview._sees_all(people))
        self.code(self.burak, RISKY, risk_status="risky")
        before = numbers_of(overview.get_overview())
        self.env["ir.rule"].create(
            {
                "name": "Neither Burak nor Çiğdem",
                "model_id": self.env["ir.model"]._get_id("hr.employee"),
                "domain_force": [("id", "not in", (self.burak | self.cigdem).ids)],
            }
        )
        self.assertFalse(overview._sees_all(people))
        after = numbers_of(overview.get_overview())
        for key, fewer in (("denied", 1), ("warned", 1), ("cleared", 0)):
            self.assertEqual(before[key]["count"] - after[key]["count"], fewer, key)

    def test_visitors_of_whom_nobody_entered_that_they_left_are_counted(self):
        site = PermitCase.site_of(self.env, self.company)
        now = fields.Datetime.now()
        visits = self.env["hes.permit"].create(
            [
                {
                    "visitor_name": f"Visitor {days}",
                    "host_id": self.ayse.id,
                    "site_id": site.id,
                    "date_from": now - timedelta(days=days, hours=2),
                }
                for days in (0, 2, 3)
            ]
        )
        for visit in visits:
            visit.arrived_at = visit.date_from
        self.log_in(self.officer)
        self.assertEqual(self.counts()["forgotten"], 2)
        self.assertEqual(set(self.rows_of("forgotten")), set(visits[1:].ids))
        visits.with_user(self.officer)[1].action_leave()
        self.assertEqual(self.counts()["forgotten"], 1)

    def test_it_says_where_the_gate_is_off(self):
        self.log_in(self.officer)
        self.assertFalse(self.overview()["gate"])
        self.company.hes_policy_id.gate = "off"
        self.assertEqual(
            self.overview()["gate"], "The gate is off: everybody comes in."
        )

    def test_it_says_what_does_not_work(self):
        _stand_in, service = self.start_service()
        self.log_in(self.officer)
        before = self.overview()["trouble"]
        for trouble, words in (
            ({"silent_since": fields.Datetime.now()}, "has not answered since"),
            ({"suspended": True}, "refused"),
        ):
            service.sudo().write(trouble)
            [sentence] = set(self.overview()["trouble"]) - set(before)
            self.assertIn("Stand-in", sentence)
            self.assertIn(words, sentence)

    def test_looking_at_numbers_is_no_search_about_people(self):
        """The list behind a number is logged, and not the number of a company."""
        self.code(self.burak, RISKY, risk_status="risky")
        self.log_in(self.officer)
        logged = self.env["hes.access.log"].search_count([])
        self.overview()
        self.assertEqual(self.env["hes.access.log"].search_count([]), logged)
        self.rows_of("coverage:valid")
        self.assertGreater(self.env["hes.access.log"].search_count([]), logged)

    def test_the_number_of_statements_does_not_depend_on_the_people(self):
        overview = self.as_user(self.officer, "hes.overview")
        spent = []
        for count, pattern in ((10, "K1L2-{:04}-66"), (100, "M1L2-{:04}-66")):
            codes = self.codes_of_people(count, pattern)
            for code in codes[: count // 2]:
                self.record_answer(code, status="risky")
            for _warm in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                overview.get_overview()
                statements = self.env.cr.sql_log_count - before
            spent.append(statements)
        self.assertEqual(*spent)
        self.assertLess(spent[0], 60)


@tagged("post_install", "-at_install")
class TestOverviewQueries(OverviewCase):
    """Asking everybody, and what the overview says of it."""

    def test_without_codes_it_says_so(self):
        with self.assertRaisesRegex(UserError, "no HES code"):
            self.as_user(self.officer, "hes.overview").ask_everybody()

    def test_everybody_is_asked_for_by_the_service(self):
        self.start_service()
        self.code(self.ayse, RISKLESS)
        self.code(self.burak, RISKY)
        overview = self.as_user(self.officer, "hes.overview")
        self.assertIn("next query", overview.get_overview()["next"])
        self.assertIsNone(overview.ask_everybody())
        queries = overview.get_queries()
        self.assertEqual(queries["last"]["state"], "done")
        self.assertEqual(queries["last"]["answered"], "2 of 2 answered, 1 risky")
        self.assertEqual(self.burak.hes_risk_status, "risky")
        last = self.env["hes.query"].browse(queries["last"]["id"])
        opened = last.with_user(self.officer).action_view_denied()
        found = self.as_user(self.officer, "hr.employee").search(opened["domain"])
        self.assertEqual(found, self.burak)

    def test_without_a_service_e_devlet_is_next(self):
        self.code(self.ayse, RISKLESS)
        overview = self.as_user(self.officer, "hes.overview")
        self.assertIn("e-Devlet", overview.get_overview()["next"])
        action = overview.ask_everybody()
        query = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((query.channel, query.state), ("edevlet", "running"))
        self.log_in(self.officer)
        self.assertEqual(self.counts()["edevlet"], 1)
        self.assertEqual(self.rows_of("edevlet"), query.ids)


@tagged("post_install", "-at_install")
class TestOverviewChanges(HesCase):
    """What the numbers are compared with."""

    def setUp(self):
        super().setUp()
        self.days = self.env["hes.overview.day"]
        self.today = fields.Date.today()

    def changes(self):
        overview = self.as_user(self.officer, "hes.overview").get_overview()
        return {tile["key"]: tile["change"] for tile in overview["tiles"]}

    def day(self, days_ago, denied, warned, cleared, company=None):
        return self.days.create(
            {
                "company_id": (company or self.company).id,
                "date": self.today - timedelta(days=days_ago),
                "denied_count": denied,
                "warned_count": warned,
                "cleared_count": cleared,
            }
        )

    def test_without_an_earlier_day_nothing_is_said(self):
        self.day(0, 9, 9, 9)
        self.assertFalse(any(self.changes().values()))

    def test_the_last_day_counts(self):
        self.day(2, 9, 9, 9)
        self.day(1, 2, 1, 0)
        changes = self.changes()
        self.assertIn("2 fewer than on", changes["denied"])
        self.assertIn("2 more than on", changes["warned"])
        self.assertFalse(changes["cleared"])

    def test_a_day_is_taken_once_a_company_and_old_ones_go(self):
        old = self.day(15, 1, 1, 1)
        self.code(self.burak, RISKY, risk_status="risky")
        with self.enter_registry_test_mode():
            for _twice in range(2):
                self.env.ref("hes_code.ir_cron_overview").method_direct_trigger()
        self.assertFalse(old.exists())
        [day] = self.days.search([("company_id", "=", self.company.id)])
        self.assertEqual(
            (day.date, day.denied_count, day.warned_count, day.cleared_count),
            (self.today, 1, 2, 0),
        )

    @mute_logger("odoo.addons.hes_code.models.settings.res_company")
    def test_a_fault_of_one_company_stops_no_other(self):
        overview = type(self.env["hes.overview"])
        clearances = overview._clearances

        def fail(here):
            if here.env.company != self.company:
                raise OverflowError
            return clearances(here)

        with patch.object(overview, "_clearances", fail):
            self.days._cron_take()
        self.assertEqual(self.days.search([]).company_id, self.company)


@tagged("post_install", "-at_install")
class TestOverviewNumbers(ScreenCase, OverviewCase):
    """With something behind each number."""

    def test_each_number_opens_as_many_rows_as_it_says(self):
        soon = fields.Datetime.now() + timedelta(days=3)
        ended = fields.Datetime.now() - timedelta(days=3)
        self.record_answer(self.ayse.hes_code_id, expires_at=soon)
        self.code(self.newcomer, "K1L2-0001-10", expires_at=ended)
        self.newcomer.identification_id = "10000000146"
        self.record_answer(
            self.cigdem.hes_code_id,
            masked_name="ZE** ZE**",
        )
        inside = self.env["hes.permit"].search([("arrived_at", "!=", False)])
        inside.write({"date_from": ended - timedelta(hours=1), "date_to": ended})
        for role in ("officer", "manager"):
            self.log_in(self.roles[role])
            overview = numbers_of(self.overview())
            for key, number in overview.items():
                with self.subTest(role=role, key=key):
                    self.assertEqual(len(self.rows_of(key)), number["count"])
            empty = {key for key, number in overview.items() if not number["count"]}
            self.assertFalse({key for key in empty if ":" not in key})
