# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from odoo.tests import get_db_name, tagged
from odoo.tools import config

from ...models.query.hes_query_batch import GROUP
from ..stand_in import StandIn
from .worker_case import PATIENCE, WorkerCase

WORKER = str(Path(__file__).with_name("worker_process.py"))
#: What another process needs to find the same database and add-ons.
OPTIONS = {
    "--config": "config",
    "--addons-path": "addons_path",
    "--data-dir": "data_dir",
    "--db_host": "db_host",
    "--db_port": "db_port",
    "--db_user": "db_user",
}
CODES, BATCH = 2000, 50


@tagged("post_install", "-at_install")
class TestKill(WorkerCase):
    """Processes of the operating system that share a query, and end untimely."""

    def begin(self, *kinds):
        """Processes that have loaded Odoo, all sent off at once."""
        processes = self.load(*kinds)
        for process in processes:
            self.send_off(process)
        return processes

    def load(self, *kinds):
        processes = [self.process(kind) for kind in kinds]
        for process in processes:
            self.assertEqual(process.stdout.readline(), "ready\n")
        return processes

    @staticmethod
    def send_off(process):
        process.stdin.write("go\n")
        process.stdin.flush()

    def process(self, kind):
        options = [
            f"{option}={self.option(name)}"
            for option, name in OPTIONS.items()
            if self.option(name)
        ]
        command = [sys.executable, WORKER, kind, str(self.query_id), *options]
        process = subprocess.Popen(
            [*command, f"--database={get_db_name()}", "--log-level=error"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PGPASSWORD": config["db_password"] or ""},
        )
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def option(name):
        value = config[name]
        return ",".join(value) if isinstance(value, list) else value

    @staticmethod
    def end(process):
        process.kill()
        process.wait(PATIENCE)
        process.stdin.close()
        process.stdout.close()

    def kill_after(self, process, requests):
        """Kill it in the middle of a request, the so many-th of all."""
        self.wait_for(lambda: len(self.stand_in.requests) >= requests)
        process.kill()  # SIGKILL: nothing of it can tidy up
        process.wait(PATIENCE)

    def go_on(self):
        """Runs of the scheduled action, until it has come to the end."""
        self.run_worker()
        with self.query() as query:
            return query.state == "done"

    def assert_all_answered(self):
        with self.query() as query:
            self.assertEqual(query.state, "done")
            self.assertEqual(query.code_count, CODES)
            # one code of a hundred is never answered; see many.py
            self.assertEqual(query.unanswered_count, CODES // 100)
            self.assert_reconciled(query)
        self.assertEqual(len(self.stand_in.asked), CODES)

    def test_a_killed_process_is_followed_at_once_and_nothing_is_lost(self):
        # a lease of six minutes, which nobody here waits for
        self.start(StandIn(delay=0.05), CODES, batch_size=BATCH, timeout=100)
        for requests, process in zip((5, 15), self.load("cron", "cron"), strict=True):
            self.send_off(process)
            self.kill_after(process, requests)
            with self.query() as query:
                self.assertEqual(query.state, "running")
        self.wait_for(self.go_on)
        self.assert_all_answered()
        # each kill: what was being written, and what had been asked for meanwhile
        twice = [code for code, times in self.stand_in.asked.items() if times > 1]
        self.assertLessEqual(len(twice), 2 * 2 * GROUP * BATCH)
        self.assertLessEqual(max(self.stand_in.asked.values()), 3)

    def test_a_process_killed_while_it_writes_several_batches_loses_none(self):
        self.start(StandIn(), CODES, batch_size=BATCH, timeout=100)
        [process] = self.load("cron")
        with self.query() as query:
            # of the second and the third batch, which are written together
            self.lock(query.batch_ids[2]._codes_without_answer()[0])
            self.send_off(process)
            self.wait_for(self.count_locks_waited_for)
            self.kill_after(process, 3)
        with self.query() as query:
            states = query.batch_ids.mapped("state")
            self.assertEqual(states[:3], ["done", "pending", "pending"])
            self.assertEqual(query.code_count, CODES)
            self.assert_reconciled(query)
        self.wait_for(self.go_on)
        self.assert_all_answered()
        times = Counter(self.stand_in.asked.values())
        self.assertEqual(max(times), 2)
        self.assertLessEqual(times[2], 2 * GROUP * BATCH)

    def test_processes_that_share_a_query_ask_for_each_code_once(self):
        self.start(StandIn(delay=0.05), CODES, batch_size=BATCH)
        workers = self.begin("cron", "jobs")
        for process in workers:
            self.assertEqual(process.wait(PATIENCE), 0)
        self.wait_for(self.go_on)
        self.assert_all_answered()
        self.assertEqual(set(self.stand_in.asked.values()), {1})
        self.assertEqual(len(self.stand_in.requests), CODES // BATCH)

    def test_of_two_that_share_a_query_one_is_killed(self):
        self.start(StandIn(delay=0.05), CODES, batch_size=BATCH)
        killed, other = self.begin("jobs", "cron")
        self.kill_after(killed, 10)
        self.assertEqual(other.wait(PATIENCE), 0)
        self.wait_for(self.go_on)
        self.assert_all_answered()
        twice = [code for code, times in self.stand_in.asked.items() if times > 1]
        self.assertLessEqual(len(twice), BATCH)
