#!/usr/bin/env bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ./dev demo [--no-serve] : the main job on a demo database, then Odoo until Ctrl-C.
set -euo pipefail
# shellcheck source=scripts/database.sh
. "$(dirname "${BASH_SOURCE[0]}")/database.sh"

PORT=8069
ADDRESS=http://localhost:$PORT
SERVE=1
STARTED=()    # processes of ours
MAKING=       # the database is half made
CLUSTER_END=  # what need_postgres wants done at the end

usage() { echo "Usage: ./dev demo [--no-serve]" >&2; }

for option in "$@"; do
    case $option in
        --no-serve) SERVE= ;;
        -h | --help) usage && exit ;;
        *) usage && exit 2 ;;
    esac
done

port_taken() { (: <>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

# still_running PID... : those of them that still run.
still_running() {
    local pid
    for pid in "$@"; do
        ! kill -0 "$pid" 2>/dev/null || echo "$pid"
    done
}

# finish : stops what we started; Odoo takes a second signal for an order to abort.
finish() {
    trap '' HUP INT TERM
    local pid tries=100
    for pid in $(still_running "${STARTED[@]}"); do
        kill -TERM "$pid" 2>/dev/null || true
    done
    while [ -n "$(still_running "${STARTED[@]}")" ] && [ $((tries--)) -gt 0 ]; do
        sleep 0.1
    done
    for pid in $(still_running "${STARTED[@]}"); do
        kill -KILL "$pid" 2>/dev/null || true
    done
    [ -z "$MAKING" ] || dropdb --if-exists --force hes_demo || true
    [ -z "$CLUSTER_END" ] || stop_cluster
}

# in_background NAME COMMAND... : in a session of its own, so that Ctrl-C reaches us alone.
in_background() {
    setsid "$@" 7>&- 8>&- 9>&- &
    STARTED+=($!)
}

start_stand_in() {
    # it learns whose the codes are from the list that demo.py imports
    # shellcheck disable=SC2016 # these are for the shell that waits
    in_background bash -c '
        until [ -f "$1/people.json" ]; do sleep 0.1; done
        exec "$2" "$3/hes_code/tests/stand_in.py" --port 0 --people "$1/people.json" \
            >"$1/stand_in.url" 2>"$1/stand_in.log"' stand-in "$HES_DEMO_DIR" "$VENV/bin/python" "$ROOT"
}

make_database() {
    base_database hes_base_demo --with-demo
    say "Making the demo database"
    MAKING=1
    fresh_database hes_demo hes_base_demo
    quietly odoo server --database hes_demo --init hes_code --with-demo --stop-after-init
    MAKING=
}

run_main_job() {
    say "Running the main job"
    mkdir -p "$HES_DEMO_DIR"
    rm -f "$HES_DEMO_DIR"/*
    start_stand_in
    local log=$HES_DEMO_DIR/odoo.log
    PYTHONIOENCODING=utf-8 odoo shell --database hes_demo --no-http \
        <"$ROOT/scripts/demo.py" 2>"$log" || { cat "$log" >&2 && exit 1; }
}

answers() {
    "$VENV/bin/python" - "$ADDRESS/web/login" <<'PYTHON' 2>/dev/null
import sys, urllib.request
urllib.request.urlopen(sys.argv[1], timeout=60).read()
PYTHON
}

serve() {
    say "Starting Odoo"
    export PYTHONPATH=$ODOO_HOME
    local log=$HES_DEMO_DIR/server.log
    in_background "$VENV/bin/python" -m odoo server --database hes_demo \
        --http-port "$PORT" >"$log" 2>&1
    local server=$!
    until answers; do
        [ -n "$(still_running "$server")" ] || { cat "$log" >&2 && die "Odoo did not start."; }
        sleep 0.5
    done
    say "Ready: $ADDRESS (user admin, password admin). Ctrl-C ends it. Odoo's log: $log"
    trap 'exit 0' HUP INT TERM
    wait "$server" || { cat "$log" >&2 && die "Odoo ended by itself."; }
}

if [ -n "$SERVE" ] && port_taken; then
    die "Port $PORT is in use, and the demo serves Odoo there. Stop what listens on it, or run: ./dev demo --no-serve"
fi
exec 8>"$CACHE/demo.lock"
flock -n 8 || die "Another ./dev demo is running; stop that one first."
prepare
CLUSTER_END=$(trap -p EXIT)
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM
export HES_DEMO_DIR=$CACHE/demo
make_database
run_main_job
[ -z "$SERVE" ] || serve
