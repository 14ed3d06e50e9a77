# shellcheck shell=bash
# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# A private PostgreSQL cluster below the cache folder, and the databases in it.
# Every script that needs Odoo sources this one, and gets the two below with it.
# shellcheck source=scripts/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# prepare : Odoo, its Python, a running PostgreSQL and the configuration for them.
prepare() {
    need_odoo
    need_venv
    need_postgres
    write_config
}

postgres_bin() {
    local folder
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr); do
        [ -x "$folder/initdb" ] && echo "$folder" && return
    done
    have initdb && dirname "$(command -v initdb)"
}

# PostgreSQL refuses to run as root, and root's home is closed to others: as root
# we become the user postgres with the one right to walk through folders.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups \
            --inh-caps=-all,+dac_read_search --ambient-caps=-all,+dac_read_search "$@")
    else
        "$@"
    fi
}

need_postgres() {
    if [ -n "${PGHOST:-}" ]; then
        export PGUSER=${PGUSER:-$(id -un)}
        say "Using the PostgreSQL server that PGHOST names"
        have psql || apt_install postgresql-client
        return
    fi
    PGBIN=$(postgres_bin) || { apt_install postgresql && PGBIN=$(postgres_bin); }
    local version
    export PATH=$PGBIN:$PATH
    version=$("$PGBIN/postgres" --version | grep -oE '[0-9]+' | head -n 1)
    [ "$version" -ge 13 ] || die "Odoo 19 needs PostgreSQL 13 or later, here is $version."
    CLUSTER=$CACHE/postgres
    SOCKETS=$CLUSTER/run
    # a socket's path may have 107 characters at the most
    [ ${#SOCKETS} -le 80 ] || SOCKETS=/tmp/hes_code-$(id -u)-$(echo "$CLUSTER" | cksum | cut -d' ' -f1)
    make_cluster
    # 9: shared by all who use the cluster; 7: locked while starting or stopping it
    exec 9>"$CACHE/postgres.users.lock" 7>"$CACHE/postgres.start.lock"
    flock -s 9
    flock 7
    start_cluster
    flock -u 7
    trap stop_cluster EXIT
    export PGHOST=$SOCKETS PGUSER=odoo PGPORT=5432
    export PGOPTIONS='-c client_min_messages=warning'
}

make_cluster() {
    [ ! -f "$CLUSTER/data/PG_VERSION" ] || return 0
    say "Making a private PostgreSQL cluster"
    rm -rf "$CLUSTER"
    mkdir -p "$CLUSTER"
    [ "$(id -u)" -ne 0 ] || chown postgres: "$CLUSTER"
    quietly as_postgres "$PGBIN/initdb" --pgdata "$CLUSTER/data" --username odoo \
        --auth trust --encoding UTF8 --locale C.UTF-8
}

start_cluster() {
    mkdir -p "$SOCKETS"
    chmod 700 "$SOCKETS"
    [ "$(id -u)" -ne 0 ] || chown postgres: "$SOCKETS"
    as_postgres "$PGBIN/pg_ctl" --pgdata "$CLUSTER/data" status >/dev/null && return
    # the databases here can be made again at any time: speed before durability. It may
    # outlive us: no lock of ours (6 to 9) is open in it
    as_postgres "$PGBIN/pg_ctl" --pgdata "$CLUSTER/data" --silent --wait \
        --log "$CLUSTER/log" --options "-c listen_addresses='' \
        -c unix_socket_directories='$SOCKETS' -c fsync=off -c full_page_writes=off \
        -c synchronous_commit=off -c shared_buffers=512MB -c max_wal_size=4GB \
        -c random_page_cost=1.1" \
        start 9>&- 8>&- 7>&- 6>&- || die "PostgreSQL did not start; see $CLUSTER/log"
}

# stop_cluster : unless another ./dev still uses it.
stop_cluster() {
    flock 7
    flock -n 9 || return 0
    as_postgres "$PGBIN/pg_ctl" --pgdata "$CLUSTER/data" --mode fast --silent stop 9>&- 7>&- || true
}

database_exists() {
    [ "$(psql -d postgres -Atc "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]
}

# base_database NAME [ODOO OPTIONS...] : stock Odoo with what the add-on depends on,
# made once for each Odoo and copied for each use.
base_database() {
    local name=$1
    shift
    ! database_exists "$name" || return 0
    say "Making the database $name (stock Odoo, once; some minutes)"
    dropdb --if-exists "$name.new"
    createdb "$name.new" --template template0
    quietly odoo server --database "$name.new" --init hr_attendance \
        --load-language en_US,tr_TR --stop-after-init "$@"
    psql -q -d postgres -c "ALTER DATABASE \"$name.new\" RENAME TO \"$name\""
    rm -rf "$CACHE/data/filestore/$name"
    [ ! -d "$CACHE/data/filestore/$name.new" ] ||
        mv "$CACHE/data/filestore/$name.new" "$CACHE/data/filestore/$name"
}

# fresh_database NAME BASE : NAME becomes a copy of BASE.
fresh_database() {
    dropdb --if-exists --force "$1"
    createdb "$1" --template "$2"
    rm -rf "$CACHE/data/filestore/$1"
    [ ! -d "$CACHE/data/filestore/$2" ] ||
        cp -a "$CACHE/data/filestore/$2" "$CACHE/data/filestore/$1"
}
