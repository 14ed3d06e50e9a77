#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ./dev test [pytest options] : the whole suite on a database of its own.
# ./dev test --odoo-suites : Odoo's own suites, without and with the add-on.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

[ "${1:-}" != --odoo-suites ] || exec "$ROOT/scripts/odoo_suites.sh"
need_browser
prepare
base_database hes_base
say "Making the test database"
fresh_database hes_test hes_base
odoo server --database hes_test --init hes_code --stop-after-init >&2
say "Running the tests"
cd "$ROOT"
PYTHONPATH=$ODOO_HOME "$VENV/bin/python" -m pytest --rootdir "$ROOT" --odoo-config "$ODOO_RC" \
    --odoo-database hes_test --odoo-http "$@"
