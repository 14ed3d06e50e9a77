#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ./dev shell : an Odoo shell on the demo database; a script on standard input runs.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

prepare
database_exists hes_demo || "$ROOT/scripts/demo.sh" --no-serve >&2
odoo shell --database hes_demo --no-http "$@"
