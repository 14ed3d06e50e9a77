# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .permit_case import PermitCase

YESTERDAY = "2021-03-01 05:00:00"
TODAY = "2021-03-02 05:00:00"
BEGINS = {"date_from": "2021-03-02 08:00:00", "date_to": "2021-03-02 09:00:00"}
VISITS = 5


@tagged("post_install", "-at_install")
class TestRecheck(PermitCase):
    """The scheduled action asks again about the visits of the day, one by one."""

    def setUp(self):
        super().setUp()
        self.stand_in, _service = self.start_service()
        with freeze_time(YESTERDAY):
            for number in range(VISITS):
                visit = self.enter(f"Umut {number}", f"K1L2-345{number}-11", **BEGINS)
                visit.action_approve()
        self.visits = self.env["hes.permit"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(set(self.visits.mapped("state")), {"approved"})
        self.stand_in.reset()

    def run_until(self, times):
        """A run of the scheduled action whose time is up after so many commits."""
        crons = self.env.registry["ir.cron"]
        commit, count = crons._commit_progress, []

        def commit_progress(cron, *args, **kwargs):
            count.append(1)
            seconds = commit(cron, *args, **kwargs)
            return seconds if len(count) < times else 0

        # once: the scheduler itself would go on at once
        with (
            patch.object(crons, "_commit_progress", commit_progress),
            self.enter_registry_test_mode(),
            self.env.registry.cursor() as cr,
        ):
            self.env(cr=cr)["hes.permit"]._cron_permits()
        self.env.invalidate_all()

    @freeze_time(TODAY)
    def test_a_run_that_is_cut_off_keeps_what_was_asked(self):
        self.run_until(4)
        asked = len(self.stand_in.requests)
        self.assertIn(asked, range(1, VISITS))
        done = self.visits.filtered(lambda visit: str(visit.checked_at) == TODAY)
        self.assertEqual(len(done), asked)
        self.run_permit_cron()
        self.assertEqual(set(self.stand_in.asked.values()), {1}, "none was asked twice")
        self.assertEqual(len(self.stand_in.asked), VISITS)

    @freeze_time(TODAY)
    def test_a_silent_service_is_asked_once_a_run(self):
        self.stand_in.trouble("500")
        self.run_until(100)
        self.assertEqual(len(self.stand_in.requests), 1)
        self.assertEqual(set(map(str, self.visits.mapped("checked_at"))), {YESTERDAY})

    @freeze_time(TODAY)
    def test_what_was_answered_before_the_service_fell_silent_is_kept(self):
        self.stand_in.trouble("500", start=3)
        self.stand_in.overrides["K1L2345011"] = "RISKY"
        self.run_until(100)
        self.assertEqual(len(self.stand_in.requests), 3)
        states = self.visits.sorted("id").mapped("state")
        self.assertEqual(states, ["denied"] + ["approved"] * 4)

    @freeze_time(TODAY)
    def test_a_visit_of_a_company_that_is_archived_is_not_asked_for(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_company SET active = FALSE WHERE id = %s", [self.company.id]
        )
        self.env.invalidate_all()
        self.run_until(100)
        self.assertFalse(self.stand_in.requests)
