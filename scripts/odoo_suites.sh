#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ./dev test --odoo-suites : Odoo's own tests of what we depend on, on a stock database
# and on one with the add-on. Every test must end with it as it ends without it.
#
# pytest runs them all with every module loaded. Odoo's own runner would run those
# marked at_install before it loads the add-on: they would not meet it.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

RESULTS=$CACHE/data/odoo-suites
STARTED=() # the two runs

# run_suites NAME : into NAME.xml and NAME.log; what fails, fails in the comparison.
run_suites() {
    local core=$ODOO_HOME/odoo/addons
    cd "$RESULTS"
    PYTHONPATH=$ODOO_HOME exec "$VENV/bin/python" -m pytest -c /dev/null --rootdir "$core" \
        -p no:cacheprovider --odoo-config "$ODOO_RC" --odoo-database "hes_suites_$1" \
        --odoo-http --junitxml "$RESULTS/$1.xml" \
        "$core"/{hr,hr_attendance,hr_skills,barcodes}/tests >"$RESULTS/$1.log" 2>&1
}

# compare : both totals, each difference; the last line counts the tests that end with
# the add-on as without it as passed, all others as failed.
compare() {
    "$VENV/bin/python" - "$RESULTS/stock.xml" "$RESULTS/addon.xml" <<'PYTHON'
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict

BAD = ("error", "failure")


def outcomes(path):
    """Test to how it ended, and to its message."""
    ends, messages = defaultdict(list), {}
    for case in ElementTree.parse(path).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        marks = [child for child in case if child.tag in (*BAD, "skipped")]
        ends[name] += sorted(mark.tag for mark in marks) or ["passed"]
        messages[name] = " ".join(mark.get("message", "") for mark in marks)
    return {name: " and ".join(sorted(end)) for name, end in ends.items()}, messages


(stock, _), (addon, messages) = map(outcomes, sys.argv[1:])
same = {name: end for name, end in stock.items() if addon.get(name) == end}
row = "{:<24}{:>10}{:>16}".format
print(row("", "stock Odoo", "with hes_code"))
totals = [Counter(results.values()) for results in (stock, addon)]
for end in sorted(totals[0] | totals[1]):
    print(row(end, *(total[end] for total in totals)))
print(row("tests", len(stock), len(addon)))
for name, end in same.items():
    if end not in ("passed", "skipped"):
        print(f"{end} in both: {name}")
for name in sorted((stock.keys() | addon.keys()) - same.keys()):
    ends = stock.get(name, "not run"), addon.get(name, "not run")
    print("DIFFERENT: {}: {} without, {} with hes_code".format(name, *ends))
    print(f"    {messages.get(name, '')[:500]}")
different = len(stock.keys() | addon.keys()) - len(same)
print("A test that ends with hes_code as it ends without it counts as passed:")
print(f"{len(same)} passed, {different} failed")
sys.exit(bool(different or not same))
PYTHON
}

# finish : stops what still runs of ours, then what need_postgres wants done at the end.
finish() {
    [ ${#STARTED[@]} -eq 0 ] || kill "${STARTED[@]}" 2>/dev/null || true
    wait
    [ -z "$CLUSTER_END" ] || stop_cluster
}

need_browser
prepare
CLUSTER_END=$(trap -p EXIT)
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM
base_database hes_base
say "Making the two databases"
fresh_database hes_suites_stock hes_base
fresh_database hes_suites_addon hes_base
odoo server --database hes_suites_addon --init hes_code --stop-after-init >&2
mkdir -p "$RESULTS"
rm -f "$RESULTS"/*
say "Running the suites of hr, hr_attendance and barcodes on both (some minutes)"
for name in stock addon; do
    run_suites "$name" 7>&- 9>&- &
    STARTED+=($!)
done
for pid in "${STARTED[@]}"; do
    wait "$pid" || true
done
STARTED=()
compare || die "Not as without the add-on: see $RESULTS/stock.log and addon.log"
