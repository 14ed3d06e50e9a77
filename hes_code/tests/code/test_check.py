# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import (
    ENDLESS,
    EXPIRED,
    NOT_FOUND,
    RISKLESS,
    RISKY,
    STRANGE,
    UNANSWERED,
    HesCase,
    set_service_url,
)

MORNING = "2021-03-01 05:00:00"


@tagged("post_install", "-at_install")
@freeze_time(MORNING)
class TestCheck(HesCase):
    def setUp(self):
        super().setUp()
        self.stand_in, self.service = self.start_service()

    def last_query(self):
        return self.env["hes.query"].search([], limit=1)

    def assert_counts(self, query, **counts):
        names = ("riskless", "risky", "invalid", "unanswered")
        found = {name: query[f"{name}_count"] for name in names}
        self.assertEqual(found, {**dict.fromkeys(names, 0), **counts})
        self.assertEqual(query.code_count, sum(found.values()))

    # ------------------------------------------------------------ one person

    def test_the_button_of_an_employee_asks_at_once(self):
        self.code(self.ayse, RISKLESS)
        action = self.ayse.with_user(self.officer).action_hes_check()
        query = self.env["hes.query"].browse(action["res_id"])
        self.assertEqual(query.state, "done")
        self.assert_counts(query, riskless=1)
        self.assertEqual(self.ayse.hes_risk_status, "riskless")
        self.assertEqual(self.ayse.hes_checked_at, fields.Datetime.now())
        self.assertEqual(self.ayse.hes_clearance, "cleared")
        self.assertEqual(self.ayse.hes_code_id.masked_national_id, "********170")

    def test_every_kind_of_answer_is_read(self):
        answers = {
            RISKLESS: "riskless",
            RISKY: "risky",
            NOT_FOUND: "not_found",
            EXPIRED: "expired",
            STRANGE: "unknown",
            ENDLESS: "riskless",
            UNANSWERED: "unknown",
        }
        employees = self.codes_of_people(len(answers)).employee_id
        codes = self.env["hes.code"].create(
            [
                {"employee_id": employee.id, "code": code}
                for employee, code in zip(employees, answers, strict=True)
            ]
        )
        codes.with_user(self.officer).action_check()
        self.assertEqual(codes.mapped("risk_status"), list(answers.values()))
        query = self.last_query()
        self.assert_counts(query, riskless=2, risky=1, invalid=2, unanswered=2)
        self.assertEqual(codes[5].expiry, "No end")
        self.assertEqual(codes[4].check_ids.service_word, "UNDER_REVIEW")
        self.assertFalse(codes[6].check_ids, "what was not answered is not guessed")
        self.assertEqual(query.batch_ids.code_ids, codes[4] | codes[6])

    def test_a_selection_without_codes_is_told_so(self):
        with self.assertRaisesRegex(UserError, "no HES code"):
            self.ayse.with_user(self.officer).action_hes_check()

    def test_without_a_service_the_mend_is_told(self):
        self.service.active = False
        self.code(self.ayse, RISKLESS)
        with self.assertRaisesRegex(UserError, "Services"):
            self.ayse.with_user(self.officer).action_hes_check()

    def test_plain_users_cannot_ask(self):
        code = self.code(self.ayse, RISKLESS)
        with self.assertRaises(AccessError):
            code.with_user(self.plain_user).action_check()
        self.assertFalse(self.stand_in.requests)

    def test_a_risk_is_dated_and_ends_with_a_riskless_answer(self):
        code = self.code(self.ayse, RISKLESS)
        with freeze_time(MORNING) as clock:
            self.stand_in.overrides["A4D7113210"] = "RISKY"
            code.action_check()
            since = fields.Datetime.now()
            clock.tick(timedelta(hours=5))
            code.action_check()
            self.assertEqual(code.risky_since, since, "the first answer dates it")
            self.stand_in.overrides["A4D7113210"] = "hescodehasbeenexpired"
            code.action_check()
            self.assertEqual(code.risk_status, "expired")
            self.assertEqual(self.ayse.hes_clearance_reason, "risky")
            self.stand_in.overrides["A4D7113210"] = "RISKLESS"
            code.action_check()
        self.assertFalse(code.risky_since)
        self.assertEqual(self.ayse.hes_clearance, "cleared")
        self.assertEqual(
            code.check_ids.sorted("id").mapped("risk_status"),
            ["risky", "risky", "expired", "riskless"],
        )

    def test_an_unknown_answer_lifts_no_risk(self):
        code = self.code(self.ayse, RISKLESS)
        self.stand_in.overrides["A4D7113210"] = "RISKY"
        code.action_check()
        self.stand_in.overrides["A4D7113210"] = "UNDER_REVIEW"
        code.action_check()
        self.assertEqual(code.risk_status, "risky")
        self.assertEqual(code.check_ids[0].risk_status, "unknown")

    # ------------------------------------------------------ scheduled action

    def test_the_scheduled_action_asks_for_what_is_due(self):
        due = self.code(self.ayse, RISKLESS)
        old = self.code(self.burak, RISKY, checked_at="2021-02-28 05:00:00")
        fresh = self.code(self.cigdem, ENDLESS, checked_at="2021-02-28 05:00:01")
        self.run_cron()
        self.assertEqual((due | old).mapped("risk_status"), ["riskless", "risky"])
        self.assertEqual(len(fresh.check_ids), 1, "the answer it had before")
        self.assert_counts(self.last_query(), riskless=1, risky=1)

    def test_who_left_or_works_elsewhere_is_not_asked_for(self):
        self.code(self.ayse, RISKLESS)
        self.code(self.burak, RISKY)
        self.ayse.active = False
        self.burak.hes_required = False
        self.run_cron()
        self.assertFalse(self.stand_in.requests)

    def test_a_second_run_asks_nothing_again(self):
        self.codes_of_people(3)
        self.run_cron()
        self.run_cron()
        self.assertEqual(set(self.stand_in.asked.values()), {1})
        self.assertEqual(self.env["hes.query"].search_count([]), 1)

    def test_the_unanswered_are_asked_again_after_an_hour(self):
        self.code(self.ayse, UNANSWERED)
        with freeze_time(MORNING) as clock:
            self.run_cron()
            self.env.cr.execute("UPDATE hes_query_batch SET write_date = %s", [MORNING])
            clock.tick(timedelta(minutes=59))
            self.run_cron()
            self.assertEqual(sum(self.stand_in.asked.values()), 1)
            clock.tick(timedelta(minutes=2))
            self.run_cron()
        self.assertEqual(sum(self.stand_in.asked.values()), 2)

    def test_batches_have_the_size_of_the_setting(self):
        self.service.batch_size = 4
        self.codes_of_people(10)
        self.run_cron()
        self.assertEqual([r.codes for r in self.stand_in.requests], [4, 4, 2])
        self.assert_counts(self.last_query(), riskless=10)
        self.assertEqual(self.last_query().progress, 100)

    def test_a_long_pause_leaves_the_rest_for_later(self):
        self.service.write({"batch_size": 2, "pause": 60})
        self.codes_of_people(4)
        self.run_cron()
        self.assertEqual(len(self.stand_in.requests), 1)
        self.assertEqual(self.last_query().state, "running")
        with freeze_time(MORNING) as clock:
            clock.tick(61)
            self.run_cron()
        self.assert_counts(self.last_query(), riskless=4)

    def test_a_cut_run_goes_on_where_it_was(self):
        self.service.batch_size = 2
        self.codes_of_people(4)
        self.stand_in.trouble("503", start=2)
        self.run_cron()
        query = self.last_query()
        self.assertEqual((query.state, query.riskless_count), ("running", 2))
        self.assertIn("fault of its own", query.error)
        self.stand_in.calm()
        with freeze_time(MORNING) as clock:
            clock.tick(timedelta(minutes=10))
            self.run_cron()
        self.assertEqual(query.state, "done")
        self.assert_counts(query, riskless=4)

    def test_each_reader_has_the_error_in_their_language(self):
        self.env["res.lang"]._activate_lang("tr_TR")
        self.codes_of_people(2)
        self.stand_in.trouble("503")
        self.run_cron()
        query = self.last_query()
        self.assertIn("(HTTP 503)", query.error)
        officer = query.with_user(self.officer)
        self.assertIn("fault of its own", officer.error)
        officer = officer.with_context(lang="tr_TR")
        self.assertIn("Serviste bir arıza var (HTTP 503)", officer.error)

    def test_refused_credentials_stop_everything_until_mended(self):
        self.codes_of_people(2)
        self.stand_in.trouble("401")
        self.run_cron()
        query = self.last_query()
        self.assertEqual(query.state, "failed")
        self.assertIn("password", query.error)
        self.assertTrue(self.service.suspended)
        self.run_cron()
        self.assertEqual(len(self.stand_in.requests), 1)
        self.stand_in.calm()
        self.service.with_user(self.manager).password = "hes"
        self.run_cron()
        self.assert_counts(self.last_query(), riskless=2)

    def test_a_429_waits_as_long_as_it_says(self):
        self.codes_of_people(2)
        self.stand_in.trouble("429", retry_after=120)
        self.run_cron()
        batch = self.last_query().batch_ids
        self.assertEqual(
            batch.not_before, fields.Datetime.now() + timedelta(seconds=120)
        )
        self.assertEqual((batch.state, batch.attempts), ("pending", 0))

    def test_what_is_never_answered_ends_visibly(self):
        self.codes_of_people(2)
        self.stand_in.trouble("html")
        with freeze_time(MORNING) as clock:
            for _attempt in range(6):
                self.run_cron()
                clock.tick(timedelta(minutes=31))
            query = self.env["hes.query"].search([], order="id", limit=1)
            self.assertEqual(query.state, "done")
            self.assert_counts(query, unanswered=2)
            self.assertIn("web page", query.error)
            self.stand_in.calm()
            query.action_retry()
        self.assert_counts(query, riskless=2)

    def test_cancelling_leaves_the_rest_unanswered(self):
        self.service.write({"batch_size": 2, "pause": 60})
        self.codes_of_people(4)
        self.run_cron()
        query = self.last_query()
        query.with_user(self.officer).action_cancel()
        with freeze_time(MORNING) as clock:
            clock.tick(61)
            self.env["hes.query.batch"].search([]).flush_recordset()
            self.assertFalse(self.env["hes.query.batch"]._claim())
        self.assert_counts(query, riskless=2, unanswered=2)

    def test_a_draft_asks_for_all_of_its_company(self):
        self.codes_of_people(3)
        query = self.as_user(self.officer, "hes.query").create({})
        query.action_start()
        self.assert_counts(query, riskless=3)

    def test_a_batch_takes_the_same_statements_whatever_its_size(self):
        counts = []
        sizes = (
            (1, "G1H2-{:04}-00"),  # reads what is read once and kept
            (5, "K1L2-{:04}-00"),
            (400, "M1N2-{:04}-00"),
        )
        for size, pattern in sizes:
            partners = self.env["res.partner"].create(
                [{"name": f"V{i}"} for i in range(size)]
            )
            codes = self.env["hes.code"].create(
                [
                    {"partner_id": partner.id, "code": pattern.format(i)}
                    for i, partner in enumerate(partners)
                ]
            )
            query = self.env["hes.query"].create({})
            query._enlist(codes)
            query.state = "running"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["hes.query.batch"]._ask_here(query)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assert_counts(query, riskless=size)
        self.assertEqual(counts[1], counts[2])

    # --------------------------------------------------------------- service

    def test_the_connection_is_tried_and_explained(self):
        service = self.service.with_user(self.manager)
        for trouble, told in (
            (None, "answers"),
            ("401", "password"),
            ("500", "fault of its own"),
            ("html", "web page"),
            ("redirect", "never followed"),
        ):
            with self.subTest(trouble=trouble):
                self.stand_in.calm()
                if trouble:
                    self.stand_in.trouble(trouble)
                params = service.action_test_connection()["params"]
                self.assertIn(told, params["message"])
                self.assertEqual(params["type"], "danger" if trouble else "success")

    def test_the_password_is_never_given_back(self):
        admin = self._user("admin", "base.group_system")
        admin.group_ids += self.env.ref("hes_code.group_hes_manager")
        for user in (self.manager, admin):
            service = self.service.with_user(user)
            self.assertFalse(service.read(["password"])[0]["password"])
            with self.assertRaises(AccessError):
                service.read(["secret"])
            with self.assertRaises(AccessError):
                service.search([("secret", "=like", "h%")])
        self.assertTrue(self.service.has_password)

    def test_the_address_follows_the_environment(self):
        set_service_url(self.env, False)
        service = self.as_user(self.manager, "hes.service").create({"username": "u"})
        self.assertIn("/test/", service.url)
        service.environment = "live"
        self.assertNotIn("/test/", service.url)
