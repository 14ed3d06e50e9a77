# shellcheck shell=bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# What every script of ./dev shares: where things are and how it speaks.

ROOT=${ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
CACHE=${HES_CODE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hes_code}
mkdir -p "$CACHE"
CACHE=$(cd "$CACHE" && pwd)
export ROOT CACHE
export PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

die() {
    printf '\033[1;31m==> %s\033[0m\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# quietly COMMAND... : shows what the command printed only if it failed. Not for functions
# that may call die, as its message would be lost.
quietly() {
    local log status=0
    log=$(mktemp "$CACHE/output.XXXXXX")
    "$@" >"$log" 2>&1 || status=$?
    [ $status -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return $status
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        quietly "$@"
    elif have sudo; then
        quietly sudo "$@"
    else
        die "This step needs root and there is no sudo. As root, run: $*"
    fi
}

# apt_install PACKAGE... : from the system's own sources.
apt_install() {
    have apt-get || die "Please install what these Debian packages hold, then try again: $*"
    say "Installing system packages: $*"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "$@" ||
        die "Could not install: $*"
}

# python_bin : a Python that Odoo 19 runs on, with venv and pip.
python_bin() {
    local candidate
    for candidate in ${PYTHON_BIN:-} python3.13 python3.12 python3.11 python3.10 python3; do
        have "$candidate" || continue
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

need_python() {
    python_bin >/dev/null || apt_install python3 python3-venv
    PYTHON_BIN=$(python_bin) ||
        die "Odoo 19 needs Python 3.10 to 3.13 with venv; set PYTHON_BIN to one."
    export PYTHON_BIN
}

# stamped NAME FILE... : true if NAME was made from these very files.
stamped() {
    local name=$1
    shift
    [ "$(cat "$CACHE/$name/.stamp" 2>/dev/null)" = "$(cat "$@" | sha256sum)" ]
}

stamp() {
    local name=$1
    shift
    cat "$@" | sha256sum >"$CACHE/$name/.stamp"
}
