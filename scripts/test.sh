#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ./dev test [pytest options] : the whole suite, each add-on on a database of its own:
#     hes_code runs without queue_job, as most have it.
# ./dev test --odoo-suites : Odoo's own suites, without and with the add-on.
# ./dev test --upgrade : the released add-on, its data, and what is left after an upgrade.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

ADDONS=(hes_code hes_code_queue_job hes_code_skills)
RESULTS=$CACHE/data/tests
OPTIONS=() # of pytest
PATHS=()   # tests to run; none: all
RUN=()     # the add-ons whose tests were run

sort_arguments() {
    local argument
    for argument in "$@"; do
        case ${argument#"$ROOT/"} in
            hes_code | hes_code_queue_job | hes_code_skills | hes_code*/*)
                PATHS+=("${argument#"$ROOT/"}")
                ;;
            *) OPTIONS+=("$argument") ;;
        esac
    done
    [ ${#PATHS[@]} -gt 0 ] || PATHS=("${ADDONS[@]}")
}

# run_addon ADD-ON PATH... : pytest's exit code. queue_job's runner stays off: the tests
# run the jobs themselves.
run_addon() {
    local addon=$1 database=hes_test${1#hes_code}
    shift
    say "Making the test database of $addon"
    fresh_database "$database" hes_base
    odoo server --database "$database" --init "$addon" --stop-after-init >&2
    say "Running the tests of $addon"
    ODOO_QUEUE_JOB_CHANNELS=root:0 PYTHONPATH=$ODOO_PATH "$VENV/bin/python" -m pytest \
        --rootdir "$ROOT" --odoo-config "$ODOO_RC" --odoo-database "$database" --odoo-http \
        --junitxml "$RESULTS/$addon.xml" "${OPTIONS[@]}" "$@"
}

# total : one closing line over all that was run.
total() {
    "$VENV/bin/python" - "${RUN[@]/%/.xml}" <<'PYTHON'
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter

counts = Counter()
for path in sys.argv[1:]:
    for suite in ElementTree.parse(path).iter("testsuite"):
        tests = int(suite.get("tests"))
        bad = {name: int(suite.get(name)) for name in ("failures", "errors", "skipped")}
        counts.update(passed=tests - sum(bad.values()), failed=bad["failures"])
        counts.update(skipped=bad["skipped"], errors=bad["errors"])
OUTCOMES = ("failed", "passed", "skipped", "errors")
total = ", ".join(f"{counts[end]} {end}" for end in OUTCOMES if counts[end])
print(f" all add-ons: {total or 'no tests ran'} ".center(80, "="))
PYTHON
}

[ "${1:-}" != --odoo-suites ] || exec "$ROOT/scripts/odoo_suites.sh"
[ "${1:-}" != --upgrade ] || exec "$ROOT/scripts/upgrade.sh"
sort_arguments "$@"
need_browser
need_odoo
need_venv
need_queue_job
need_postgres
write_config
base_database hes_base
cd "$ROOT"
mkdir -p "$RESULTS"
rm -f "$RESULTS"/*
FAILED=0 NONE=5
for addon in "${ADDONS[@]}"; do
    paths=()
    for path in "${PATHS[@]}"; do
        [ "${path%%/*}" != "$addon" ] || paths+=("$path")
    done
    [ ${#paths[@]} -gt 0 ] || continue
    code=0
    run_addon "$addon" "${paths[@]}" || code=$?
    # 5: the options left no test of this add-on; the other one may have some
    [ "$code" -eq 5 ] || NONE=0
    [ "$code" -eq 0 ] || [ "$code" -eq 5 ] || FAILED=$code
    [ ! -f "$RESULTS/$addon.xml" ] || RUN+=("$RESULTS/$addon")
done
[ ${#RUN[@]} -le 1 ] || total
exit $((FAILED ? FAILED : NONE))
