#!/usr/bin/env bash
# Builds the `dev` preset and runs its tests. Arguments go to ctest: tests/run.sh -L unit, tests/run.sh -R stem.
# No display is needed: windows are opened off screen.
set -euo pipefail

top=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=app/setup.sh
. "$top/app/setup.sh"

cd -- "$top"
safelight_install build runtime test
cmake --preset dev
cmake --build --preset dev --parallel "$(nproc)"
export CTEST_PARALLEL_LEVEL=${CTEST_PARALLEL_LEVEL:-$(nproc)}
exec ctest --preset dev "$@"
