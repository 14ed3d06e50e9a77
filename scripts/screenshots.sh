#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# scripts/screenshots.sh [LANGUAGE...] : pictures of the add-on, in $CACHE/screenshots.
# They are taken of a copy of the demo database, as ./dev demo leaves it.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

need_browser
prepare
database_exists hes_demo || "$ROOT/scripts/demo.sh" --no-serve >&2
say "Copying the demo database"
fresh_database hes_screenshots hes_demo ||
    die "The demo database cannot be copied while it is served; end ./dev demo first."
say "Taking the pictures"
PYTHONPATH=$ODOO_HOME "$VENV/bin/python" "$ROOT/scripts/screenshots.py" \
    hes_screenshots "$CACHE/screenshots" "$@"
dropdb hes_screenshots
rm -rf "$CACHE/data/filestore/hes_screenshots"
