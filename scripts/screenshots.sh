#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ./dev screenshots [NAME...] : the pictures of the manual and of the Apps page, in
# English and Turkish, of a copy of the demo database as ./dev demo leaves it.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

DATABASE=hes_screenshots
KNOWN=$CACHE/screenshots.json

need_browser
prepare
database_exists hes_demo || "$ROOT/scripts/demo.sh" --no-serve >&2
say "Copying the demo database"
fresh_database $DATABASE hes_demo ||
    die "The demo database cannot be copied while it is served; end ./dev demo first."
say "Adding what the pictures show"
odoo shell --database $DATABASE --no-http <"$ROOT/scripts/screenshots_data.py" 2>"${KNOWN%.json}.log" |
    tail -n 1 >"$KNOWN" || { cat "${KNOWN%.json}.log" >&2 && die "The data could not be made."; }
say "Taking the pictures"
PYTHONPATH=$ODOO_PATH "$VENV/bin/python" "$ROOT/scripts/screenshots.py" \
    $DATABASE "$KNOWN" "$@" || die "Some pictures are not what they should be."
dropdb $DATABASE
rm -rf "$CACHE/data/filestore/$DATABASE"
