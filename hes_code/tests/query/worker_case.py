# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from odoo.tools import SQL

from ..common import set_service_url
from ..many import VISITOR, Reconciled, add_codes, start_query
from ..stand_in import StandIn
from ..transactions import TransactionsCase

#: Seconds. Longer than anything here takes: who waits so long waits for ever.
PATIENCE = 120


class BlockedStandIn(StandIn):
    """The answer to one question, by default the first, is delayed until ``free`` is
    set."""

    def __init__(self, slow=1, **options):
        super().__init__(**options)
        self.slow, self.questions = slow, 0
        self.free = threading.Event()
        self.blocked = threading.Event()

    def wait(self, seconds):
        with self.lock:
            self.questions += 1
            slow = self.questions == self.slow
        if slow:
            self.blocked.set()
            self.free.wait(PATIENCE)
        return super().wait(seconds)


class WorkerCase(Reconciled, TransactionsCase):
    """Workers in transactions of their own."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove)
        with self.environment() as env:
            self.company_id = env["res.company"].create({"name": "Many Workers"}).id

    def remove(self):
        with self.environment() as env:
            company = env["res.company"].browse(self.company_id)
            ours = [("company_id", "=", company.id)]
            for table in ("hes_check", "hes_query", "hes_code"):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE company_id = %s",
                        SQL.identifier(table),
                        company.id,
                    )
                )
            env.cr.execute("DELETE FROM res_partner WHERE name = %s", [VISITOR])
            env.cr.execute("DELETE FROM bus_bus")
            cron = env.ref("hes_code.ir_cron_check_due")
            env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
            env.invalidate_all()
            env["hes.service"].search(ours).unlink()
            set_service_url(env, False)
            calendars = env["resource.calendar"].search(ours)
            partner = company.partner_id
            for records in (company, calendars, partner):
                records.exists().unlink()

    def environment(self, **context):
        return super().environment(active_test=False, **context)

    def start(self, stand_in, codes, **service):
        """A running query over so many codes at the stand-in."""
        self.stand_in = self.enterContext(stand_in)
        with self.environment() as env:
            company = env["res.company"].browse(self.company_id)
            values = {"username": "hes", "password": "hes", "company_id": company.id}
            set_service_url(env, stand_in.url)
            env["hes.service"].create({**values, **service})
            self.query_id = start_query(env, company, add_codes(env, company, codes)).id

    @contextmanager
    def query(self):
        """The query, in a transaction of its own."""
        with self.environment() as env:
            yield env["hes.query"].browse(self.query_id)

    def run_worker(self):
        """A run of the scheduled action that does not look at the clock."""
        with self.environment() as env:
            env["hes.query"]._cron_check_due()

    @contextmanager
    def waiting_worker(self):
        """A worker whose first question is on its way; it ends after the block."""
        with ThreadPoolExecutor(1) as pool:
            worker = pool.submit(self.run_worker)
            try:
                self.assertTrue(self.stand_in.blocked.wait(PATIENCE))
                yield worker
            finally:
                self.stand_in.free.set()
            worker.result(PATIENCE)

    @staticmethod
    def lock(records):
        """Until the transaction ends, nobody else writes these, as if it wrote them."""
        records.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id IN %s FOR NO KEY UPDATE",
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )

    def wait_for(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end, "One of them waits for ever.")
            time.sleep(0.01)

    def count_locks_waited_for(self):
        with self.environment() as env:
            env.cr.execute(
                """SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
            )
            return env.cr.fetchone()[0]
