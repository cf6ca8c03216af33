# shellcheck shell=sh disable=SC2154,SC2046
# A PostgreSQL server for tests and measurements, in a folder of its own, that need not survive a crash. Sourced, in
# any POSIX shell, after the script has set $scratch, a folder for logs, and made `fail`.

postgres_folder=

# PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# find_postgres: sets postgres_bin to the newest PostgreSQL's programs. Fails where there is none.
find_postgres() {
    postgres_bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    [ -x "$postgres_bin/initdb" ] && return
    postgres_bin=$(dirname -- "$(command -v initdb)") 2>/dev/null
    [ -x "$postgres_bin/initdb" ]
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Texts in the order of English, as on most servers: what relied on the order of bytes would go unseen in the C locale.
# PostgreSQL before 15 cannot be told so for sure.
postgres_order() {
    if "$postgres_bin/initdb" --help | grep locale-provider >/dev/null; then echo --locale-provider=icu --icu-locale=en-US; fi
}

# start_postgres, after find_postgres: sets database_url.
start_postgres() {
    postgres_folder=$(mktemp -d /tmp/console-postgres.XXXXXX)
    postgres_password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
    postgres_port=$(free_port)
    postgres_options="-c listen_addresses=127.0.0.1 -c port=$postgres_port -c max_connections=200"
    postgres_options="$postgres_options -c unix_socket_directories=$postgres_folder"
    postgres_options="$postgres_options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    printf '%s\n' "$postgres_password" >"$postgres_folder/password"
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$postgres_folder"; fi
    (
        cd "$postgres_folder"
        as_postgres "$postgres_bin/initdb" -D "$postgres_folder/data" -U console -A scram-sha-256 \
            --pwfile="$postgres_folder/password" --encoding=UTF8 --locale=C $(postgres_order) >"$scratch/initdb.log" &&
            as_postgres "$postgres_bin/pg_ctl" -D "$postgres_folder/data" -l "$postgres_folder/log" -w -t 60 start \
                -o "$postgres_options" >"$scratch/pg_ctl.log"
    ) || {
        cat "$scratch/initdb.log" "$scratch/pg_ctl.log" "$postgres_folder/log" >&2 || :
        fail "no PostgreSQL"
    }
    database_url="postgres://console:$postgres_password@127.0.0.1:$postgres_port/postgres"
}

stop_postgres() {
    if [ -z "$postgres_folder" ]; then return; fi
    as_postgres "$postgres_bin/pg_ctl" -D "$postgres_folder/data" -m immediate stop >/dev/null 2>&1 || :
    rm -rf "$postgres_folder"
    postgres_folder=
}
