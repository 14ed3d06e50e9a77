#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ./dev test --upgrade : installs the released add-on out of git's history, runs the main
# job with it, upgrades to this one, and compares what is stored. See scripts/upgrade.py.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

OLD_COMMIT=e0bcab4 # version 19.0.1.0.0
OLD=$CACHE/data/upgrade/old

# unpack_old : the add-on and its demonstration as they were.
unpack_old() {
    local git=(git -c "safe.directory=*" -C "$ROOT")
    "${git[@]}" cat-file -e "$OLD_COMMIT^{commit}" 2>/dev/null ||
        die "Commit $OLD_COMMIT is not in this checkout. In a shallow one, run first: git fetch --unshallow"
    rm -rf "${OLD%/*}"
    mkdir -p "$OLD"
    "${git[@]}" archive "$OLD_COMMIT" hes_code scripts/demo.py | tar -x -C "$OLD"
}

# use_addons FOLDER : from now on Odoo finds the add-ons of FOLDER.
use_addons() {
    local ROOT=$1
    write_config
}

# run_step before|fresh|after DATABASE : scripts/upgrade.py in the Odoo shell.
run_step() {
    HES_UPGRADE_STEP=$1 HES_UPGRADE_OLD=$OLD HES_DEMO_DIR=${OLD%/*} \
        PYTHONIOENCODING=utf-8 odoo shell --database "$2" --no-http \
        <"$ROOT/scripts/upgrade.py"
}

prepare
exec 6>"$CACHE/upgrade.lock" # two at a time would take each other's database
flock -n 6 || { say "Waiting for another ./dev test --upgrade" && flock 6; }
unpack_old
base_database hes_base
say "Installing the add-on of commit $OLD_COMMIT"
fresh_database hes_upgrade hes_base
use_addons "$OLD"
odoo server --database hes_upgrade --init hes_code --stop-after-init >&2
say "Running the main job with it"
run_step before hes_upgrade
say "Upgrading"
use_addons "$ROOT"
odoo server --database hes_upgrade --update hes_code --init hes_code_skills \
    --stop-after-init 2>&1 |
    tee "${OLD%/*}/upgrade.log" >&2
say "Installing the new add-on beside it, and comparing"
fresh_database hes_upgrade_fresh hes_base
odoo server --database hes_upgrade_fresh --init hes_code --stop-after-init >&2
run_step fresh hes_upgrade_fresh
run_step after hes_upgrade
