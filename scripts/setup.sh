# shellcheck shell=bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# What the demo, the tests and the benchmarks stand on. Sourced by database.sh.
# shellcheck source=scripts/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ODOO_PACKAGE=odoo-19
# Odoo's package links to these; unpacked beside it, the relative links resolve.
ODOO_ASSETS=(fonts-inconsolata fonts-montserrat fonts-roboto-unhinted
    fonts-glyphicons-halflings fonts-ocr-b libjs-jquery libjs-jquery-form libjs-underscore)
# Odoo 19 draws its icons with Font Awesome 4: the stable suite still has it.
ODOO_ASSETS_STABLE=(fonts-font-awesome)
STABLE_SUITE=trixie

# private_apt COMMAND... : apt with lists of our own, so the system's stay as they are.
private_apt() {
    local tool=$1
    shift
    quietly "$tool" -o Dir::Etc::sourcelist="$CACHE/apt/sources.list" \
        -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$CACHE/apt/lists" \
        -o Dir::Cache="$CACHE/apt/cache" -o APT::Sandbox::User= -qq "$@"
}

prepare_private_apt() {
    have apt-get && have dpkg ||
        die "Odoo 19 is fetched with apt here. On another system set ODOO_HOME to an unpacked Odoo 19."
    local site
    site=$(apt-get indextargets --format '$(SITE)' 'Origin: Debian' 'Created-By: Packages' | head -n 1)
    if [ -z "$site" ]; then # the lists were never fetched: then apt knows no mirror yet
        as_root apt-get update -qq
        site=$(apt-get indextargets --format '$(SITE)' 'Origin: Debian' 'Created-By: Packages' | head -n 1)
    fi
    [ -n "$site" ] || die "apt names no Debian mirror; set ODOO_HOME to an unpacked Odoo 19."
    mkdir -p "$CACHE"/apt/{lists,cache/archives}/partial "$CACHE/apt/debs"
    local keys=/usr/share/keyrings/debian-archive-keyring.gpg suite
    for suite in sid "$STABLE_SUITE"; do
        printf 'deb [signed-by=%s] %s %s main\n' "$keys" "$site" "$suite"
    done >"$CACHE/apt/sources.list"
    private_apt apt-get update
}

need_odoo() {
    if [ -z "${ODOO_HOME:-}" ]; then
        ODOO_HOME=$CACHE/odoo/usr/lib/python3/dist-packages
        fetch_odoo
    fi
    [ -f "$ODOO_HOME/odoo/release.py" ] ||
        die "There is no Odoo in ODOO_HOME=$ODOO_HOME (no odoo/release.py)."
    grep -q '^version_info = (19, 0,' "$ODOO_HOME/odoo/release.py" ||
        die "ODOO_HOME=$ODOO_HOME is not Odoo 19.0."
    export ODOO_HOME
}

fetch_odoo() {
    [ ! -f "$CACHE/odoo/.complete" ] || return 0
    say "Fetching Odoo 19 (package $ODOO_PACKAGE, unpacked, not installed)"
    prepare_private_apt
    rm -rf "$CACHE/odoo" "$CACHE/apt/debs"
    mkdir -p "$CACHE/odoo" "$CACHE/apt/debs"
    (
        cd "$CACHE/apt/debs"
        private_apt apt-get download "$ODOO_PACKAGE/sid" "${ODOO_ASSETS[@]/%//sid}" \
            "${ODOO_ASSETS_STABLE[@]/%//$STABLE_SUITE}"
    ) || die "Could not fetch $ODOO_PACKAGE; set ODOO_HOME to an unpacked Odoo 19."
    local deb
    for deb in "$CACHE"/apt/debs/*.deb; do
        dpkg -x "$deb" "$CACHE/odoo"
    done
    rm -rf "$CACHE/apt/debs"
    # Debian leaves out this blurring of video backgrounds; without the file the whole
    # bundle that names it reports an error in every browser
    local blur=$ODOO_HOME/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js
    [ -f "$blur" ] || { mkdir -p "$(dirname "$blur")" && touch "$blur"; }
    touch "$CACHE/odoo/.complete"
}

need_venv() {
    need_python
    VENV=$CACHE/venv
    export VENV
    local files=("$ROOT/scripts/requirements-odoo.txt" "$ROOT/scripts/requirements-test.txt")
    stamped venv "${files[@]}" && [ -x "$VENV/bin/python" ] && return
    say "Making the Python environment ($("$PYTHON_BIN" --version))"
    rm -rf "$VENV"
    quietly "$PYTHON_BIN" -m venv "$VENV" || die "Could not make a Python environment."
    quietly "$VENV/bin/python" -m pip install --quiet --requirement "${files[0]}" \
        --requirement "${files[1]}" || die "Could not install the Python packages."
    stamp venv "${files[@]}"
}

# need_queue_job : OCA's queue_job and what of it the environment lacks, beside the
# environment: most users have neither. Where it is, write_config lets Odoo see it.
need_queue_job() {
    local files=("$ROOT/scripts/requirements-oca.txt")
    if ! stamped oca "${files[@]}"; then
        say "Fetching OCA's queue_job"
        rm -rf "$CACHE/oca"
        quietly "$VENV/bin/python" -m pip install --quiet --no-deps --no-compile \
            --target "$CACHE/oca" --requirement "${files[0]}" ||
            die "Could not fetch queue_job."
        stamp oca "${files[@]}"
    fi
}

need_browser() {
    have chromium || have google-chrome || have chrome || apt_install chromium
}

# odoo ARGUMENTS... : Odoo's command line on our configuration.
odoo() {
    PYTHONPATH=${ODOO_PATH:-$ODOO_HOME} "$VENV/bin/python" -m odoo "$@"
}

# write_config : the odoo.conf that every command uses.
write_config() {
    local addons=$ODOO_HOME/odoo/addons
    [ ! -d "$ODOO_HOME/addons" ] || addons=$addons,$ODOO_HOME/addons
    ODOO_PATH=$ODOO_HOME
    if [ -f "$CACHE/oca/.stamp" ]; then
        addons=$addons,$CACHE/oca/odoo/addons
        ODOO_PATH=$ODOO_PATH:$CACHE/oca
    fi
    # one for each checkout that uses this cache
    ODOO_RC=$CACHE/odoo-$(echo "$ROOT" | cksum | cut -d' ' -f1).conf
    cat >"$ODOO_RC" <<CONF
[options]
addons_path = $addons,$ROOT
data_dir = $CACHE/data
db_host = ${PGHOST}
db_user = ${PGUSER:-odoo}
db_port = ${PGPORT:-5432}
list_db = False
http_interface = 127.0.0.1
log_level = warn
limit_memory_hard = 0
CONF
    [ -z "${PGPASSWORD:-}" ] || echo "db_password = $PGPASSWORD" >>"$ODOO_RC"
    chmod 600 "$ODOO_RC"
    export ODOO_RC ODOO_PATH
}
