# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..common import HesCase
from ..many import Reconciled, add_codes, start_query
from ..stand_in_answers import TROUBLES

MORNING = "2021-03-01 05:00:00"
CODES, BATCH = 1000, 100
#: One code of a hundred is never answered; see many.py.
SILENT = CODES // 100
#: The request in the middle of the query that the trouble begins with.
START = 4

#: What goes wrong -> what the query tells of it while it waits to ask again. These
#: are the service's own troubles: nothing else is asked meanwhile.
WAITING = {
    "429": "asks to wait",
    "500": "HTTP 500",
    "empty": "empty",
    "html": "web page",
    "redirect": "never followed",
}
#: The same for what may lie in the batch: the others are asked meanwhile.
OF_ONE_BATCH = {
    "404": "HTTP 404",
    "broken_json": "could not be read",
    "cut": "cut off",
    "deep_json": "could not be read",
    "no_error_key": "HTTP 400",
    "no_maps": "unknown form",
    "packed": "could not be read",
    "too_large": "too large",
    "wrong_shape": "unknown form",
    "wrong_types": "unknown form",
}
#: What the client gets over by itself -> how often the batch was asked.
PASSING = {"502": 2, "503": 2, "504": 2, "reset": 2, "slow": 1}
REFUSED = {"401": "HTTP 401", "403": "HTTP 403"}
#: What leaves every second code of the batch without an answer.
HALF = {"missing", "wrong_entries"}


