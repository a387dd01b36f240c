#!/usr/bin/env bash
# Installs what is needed, builds, searches for inputs that break a parser (60 s each), and runs every test. Ends with
# ctest's own summary.
#   tests/run.sh [--no-install] [--no-fuzz] [--preset dev|asan|tsan|release] [ctest options …]
set -euo pipefail
cd "$(dirname "$0")/.."

preset=dev
install=true
fuzz=true
found=0
while [ $# -gt 0 ]; do
  case "$1" in
    --no-install) install=false; shift ;;
    --no-fuzz) fuzz=false; shift ;;
    --preset) preset=$2; shift 2 ;;
    -h|--help) sed -n '2,4p' "$0" | cut -c3-; exit 0 ;;
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
if $fuzz && [ "$preset" = dev ]; then
  cmake --preset fuzz >/dev/null
  cmake --build --preset fuzz -j "$(nproc)"
  ctest --preset fuzz -j "$(nproc)" || found=$?
fi
# One more than there are cores: integration tests wait more than they work.
if ctest --preset "$preset" -j "$(($(nproc) + 1))" "$@"; then exit "$found"; else exit 1; fi
