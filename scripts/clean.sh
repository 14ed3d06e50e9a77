#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Removes what ./dev made: the cluster with its databases, Odoo, the environments.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

if [ -f "$CACHE/postgres/data/postmaster.pid" ]; then
    say "Stopping PostgreSQL"
    as_postgres "$(postgres_bin)/pg_ctl" --pgdata "$CACHE/postgres/data" --mode fast --silent stop || true
fi
say "Removing $CACHE"
for name in apt odoo oca venv lint-venv lint-node postgres data demo screenshots; do
    rm -rf "${CACHE:?}/$name"
done
rm -f "$CACHE"/odoo-*.conf "$CACHE"/*.lock
rmdir "$CACHE" 2>/dev/null || true
