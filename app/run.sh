#!/usr/bin/env bash
# Builds Safelight and opens its window; `--help` says more.
set -euo pipefail

top=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=app/setup.sh
. "$top/app/setup.sh"

readonly marker=.made-by-safelight-demo
build=$top/build/release

usage() {
    cat <<'TEXT'
Usage: app/run.sh [PATH…]
       app/run.sh --demo
       app/run.sh --help

Builds Safelight, after installing what that needs from the distribution's packages (Debian 12, Ubuntu 24.04; only
what is missing, with sudo), and opens its window.

  PATH…    pictures, folders or a card to take in, offered when the window opens
  --demo   makes a shoot of some sixty pictures and a library of its own under ~/.cache/safelight-demo, takes the
           shoot in and checks it: in the window, or in the terminal where there is no display. Your own pictures
           and libraries are not touched; the folders of earlier demos are deleted.
TEXT
}

has_display() { [[ -n ${DISPLAY:-} || -n ${WAYLAND_DISPLAY:-} ]]; }

build_programs() {
    safelight_install build runtime
    safelight_say "building (some minutes the first time, seconds after that)"
    (
        cd -- "$top"
        cmake --preset release -DSAFELIGHT_TESTS=OFF >/dev/null
        cmake --build --preset release --target safelight safelight-cli --parallel "$(nproc)"
    ) >&2
}

# Deletes the folders that earlier demos made: only those with our marker, and none whose demo still runs (it holds a
# lock on its marker).
remove_old_demos() {
    local folder
    for folder in "$1"/run.*; do
        if [[ -d $folder && ! -L $folder && -f $folder/$marker ]] && flock --nonblock "$folder/$marker" true; then
            rm -rf -- "$folder"
        fi
    done
}

# Sets `demo` to a new folder, locked until the last program that inherits descriptor 9 has ended.
make_demo_folder() {
    local base=${XDG_CACHE_HOME:-${HOME:?}/.cache}/safelight-demo
    mkdir -p -- "$base"
    remove_old_demos "$base"
    demo=$(mktemp -d -- "$base/run.XXXXXX")
    exec 9>"$demo/$marker"
    flock 9
}

step() { printf '\n== %s\n' "$*"; }

demo_in_terminal() {
    local cli=("$build/bin/safelight-cli" --library "$demo/library") status=0
    step "Taking the shoot in, as from a card"
    printf '%s\n' 'Two of its files are broken on purpose, and some are there twice: see how they are told apart.'
    "${cli[@]}" ingest "$demo/shoot" --project "Demo shoot" || status=$?
    if ((status == 1)); then
        printf '%s\n' 'The files named above could not be taken in. That is the demo: everything else is stored and proven.'
    elif ((status != 0)); then
        return "$status"
    fi
    step "Checking what the catalogue says against what lies on disk"
    "${cli[@]}" check
    step "The projects of the library"
    "${cli[@]}" projects list
    printf '\nThe demo lies in %s; the next demo deletes it.\n' "$demo"
}

run_demo() {
    make_demo_folder
    step "Making a shoot in $demo/shoot"
    "$build/bin/safelight-cli" demo-shoot "$demo/shoot"
    if has_display; then
        exec "$build/bin/safelight" --library "$demo/library" --demo "$demo/shoot"
    fi
    safelight_say "no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): the demo runs in the terminal"
    demo_in_terminal
}

case ${1:-} in
-h | --help)
    usage
    exit 0
    ;;
--demo)
    if (($# > 1)); then
        usage >&2
        exit 2
    fi
    build_programs
    run_demo
    exit
    ;;
--) shift ;;
-*)
    usage >&2
    exit 2
    ;;
esac

build_programs
if ! has_display && [[ -z ${QT_QPA_PLATFORM:-} ]]; then
    safelight_say "built, but there is no display to open a window on; in a terminal, use $build/bin/safelight-cli"
    exit 1
fi
if (($# > 0)); then
    exec "$build/bin/safelight" -- "$@"
fi
exec "$build/bin/safelight"
