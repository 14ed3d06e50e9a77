# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import combinations, product

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...tools.clearance import HARDNESS
from ..common import HesCase


@tagged("post_install", "-at_install")
class TestSearch(HesCase, TransactionCase):
    """Filters and counts say of everybody what the field itself says of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.people = cls.everybody()

    @classmethod
    def everybody(cls):
        """Somebody for each combination of what can be known of a code."""
        now, hour = cls.now, timedelta(hours=1)
        facts = list(
            product(
                ("unknown", "riskless", "risky", "expired", "not_found"),
                (None, now, now - 60 * hour),  # asked
                (None, now + hour, now - hour),  # valid until
                ("unknown", "mismatch"),
                (None, now - hour),  # risky since
            )
        )
        codes = cls.codes_of_people(len(facts))
        cls.env.flush_all()
        for code, (status, checked_at, expires_at, owner, since) in zip(
            codes, facts, strict=True
        ):
            cls.env.cr.execute(
                SQL(
                    """UPDATE hes_code SET risk_status = %s, checked_at = %s,
                              expires_at = %s, owner_check = %s, risky_since = %s
                        WHERE id = %s""",
                    *(status, checked_at, expires_at, owner, since, code.id),
                )
            )
        cls.env.invalidate_all(flush=False)
        people = codes.employee_id
        people[3:5].hes_required = False
        people[7:9].active = False
        cls.env["hes.exemption"].create(
            {
                "employee_id": people[20].id,
                "date_from": now.date(),
                "date_to": now.date() + timedelta(days=1),
                "reason": "Works alone",
            }
        )
        codes[30].active = False
        return people | cls.ayse

    def assert_found_as_shown(self):
        for field in ("hes_clearance", "hes_clearance_reason"):
            shown = self.people.grouped(field)
            for value, _label in self.people._fields[field]._description_selection(
                self.env
            ):
                for operator in ("=", "!="):
                    found = self.people.with_context(active_test=False).search(
                        [("id", "in", self.people.ids), (field, operator, value)]
                    )
                    wanted = shown.get(value, self.people.browse())
                    if operator == "!=":
                        wanted = self.people - wanted
                    with self.subTest(field=field, operator=operator, value=value):
                        self.assertEqual(set(found.ids), set(wanted.ids))

    def test_each_filter_finds_who_is_shown_so(self):
        self.assert_found_as_shown()

    def test_also_of_several_clearances(self):
        shown = self.people.grouped("hes_clearance")
        for clearances in (*combinations(shown, 2), tuple(shown)):
            found = self.people.with_context(active_test=False).search(
                [("id", "in", self.people.ids), ("hes_clearance", "in", clearances)]
            )
            wanted = self.people.browse().union(*map(shown.get, clearances))
            with self.subTest(clearances=clearances):
                self.assertEqual(set(found.ids), set(wanted.ids))

    def test_a_list_and_its_length_are_one_look(self):
        people = self.as_user(self.officer, "hr.employee")

        def statements(count_limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            people.web_search_read(
                [("hes_clearance", "=", "cleared")],
                {"name": {}},
                limit=1,
                count_limit=count_limit,
            )
            return self.env.cr.sql_log_count - before

        statements(None)  # rules and rights are looked up
        self.assertEqual(statements(None), statements(1) + 1)

    def test_no_client_says_who_is_found(self):
        people = self.as_user(self.officer, "hr.employee")
        forged = people.with_context(hes_one_call={})
        domain = [("hes_clearance", "=", "denied")]
        self.assertEqual(forged.search(domain), people.search(domain))
        self.assertFalse(forged.env.context["hes_one_call"])

    def test_also_where_no_hes_code_is_asked_for(self):
        self.company.hes_policy_id.hes_codes = False
        self.assert_found_as_shown()

    def test_the_query_finds_what_the_objections_are(self):
        now = self.now
        policy = self.env["hes.policy"]._rules_of(self.company.id)
        objections = self.people._gate_objections(now)
        for actions in (("block",), ("warn", "block"), ("off", "warn", "block")):
            query = self.people._gate_standing_query(self.company, actions, now)
            found, answers = defaultdict(set), defaultdict(set)
            for employee_id, facts, action in self.env.execute_query(query):
                found[employee_id] |= set(facts.split())
                answers[employee_id].add(action)
            for person in self.people:
                standing = {
                    row.reason: policy.action(row)
                    for row in objections[person.id]
                    if row.holds(now)
                    and policy.action(row) in actions
                    and person.hes_required
                }
                self.assertEqual(found[person.id], set(standing), person.name)
                hardest = [
                    max(of, key=HARDNESS.index, default=None)
                    for of in (answers[person.id], standing.values())
                ]
                self.assertEqual(*hardest, person.name)

    def test_the_overview_counts_who_is_shown_so(self):
        self.env.invalidate_all()
        shown = self.env["hr.employee"].search([("company_id", "=", self.company.id)])
        overview = self.as_user(self.officer, "hes.overview").get_overview()
        counts = {tile["key"]: tile["count"] for tile in overview["tiles"]}
        self.assertEqual(counts.pop("inside"), 0)  # nobody is in
        self.assertEqual(counts, Counter(shown.mapped("hes_clearance")))
