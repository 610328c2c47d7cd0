#!/usr/bin/env bash
# A PostgreSQL server of the tests' own: a private cluster in a temporary folder, reached through a Unix socket in
# that folder and, with a password, through the loopback interface.
#
#   postgresql.sh start STATE          makes and starts it; what the others need is written to the file STATE
#   postgresql.sh run STATE COMMAND…   runs COMMAND with SAFELIGHT_TEST_CATALOG, or says that there is no server: 77
#   postgresql.sh stop STATE           stops and removes it
#
# It also stops when the program that started it ends in any way. Without PostgreSQL on this machine, `start` and `run`
# say so and end with 77, which is a failure where CI or SAFELIGHT_REQUIRE_POSTGRESQL is set.
set -euo pipefail

readonly skipped=77

say() { printf 'postgresql.sh: %s\n' "$*" >&2; }

# Says why the tests do not run, and ends: skipped for a developer, failed where they have to run.
give_up() {
    say "$*"
    say "THE TESTS ON POSTGRESQL DO NOT RUN"
    if [[ -n ${CI:-} && ${CI:-} != false || -n ${SAFELIGHT_REQUIRE_POSTGRESQL:-} ]]; then exit 1; fi
    exit "$skipped"
}

# The folder of initdb and pg_ctl, the newest where there are several.
find_programs() {
    local found
    found=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    if [[ ! -x $found ]]; then found=$(command -v initdb || true); fi
    if [[ -n $found ]]; then dirname -- "$found"; fi
}

# The server refuses to run as root; the files are then those of the user that the package made, or of nobody.
choose_user() {
    if ((EUID != 0)); then
        id -un
    elif id postgres >/dev/null 2>&1; then
        printf 'postgres\n'
    else
        printf 'nobody\n'
    fi
}

as_user() {
    if ((EUID != 0)); then
        "$@"
    else
        setpriv --reuid="$(id -u "$user")" --regid="$(id -g "$user")" --clear-groups -- "$@"
    fi
}

initialise() {
    as_user "$programs/initdb" --pgdata="$folder/data" --username=safelight --encoding=UTF8 --locale=C.UTF-8 \
        --auth-local=trust --auth-host=scram-sha-256 --no-sync >"$folder/initdb.log" 2>&1 ||
        { cat "$folder/initdb.log" >&2; give_up "initdb failed"; }
    # Tests kill programs, not the machine: there is nothing that a sync would save.
    as_user tee -a "$folder/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
fsync = off
full_page_writes = off
max_connections = 200
shared_buffers = 64MB
lc_messages = 'C'
CONF
}

# Starts on a port that is free; another program may be faster, so more than one is tried.
start_on_free_port() {
    local attempt
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 40000))
        if as_user "$programs/pg_ctl" start --wait --silent --pgdata="$folder/data" --log="$folder/server.log" \
            --options="-p $port" </dev/null >"$folder/start.log" 2>&1; then
            return 0
        fi
    done
    cat "$folder/start.log" "$folder/server.log" >&2
    give_up "the server does not start (after $attempt attempts)"
}

halt() {
    as_user "$programs/pg_ctl" stop --pgdata="$folder/data" --mode=immediate --silent >/dev/null 2>&1 || true
    rm -rf -- "$folder"
}

# Waits in the background for the end of `owner`, in a session of its own, so that no signal for that one reaches it.
watch_owner() {
    export -f halt as_user
    export folder programs user
    setsid bash -c 'while kill -0 "$1" 2>/dev/null && [[ -e $folder/data/postmaster.pid ]]; do sleep 1; done; halt' \
        watch "$owner" </dev/null >/dev/null 2>&1 &
}

start() {
    rm -f -- "$state"
    programs=$(find_programs)
    if [[ -z $programs ]]; then give_up "there is no PostgreSQL server on this machine (Debian: postgresql)"; fi
    user=$(choose_user)
    owner=$PPID
    folder=$(mktemp -d "${TMPDIR:-/tmp}/safelight-postgresql.XXXXXX")
    if ((EUID == 0)); then chown "$user" "$folder"; fi
    trap halt ERR
    initialise
    start_on_free_port
    watch_owner
    printf '%s\n' "$folder" "$programs" "$user" "postgresql:///postgres?host=$folder&port=$port&user=safelight" >"$state"
    say "started in $folder"
}

read_state() {
    if [[ ! -e $state ]]; then return 1; fi
    { read -r folder && read -r programs && read -r user && read -r url; } <"$state"
}

run() {
    if ! read_state; then give_up "there is no server for them"; fi
    export SAFELIGHT_TEST_CATALOG=$url
    exec "$@"
}

command=$1
state=$2
shift 2
case $command in
start) start ;;
run) run "$@" ;;
stop)
    if read_state; then halt; fi
    rm -f -- "$state"
    ;;
*)
    say "unknown command: $command"
    exit 2
    ;;
esac
