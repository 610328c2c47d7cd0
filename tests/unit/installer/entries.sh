#!/bin/sh
# entries.sh CMAKE BUILD PREFIX: installs the build into an empty prefix, and looks at it as a desktop does: the
# entries are valid, what they name is there and starts, and one of them answers for camera cards.
set -eu
cmake=$1 build=$2 prefix=$3

if ! command -v desktop-file-validate >/dev/null; then
    echo "skipped: there is no desktop-file-validate here"
    exit 77
fi
fail() {
    echo "$*" >&2
    exit 1
}

rm -rf "$prefix"
"$cmake" --install "$build" --prefix "$prefix" >/dev/null
applications=$prefix/share/applications
for entry in "$applications"/*.desktop; do
    complaints=$(desktop-file-validate "$entry") || fail "$entry: $complaints"
    [ -z "$complaints" ] || fail "$entry: $complaints"
    program=$(sed -n 's/^Exec=\([^ ]*\).*/\1/p' "$entry")
    grep -q '^Exec=[^ ]* -- %F$' "$entry" || fail "$entry: paths could be taken for options"
    "$prefix/bin/$program" --help >/dev/null || fail "$entry: $program does not start"
    icon=$(sed -n 's/^Icon=//p' "$entry")
    [ -s "$prefix/share/icons/hicolor/scalable/apps/$icon.svg" ] || fail "$entry: no icon $icon"
done

# As the desktop finds who opens a card.
command -v update-desktop-database >/dev/null || fail "no update-desktop-database"
update-desktop-database "$applications"
grep -q '^x-content/image-dcf=safelight-import.desktop;$' "$applications/mimeinfo.cache" ||
    fail "nobody answers for x-content/image-dcf"
