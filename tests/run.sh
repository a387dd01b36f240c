#!/usr/bin/env bash
# Installs what is needed, builds, and runs every test. Ends with ctest's own summary.
#   tests/run.sh [--no-install] [--preset dev|asan|tsan|release] [ctest options …]
set -euo pipefail
cd "$(dirname "$0")/.."

preset=dev
install=true
while [ $# -gt 0 ]; do
  case "$1" in
    --no-install) install=false; shift ;;
    --preset) preset=$2; shift 2 ;;
    -h|--help) sed -n '2,3p' "$0" | cut -c3-; exit 0 ;;
    *) break ;;
  esac
done

# Public vectors and data sets beside the project are used where they are there.
if [ -z "${GINNEL_SHARED:-}" ] && [ -d ../shared/data ]; then
  GINNEL_SHARED=$(cd ../shared && pwd)
  export GINNEL_SHARED
fi

if $install; then ./deploy/install-packages.sh; fi
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" -j "$(nproc)"
exec ctest --preset "$preset" -j "$(nproc)" "$@"
