#!/usr/bin/env bash
# Builds the `dev` preset (or SAFELIGHT_PRESET) and runs its tests. Arguments go to ctest: tests/run.sh -L unit,
# tests/run.sh -R stem. No display is needed: windows are opened off screen.
set -euo pipefail

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"
    exit 0
fi

top=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=app/setup.sh
. "$top/app/setup.sh"

cd -- "$top"
preset=${SAFELIGHT_PRESET:-dev}
safelight_install build runtime test
cmake --preset "$preset"
cmake --build --preset "$preset" --parallel "$(nproc)"
export CTEST_PARALLEL_LEVEL=${CTEST_PARALLEL_LEVEL:-$(nproc)}
exec ctest --preset "$preset" "$@"
