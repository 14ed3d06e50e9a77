# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Runs benchmarks: python -m bench [--check] [NAME...]

Prints a line a figure and, last, one JSON object of name to ratio. Exit code 2 for a
name that is none; with --check that is all that is looked at.
"""

import json
import os
import sys

from odoo.tools import config

from . import check, contacts, denied, gate, imports, queue, screens, waits

#: What can be measured, in this order: name -> (function, what the ratio should reach).
#: A function takes nothing and returns a Figure.
BENCHMARKS = {
    "gate_time": (gate.time_ratio, "<= 1.05"),
    "gate_statements": (gate.more_statements, "<= 1"),
    "gate_batch_time": (gate.batch_ratio, "<= 1.05"),
    "punches_time": (gate.punches_ratio, "<= 1.05"),
    "certificates_batch_time": (gate.certificates_ratio, "<= 1.05"),
    "certificates_statements": (gate.certificates_statements, "<= 2"),
    "import_vs_load": (imports.import_vs_load, ">= 20"),
    "check_overhead": (check.check_overhead, "<= 1.15"),
    "trace_vs_scan": (contacts.trace_vs_scan, "<= 3"),
    "leaving_while_tracing": (waits.leaving_while_tracing, "<= 1"),
    "gate_while_asking": (waits.gate_while_asking, "<= 1.1"),
    "screens_vs_stock": (screens.screens_vs_stock, "<= 3"),
    "overview": (screens.overview, "<= 1"),
    "deny_list": (denied.deny_list, "<= 5"),
    "queue_speedup": (queue.queue_speedup, ">= 2"),
    "queue_kill": (queue.queue_kill, "<= 1"),
}


def run(names):
    config.parse_config(["--config", os.environ["ODOO_RC"]], setup_logging=True)
    ratios = {}
    for name, (measure, target) in BENCHMARKS.items():
        if names and name not in names:
            continue
        figure = measure()
        ratios[name] = round(figure.ratio, 3)
        print(
            f"{name}: {figure.sides}; {figure.ratio:.3f} (should be {target})",
            flush=True,
        )
    print(json.dumps(ratios))


def main(arguments):
    names = [name for name in arguments if name != "--check"]
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"No such benchmark: {', '.join(unknown)}", file=sys.stderr)
        print(f"./dev bench [NAME...] of: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    if "--check" not in arguments:
        run(names)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
