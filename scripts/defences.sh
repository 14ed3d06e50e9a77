#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ./dev defences [WORD...] : takes every defence out of a copy of the add-on, and sees
# the test of the attack fail. See scripts/defences.py.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

need_browser
prepare
exec 6>"$CACHE/defences.lock" # two at a time would take each other's databases
flock -n 6 || { say "Waiting for another ./dev defences" && flock 6; }
base_database hes_base
say "Making the database that each defence gets a copy of"
fresh_database hes_defences hes_base
odoo server --database hes_defences --init hes_code --stop-after-init >&2
PYTHONPATH=$ODOO_PATH "$VENV/bin/python" \
    "$(dirname "${BASH_SOURCE[0]}")/defences.py" "$@"
