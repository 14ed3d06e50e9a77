#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ./dev bench [NAME...] : the measured claims, each as a ratio, on databases of their own.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

bench() {
    PYTHONPATH=${ODOO_PATH:-$ODOO_HOME}:$ROOT/scripts "$VENV/bin/python" -m bench "$@"
}

need_odoo
need_venv
bench --check "$@"
need_queue_job
need_postgres
write_config
exec 6>"$CACHE/bench.lock" # two at a time would measure each other
flock -n 6 || { say "Waiting for another ./dev bench" && flock 6; }
base_database hes_base
say "Making the databases of the benchmarks"
fresh_database hes_bench hes_base
fresh_database hes_bench_stock hes_base
fresh_database hes_bench_queue hes_base
odoo server --database hes_bench --init hes_code --stop-after-init >&2
odoo server --database hes_bench_queue --init hes_code_queue_job --stop-after-init >&2
bench "$@"
