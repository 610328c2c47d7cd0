#!/bin/sh
# freshhome.sh FOLDER COMMAND…: runs COMMAND with FOLDER, emptied first, as the home of its user.
set -eu
home=$1
shift
rm -rf -- "$home"
mkdir -p -- "$home/config" "$home/cache" "$home/data" "$home/state"
mkdir -m 700 -- "$home/run"
export HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" XDG_DATA_HOME="$home/data" \
    XDG_STATE_HOME="$home/state" XDG_RUNTIME_DIR="$home/run"
unset SAFELIGHT_LIBRARY
exec "$@"