@tagged("post_install", "-at_install")
class TestFaults(Reconciled, HesCase):
    """Each trouble strikes in the middle of a query of ten batches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.codes = add_codes(cls.env, cls.company, CODES)

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MORNING))
        self.stand_in, self.service = self.start_service()
        self.service.batch_size = BATCH
        self.query = start_query(self.env, self.company, self.codes)

    def strike(self, name, **options):
        """The trouble begins, and the scheduled action runs for the first time."""
        self.stand_in.trouble(name, start=START, **options)
        self.run_cron()

    def run_to_the_end(self):
        """Run the scheduled action whenever something may be asked; the hours that
        this takes."""
        begun = fields.Datetime.now()
        while self.query.state == "running":
            later = self.env["hes.query.batch"]._next_start()
            self.clock.move_to(later)
            self.assertLess(later - begun, timedelta(days=1), "It never ends.")
            self.run_cron()
        return (fields.Datetime.now() - begun) / timedelta(hours=1)

    def assert_answered(self, unanswered=SILENT):
        """All but so many codes have their one answer; all were asked for."""
        self.assertEqual(self.query.code_count, CODES)
        self.assertEqual(self.query.unanswered_count, unanswered)
        self.assert_reconciled(self.query)
        self.assertEqual(len(self.stand_in.asked), CODES)
        known = self.codes.filtered(lambda code: code.risk_status != "unknown")
        self.assertEqual(len(known), CODES - unanswered)

    def assert_asked(self, times, batches=1):
        """So many batches were asked so often, every other one once."""
        expected = Counter({1: CODES})
        if times > 1:
            expected = Counter({1: CODES - batches * BATCH, times: batches * BATCH})
        self.assertEqual(Counter(self.stand_in.asked.values()), expected)

    def test_every_trouble_is_in_one_of_these_tables(self):
        tables = [*WAITING, *OF_ONE_BATCH, *PASSING, *REFUSED, *HALF]
        self.assertEqual(sorted(tables), sorted(TROUBLES))

    def passes_by_itself(self, name):
        self.strike(name, count=1, **({"seconds": 0.2} if name == "slow" else {}))
        self.assertEqual((self.query.state, self.query.error), ("done", False))
        self.assert_answered()
        self.assert_asked(PASSING[name])

    def makes_the_service_wait(self, name):
        self.strike(name, count=2)
        self.assertEqual(self.query.state, "running")
        self.assertIn(WAITING[name], self.query.error)
        self.assertEqual(len(self.stand_in.requests), START)
        self.assert_reconciled(self.query)
        waited = self.run_to_the_end()
        self.assertEqual(self.query.state, "done")
        self.assert_answered()
        self.assert_asked(3)
        if name == "429":
            self.assertEqual(waited * 3600, 2 * 7, "as long as it was told, twice")

    def puts_off_one_batch(self, name):
        self.strike(name, count=1)
        self.assertEqual(self.query.state, "running")
        self.assertIn(OF_ONE_BATCH[name], self.query.error)
        self.assertEqual(len(self.stand_in.requests), CODES // BATCH)
        self.assertEqual(self.query.progress, 90)
        self.assert_reconciled(self.query)
        self.run_to_the_end()
        self.assertEqual(self.query.state, "done")
        self.assert_answered()
        self.assert_asked(2)

    def stops_until_mended(self, name):
        self.strike(name)
        self.run_cron()
        self.assertEqual(self.query.state, "failed")
        self.assertIn(REFUSED[name], self.query.error)
        self.assertTrue(self.service.suspended)
        self.assertEqual(self.service.activity_ids.user_id, self.manager)
        self.assertEqual(len(self.stand_in.requests), START)
        self.assert_reconciled(self.query)
        self.stand_in.calm()
        self.service.password = "hes"
        self.query.with_user(self.officer).action_retry()
        self.run_to_the_end()
        self.assertFalse(self.query.error)
        # what was refused, and the silent ones of the batches before
        self.assertEqual(self.query.unanswered_count, SILENT)
        self.assert_reconciled(self.query)

    def leaves_half_a_batch(self, name):
        self.strike(name, count=1)
        self.assertEqual(self.query.state, "done")
        self.assert_reconciled(self.query)
        left = self.query.unanswered_count
        self.assertGreaterEqual(left, SILENT + BATCH // 2 - BATCH // 100)
        self.assertLessEqual(left, SILENT + BATCH // 2)
        asked = len(self.query.batch_ids.code_ids)
        self.assertEqual(asked, left, "what the button shows")
        self.query.with_user(self.officer).action_retry()
        self.run_to_the_end()
        self.assert_answered()
        self.assertEqual(Counter(self.stand_in.asked.values())[2], left)

    def test_a_service_that_never_comes_back_ends_the_query_visibly(self):
        self.strike("500")
        hours = self.run_to_the_end()
        self.assertEqual(hours, 2, "2, 4, 8, 16 minutes, and then each half hour")
        self.assertEqual(len(self.stand_in.requests), START - 1 + 8)
        self.assertEqual(self.query.state, "done")
        self.assertIn("HTTP 500", self.query.error)
        left = CODES - (START - 1) * BATCH
        silent = SILENT * (START - 1) * BATCH // CODES
        self.assertEqual(self.query.unanswered_count, left + silent)
        self.assert_reconciled(self.query)
        self.assertLessEqual(max(self.stand_in.asked.values()), 5)
        self.stand_in.requests.clear()
        self.run_cron()
        self.assertFalse(self.stand_in.requests, "none of it is due at once")
        self.stand_in.calm()
        self.query.with_user(self.officer).action_retry()
        self.run_to_the_end()
        self.assertEqual(self.query.unanswered_count, SILENT)
        self.assert_reconciled(self.query)

    def test_faults_that_are_far_apart_give_up_nothing(self):
        """One answer, one fault, for as long as there is something to ask."""
        while self.query.state == "running":
            self.stand_in.trouble("500", start=2, count=1)
            self.run_cron()
            if later := self.env["hes.query.batch"]._next_start():
                self.clock.move_to(later)
        self.assert_answered()
        self.assert_asked(2, batches=CODES // BATCH - 1)

    def test_an_outage_after_an_outage_has_its_own_patience(self):
        for _outage in range(2):
            self.stand_in.trouble("500", start=2, count=6)
            for _run in range(6):
                self.run_cron()
                self.clock.move_to(self.env["hes.query.batch"]._next_start())
        self.stand_in.calm()
        self.run_to_the_end()
        # of each outage the batch that was asked for five times
        self.assertEqual(len(self.stand_in.asked), CODES)
        self.assertEqual(self.query.unanswered_count, 2 * BATCH + SILENT * 8 // 10)
        self.assert_reconciled(self.query)

    def test_an_old_outage_does_not_shorten_the_patience_of_a_new_query(self):
        self.strike("500")
        self.query.action_cancel()
        self.clock.tick(timedelta(days=3))
        query = start_query(self.env, self.company, self.codes[-BATCH * 2 :])
        query.started_at = fields.Datetime.now()
        self.run_cron()
        self.assertEqual(query.state, "running")
        self.stand_in.calm()
        self.query = query
        self.run_to_the_end()
        self.assertEqual(query.unanswered_count, 2 * SILENT // 10)

    def test_a_wait_of_no_time_or_of_years_is_bounded(self):
        for told, seconds in (("0", 1), ("999999999", 86_400)):
            with self.subTest(told):
                self.stand_in.reset()
                self.stand_in.trouble("429", retry_after=told)
                self.run_cron()
                self.assertEqual(len(self.stand_in.requests), 1)
                later = self.env["hes.query.batch"]._next_start()
                waited = later - fields.Datetime.now()
                self.assertEqual(waited, timedelta(seconds=seconds))
                self.clock.move_to(later)

    def test_what_is_ready_does_not_wait_for_what_was_put_off(self):
        self.query.batch_ids[0].not_before = "2021-03-02 05:00:00"
        self.query.batch_ids[2:].state = "done"
        later = self.env["hes.query.batch"]._next_start()
        self.assertEqual(later, fields.Datetime.now())

    def test_a_service_that_wants_pauses_delays_no_other_service(self):
        other = self.stranger_company
        self.env["hes.service"].create(
            {"company_id": other.id, "username": "hes", "password": "hes"}
        )
        codes = add_codes(self.env, other, 3)
        query = start_query(self.env, other, codes)
        self.service.pause = 3600
        self.run_cron()
        self.assertEqual(query.state, "done")
        self.assertEqual(self.query.progress, 10)
        self.clock.tick(timedelta(minutes=59))
        self.run_cron()
        self.assertEqual(self.query.progress, 10)
        self.clock.tick(timedelta(minutes=2))
        self.run_cron()
        self.assertEqual(self.query.progress, 20)

    def test_a_batch_that_is_never_answered_holds_up_no_other(self):
        self.strike("cut", count=1)
        self.stand_in.trouble("cut")
        self.run_to_the_end()
        self.assertEqual(self.query.state, "done")
        self.assertIn("cut off", self.query.error)
        silent = SILENT - BATCH // 100
        self.assertEqual(self.query.unanswered_count, BATCH + silent)
        self.assert_reconciled(self.query)
        self.assert_asked(5)


def _each(names, check):
    for name in names:

        def test(self, name=name):
            getattr(self, check)(name)

        setattr(TestFaults, f"test_{name}_{check}", test)


_each(PASSING, "passes_by_itself")
_each(WAITING, "makes_the_service_wait")
_each(OF_ONE_BATCH, "puts_off_one_batch")
_each(REFUSED, "stops_until_mended")
_each(HALF, "leaves_half_a_batch")
