# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# It is no add-on code: it runs alone.
# pylint: disable=print-used
"""A worker in an operating system's process of its own, which a test may kill.

    worker_process.py cron|jobs QUERY ODOO_OPTION...

``cron`` runs the scheduled action as the scheduler does, until nothing waits;
``jobs`` asks batch by batch for one query, each with a cursor of its own, as queue jobs
do.
It says ``ready`` when Odoo is loaded, and begins when a line is typed.
"""

import sys
from functools import partial

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config


def run_scheduled_action(registry, _query_id):
    waiting = True
    while waiting:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env.ref("hes_code.ir_cron_check_due").method_direct_trigger()
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            waiting = env["hes.query.batch"]._count_waiting()


def run_jobs(registry, query_id):
    asked = True
    while asked:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            query = env["hes.query"].browse(query_id)
            # a job that meets another worker begins anew
            asked = retrying(partial(env["hes.query.batch"]._ask_here, query), env)


def main():
    kind, query_id, *options = sys.argv[1:]
    config.parse_config(options, setup_logging=True)
    odoo.modules.module.initialize_sys_path()
    registry = Registry(config["db_name"][0])
    print("ready", flush=True)
    sys.stdin.readline()
    run = {"cron": run_scheduled_action, "jobs": run_jobs}[kind]
    run(registry, int(query_id))


if __name__ == "__main__":
    main()
