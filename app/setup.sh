# shellcheck shell=bash
# shellcheck disable=SC2034 # the lists are read by name, in safelight_install
# What Safelight needs from the distribution (Debian 12, Ubuntu 24.04), and how it gets there: sourced by
# app/run.sh, tests/run.sh and .ci/run. The lists below are the only place that names packages.
#
# An entry is a package; `a|b` stands for the first of them that the distribution has (its names differ between
# releases); `?a` is taken where the distribution has it, and not missed where it does not.

# Compiler, build system and the headers of the libraries.
safelight_build_packages=(
    build-essential cmake ninja-build pkg-config
    qt6-base-dev 'qt6-svg-dev|libqt6svg6-dev' qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools libgl1-mesa-dev
    libexiv2-dev libraw-dev libjpeg-dev libheif-dev libxxhash-dev libssl-dev libyaml-cpp-dev libcli11-dev
    shared-mime-info
)

# What the built programs load while they run: database drivers, picture formats, symbols, HEIF decoders.
safelight_runtime_packages=(
    libqt6sql6-sqlite libqt6sql6-psql qt6-image-formats-plugins libqt6svg6 fonts-dejavu-core
    '?libheif-plugin-libde265' '?libheif-plugin-aomdec' '?libheif-plugin-dav1d'
)

# What the tests need besides: the second database engine, what the benchmark measures against, a bus to stand for the
# desktop's, and what reads desktop entries.
safelight_test_packages=(postgresql libsqlite3-dev dbus-daemon desktop-file-utils)

# What continuous integration needs besides.
safelight_ci_packages=(ccache clang-format clang-tidy lld)

safelight_say() { printf 'safelight: %s\n' "$*" >&2; }

safelight_is_installed() {
    # One line for each architecture that has it.
    dpkg-query -W -f='${db:Status-Status}\n' -- "$1" 2>/dev/null | grep -qx installed
}

# Prints the entries among "$@" of which no alternative is installed.
safelight_missing() {
    local entry name names
    for entry in "$@"; do
        IFS='|' read -r -a names <<<"${entry#\?}"
        for name in "${names[@]}"; do
            if safelight_is_installed "$name"; then continue 2; fi
        done
        printf '%s\n' "$entry"
    done
}

# Prints the package to install for each of the entries "$@"; nothing for a `?` that the distribution lacks.
safelight_choose() {
    local entry name names available
    mapfile -t names < <(printf '%s\n' "${@#\?}" | tr '|' '\n')
    # Names without a candidate are known to apt as words only.
    available=$(LC_ALL=C apt-cache policy -- "${names[@]}" |
        awk '/^[^ ]/ { sub(/:$/, ""); name = $0 } /^  Candidate:/ && $2 != "(none)" { print name }')
    for entry in "$@"; do
        IFS='|' read -r -a names <<<"${entry#\?}"
        for name in "${names[@]}"; do
            if grep -qxF -- "$name" <<<"$available"; then
                printf '%s\n' "$name"
                continue 2
            fi
        done
        # Named all the same, so that the package manager says what it does not have.
        if [[ $entry != \?* ]]; then printf '%s\n' "${names[0]}"; fi
    done
}

safelight_apt() {
    local as_root=()
    if ((EUID != 0)); then as_root=(sudo); fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"
}

# Installs what is missing of the named lists (build, runtime, test, ci); does nothing, and asks for nothing, when
# all of it is there.
safelight_install() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        safelight_say "this is not Debian or Ubuntu: no packages are installed, the build names what it misses"
        return 0
    fi
    local list wanted=() missing=() required=() packages=()
    for list in "$@"; do
        local -n entries="safelight_${list}_packages"
        wanted+=("${entries[@]}")
    done
    mapfile -t missing < <(safelight_missing "${wanted[@]}")
    if ((${#missing[@]} == 0)); then return 0; fi
    local entry
    for entry in "${missing[@]}"; do
        if [[ $entry != \?* ]]; then required+=("$entry"); fi
    done
    # What is only nice to have never makes the package lists be fetched.
    if ((${#required[@]} == 0)); then
        mapfile -t packages < <(safelight_choose "${missing[@]}")
        if ((${#packages[@]} == 0)); then return 0; fi
    fi
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
        safelight_say "missing packages: ${required[*]:-${packages[*]}}"
        safelight_say "install them as root, then start again (there is no sudo here)"
        return 1
    fi
    if ((${#required[@]} > 0)); then
        safelight_say "Safelight is built from source; missing for that, or to run it: ${required[*]}"
        safelight_say "fetching the distribution's package lists"
        safelight_apt update
        mapfile -t packages < <(safelight_choose "${missing[@]}")
    fi
    safelight_say "installing from the distribution: ${packages[*]}"
    safelight_apt install --yes --no-install-recommends "${packages[@]}"
}
