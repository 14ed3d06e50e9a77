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
# about half of the time that the tests of hes_code take
HALF=(hes_code/tests/{code,contact,gate,query,visit})

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

# make_database ADD-ON DATABASE
make_database() {
    say "Making the test database of $1"
    fresh_database "$2" hes_base
    odoo server --database "$2" --init "$1" --stop-after-init >&2
    # Most tests commit nothing: autovacuum would note that a table is empty which a test
    # has filled, and PostgreSQL would go through all of it for each row of another.
    psql -q -d "$2" <<'SQL'
DO $$
DECLARE name regclass;
BEGIN
    FOR name IN SELECT oid FROM pg_class
                 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', name);
    END LOOP;
END $$;
SQL
}

# make_assets DATABASE : what the browser loads, once: each test that opens one would make
# it anew, and take it back at its end.
make_assets() {
    odoo shell --database "$1" --no-http >&2 <<'PYTHON'
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
PYTHON
}

# run_tests NAME DATABASE ARGUMENTS... : pytest's exit code; its report gets that name.
# queue_job's runner stays off: the tests run the jobs themselves.
run_tests() {
    local name=$1 database=$2
    shift 2
    ODOO_QUEUE_JOB_CHANNELS=root:0 PYTHONPATH=$ODOO_PATH "$VENV/bin/python" -m pytest \
        --rootdir "$ROOT" --odoo-config "$ODOO_RC" --odoo-database "$database" --odoo-http \
        --junitxml "$RESULTS/$name.xml" "${OPTIONS[@]}" "$@"
}

# run_addon ADD-ON PATH... : pytest's exit code.
run_addon() {
    local addon=$1 database=hes_test${1#hes_code}
    shift
    make_database "$addon" "$database"
    say "Running the tests of $addon"
    run_tests "$addon" "$database" "$@"
}

# run_all : the whole suite in two halves at the same time, which take about as long;
# the worst exit code. What the second half says is shown when it is done.
run_all() {
    local output=$RESULTS/second_half.txt code=0
    make_database hes_code hes_test
    make_assets hes_test
    fresh_database hes_test_other hes_test
    (
        code=0
        run_tests hes_code_other hes_test_other "${HALF[@]}" || code=$?
        run_addon hes_code_skills hes_code_skills || code=$?
        exit "$code"
    ) >"$output" 2>&1 &
    say "Running the tests, in two halves"
    run_tests hes_code hes_test hes_code "${HALF[@]/#/--ignore=}" || code=$?
    run_addon hes_code_queue_job hes_code_queue_job || code=$?
    wait $! || code=$?
    cat "$output"
    return "$code"
}

# total REPORT... : one closing line over all that was run.
total() {
    "$VENV/bin/python" - "$@" <<'PYTHON'
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
if [ $# -eq 0 ] && [ "$(nproc)" -gt 1 ]; then
    run_all || FAILED=$?
    NONE=0 PATHS=()
fi
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
done
reports=("$RESULTS"/*.xml)
[ ${#reports[@]} -le 1 ] || total "${reports[@]}"
exit $((FAILED ? FAILED : NONE))
