# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bulk check by queue jobs: four workers against the scheduled action alone.

queue_job's own runner hands the jobs out, over HTTP, to two Odoo processes.
"""

import os
import signal
from functools import partial

from odoo.tools import SQL

from .check import (
    prepare,
    prove,
    read_stats,
    run_scheduled_action,
    service,
    use_service,
)
from .common import QUEUE, Figure, environment, say, stopwatch
from .servers import servers, wait_until

CODES, WORKERS = 100_000, 4
#: Seconds that the service takes for a request.
DELAY = 0.2
#: Of the run in which a process is killed: somebody is always waiting for an answer.
FEW_CODES, FEW_IN_BATCH, ASKED_BEFORE, LONG_DELAY = 5_000, 100, 10, 1.0
#: Jobs of a warm-up, and how often it is tried.
WARM_UP, ROUNDS = 40, 20
#: Seconds. All is over much earlier, unless it hangs.
LONGEST = 600


def queue_speedup():
    """100,000 codes: time of one worker against time of four."""
    with service(DELAY) as url:
        say(f"queue: making {CODES} employees with codes, for one worker")
        company_id = prepare(QUEUE, url, "HES Bench One Worker", CODES)
        _start_without_jobs(company_id)
        say("queue: asking for all of them by the scheduled action")
        with stopwatch() as one:
            run_scheduled_action(QUEUE)
        _prove_each_once(url, company_id, CODES)
    with service(DELAY) as url, servers(QUEUE, WORKERS) as odoos:
        say(f"queue: making {CODES} employees with codes, for {WORKERS} workers")
        company_id = prepare(QUEUE, url, "HES Bench Many Workers", CODES)
        for _number in range(2):
            odoos.start()
        _warm_up(2)
        use_service(QUEUE, url)
        say("queue: asking for all of them by jobs")
        with stopwatch() as many:
            query_id = _start(company_id)
            wait_until(partial(_ended, query_id), LONGEST, "the query did not end")
        _prove_each_once(url, company_id, CODES)
        assert _busy_processes(query_id) == 2, "not both processes have worked"
    return Figure(
        one[0] / many[0],
        f"one worker {one[0]:.1f} s, {WORKERS} workers {many[0]:.1f} s"
        f" ({CODES} codes, {DELAY} s a request)",
    )


def queue_kill():
    """One of two processes is killed: codes asked again / codes in flight."""
    with service(LONG_DELAY) as url, servers(QUEUE, WORKERS) as odoos:
        say(f"queue: making {FEW_CODES} employees with codes")
        settings = {"batch_size": FEW_IN_BATCH, "timeout": 5 * LONG_DELAY}
        company_id = prepare(QUEUE, url, "HES Bench Kill", FEW_CODES, **settings)
        leader = odoos.start()  # alone, so its runner is the one that hands jobs out
        _warm_up(1)
        use_service(QUEUE, url)
        odoos.start()
        query_id = _start(company_id)
        asked = ASKED_BEFORE
        wait_until(lambda: _answered(query_id) >= asked, LONGEST, "nothing was asked")
        wait_until(lambda: _in_flight(query_id), LONGEST, "nothing was in flight")
        before = _in_flight(query_id)
        os.kill(leader.pid, signal.SIGKILL)
        in_flight = len(before | _in_flight(query_id)) * FEW_IN_BATCH
        say(f"queue: one process is killed, {in_flight} codes are in flight")
        with stopwatch() as spent:
            wait_until(partial(_ended, query_id), LONGEST, "the query did not end")
        wait_until(lambda: not _unfinished_jobs(), LONGEST, "jobs were left")
        again = read_stats(url)["codes"] - FEW_CODES
        twice = read_stats(url)["asked_twice"]
        assert again == twice, "a code was asked for three times"
    prove(QUEUE, company_id, FEW_CODES)
    return Figure(
        again / in_flight,
        f"{again} of {FEW_CODES} codes asked again, {in_flight} in flight when one of"
        f" two processes was killed; all answered {spent[0]:.0f} s later, no job left",
    )


def _start_without_jobs(company_id):
    """A running query whose batches no worker was notified of."""
    with environment(QUEUE) as env:
        _query(env, company_id).state = "running"


def _start(company_id):
    """As an officer's button does it; returns the query's id."""
    with environment(QUEUE) as env:
        query = _query(env, company_id)
        query.action_start()
        return query.id


def _query(env, company_id):
    query = env["hes.query"].create({"company_id": company_id})
    query._enlist(env["hes.code"].search([("company_id", "=", company_id)]))
    return query


def _warm_up(processes):
    """Run jobs until so many processes have taken some."""
    with service(0) as url:
        name = f"HES Bench Warm-up {url}"
        company_id = prepare(QUEUE, url, name, WARM_UP, batch_size=1)
        for _round in range(ROUNDS):
            query_id = _start(company_id)
            wait_until(partial(_ended, query_id), LONGEST, "the runner did not run")
            if _busy_processes(query_id) == processes:
                return
    raise AssertionError("a process takes no jobs")


def _ended(query_id):
    [[state]] = _select("SELECT state FROM hes_query WHERE id = %s", query_id)
    return state != "running"


def _answered(query_id):
    return _select(
        "SELECT count(*) FROM hes_query_batch WHERE query_id = %s AND state = 'done'",
        query_id,
    )[0][0]


def _in_flight(query_id):
    """The ids of the batches that the service was asked and that have no answer."""
    rows = _select(
        """SELECT id FROM hes_query_batch
            WHERE query_id = %s AND state = 'pending' AND not_before IS NOT NULL""",
        query_id,
    )
    return {batch_id for [batch_id] in rows}


def _busy_processes(query_id):
    return _select(
        """SELECT count(DISTINCT worker_pid) FROM queue_job
            WHERE state = 'done' AND starts_with(func_string, %s)""",
        f"hes.query({query_id},)._job_ask(",
    )[0][0]


def _unfinished_jobs():
    return _select(
        "SELECT count(*) FROM queue_job WHERE state NOT IN ('done', 'cancelled')"
    )[0][0]


def _select(query, *values):
    with environment(QUEUE) as env:
        return env.execute_query(SQL(query, *values))


def _prove_each_once(url, company_id, count):
    prove(QUEUE, company_id, count)
    stats = read_stats(url)
    assert stats["codes"] == count and not stats["asked_twice"], "not each code once"
