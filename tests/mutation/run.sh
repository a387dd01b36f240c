#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Takes each check that rows/*.txt names out of a copy of the sources, one at a time, and says which test fails without it.
#
# usage: tests/mutation/run.sh [--check | --list] [--jobs N] [WORDS]...
#   --check   only whether each row's text is in its file exactly once (a lint test runs this)
#   --list    only the rows
#   WORDS     only rows whose name, file or rows file holds one of these
#
# A row is: its name ("# "), its file ("@ "), the text that is the check ("- ", in several lines where it has several), and what stands there
# without it ("+ "). The tests that must notice ("! ", targets of CMake, each with ":" and a filter of GoogleTest or without) hold until the
# next such line. Lines that begin with ";" are notes. Exit code 1: a check survived.
set -euo pipefail

cd "$(dirname "$0")/../.."
root=$PWD
copy=$root/build/mutation
only=()
mode=run
jobs=$(nproc)
while (($#)); do
  case $1 in
    --check | --list) mode=${1#--} ;;
    --jobs) jobs=$2 && shift ;;
    -*) sed -n '6,9s/^# //p' "$0" >&2 && exit 2 ;;
    *) only+=("$1") ;;
  esac
  shift
done

wanted() {  # whether the row that these words tell of is
  local each
  ((${#only[@]})) || return 0
  for each in "${only[@]}"; do
    if [[ $1 == *"$each"* ]]; then return 0; fi
  done
  return 1
}

names=() files=() befores=() afters=() tests=() sources=()
add_row() {  # of what read_rows has gathered
  [[ -n $name ]] || return 0
  if [[ -z $file || -z $before || -z $targets ]]; then
    echo "$source: the row '$name' lacks a file, its text or its tests" >&2 && exit 2
  fi
  if wanted "$name $file $source"; then
    names+=("$name") files+=("$file") befores+=("${before%$'\n'}") afters+=("${after%$'\n'}") tests+=("$targets") sources+=("$source")
  fi
  name=""
}
for source in tests/mutation/rows/*.txt; do
  name="" targets=""
  while IFS= read -r line || [[ -n $line ]]; do
    case $line in
      "# "*) add_row && name=${line:2} file="" before="" after="" ;;
      "! "*) add_row && targets=${line:2} ;;
      "@ "*) file=${line:2} ;;
      "- "*) before+=${line:2}$'\n' ;;
      "+ "*) after+=${line:2}$'\n' ;;
      "" | ";"*) ;;
      *) echo "$source: not a line of a row: $line" >&2 && exit 2 ;;
    esac
  done <"$source"
  add_row
done
((${#names[@]})) || { echo "no row holds any of: ${only[*]}" >&2 && exit 2; }

# Prints what `file` (of the working folder) says with `before` replaced by `after`. Fails unless `before` is there exactly once.
mutated() {
  local file=$1 before=$2 after=$3 text rest
  text=$(cat "$file" && printf x) && text=${text%x}
  rest=${text/"$before"/}
  if [[ $rest == "$text" || ${rest/"$before"/} != "$rest" ]]; then return 1; fi
  printf '%s' "${text/"$before"/"$after"}"
}

wrong=0
for i in "${!names[@]}"; do
  if [[ $mode == list ]]; then printf '%s: %s\n' "${files[i]}" "${names[i]}"; fi
  if ! mutated "${files[i]}" "${befores[i]}" "${afters[i]}" >/dev/null; then
    printf '%s: "%s": the text is not in %s exactly once:\n%s\n' "${sources[i]}" "${names[i]}" "${files[i]}" "${befores[i]}" >&2
    wrong=1
  fi
done
if [[ $mode != run || $wrong == 1 ]]; then exit $wrong; fi

# The copy: what git tracks, as it stands in the working tree now. What is edited there later is not looked at.
mkdir -p "$copy"
exec 9>"$copy.lock"
flock --nonblock 9 || { echo "another run is at work in $copy" >&2 && exit 2; }
git ls-files -z | while IFS= read -r -d '' each; do
  if [[ -f $each ]] && ! cmp -s "$each" "$copy/$each"; then mkdir -p "$copy/$(dirname "$each")" && cp "$each" "$copy/$each"; fi
done
cd "$copy"
build() { cmake --build --preset dev -j"$jobs" --target "$1" >build.log; }
if [[ -w /dev/shm ]]; then
  TEST_TMPDIR=$(mktemp -d /dev/shm/ginnel-mutation-XXXXXX) && export TEST_TMPDIR TMPDIR=$TEST_TMPDIR
  trap 'rm -rf "$TEST_TMPDIR"' EXIT
fi

# Builds and runs one program of tests: the name of the first test that fails, nothing if all pass.
first_failure() {
  local target=${1%%:*} filter='*' program out code=0
  if [[ $1 == *:* ]]; then filter=${1#*:}; fi
  build "$target" || return 1
  program=$PWD/$(find build/dev/tests -type f -name "$target" | head -1)
  out=$(cd "$(dirname "$program")" && timeout 600 "$program" --gtest_brief=1 --gtest_fail_fast --gtest_filter="$filter" 2>&1) || code=$?
  printf '%s\n' "$out" | sed -n 's/^\[  FAILED  \] \([^ ,(]*\).*(.* ms)$/\1/p' | head -1
  if ((code > 1)); then echo "($target ended with $code)"; fi
}
cmake --preset dev >build.log
mapfile -t all < <(printf '%s\n' "${tests[@]}" | tr ' ' '\n' | sort -u)
for each in "${all[@]}"; do
  failed=$(first_failure "$each") || { tail -30 build.log >&2 && exit 2; }
  if [[ -n $failed ]]; then echo "$failed fails as it is: mend it first" >&2 && exit 2; fi
done

survived=0
report() { printf '%-9s %-72s %-46s %s\n' "$@"; }
report "" "check" "file" "first test that fails without it"
for i in "${!names[@]}"; do
  file=${files[i]} verdict=SURVIVED failed=""
  cp "$file" "$copy.whole"
  mutated "$file" "${befores[i]}" "${afters[i]}" >"$copy.mutant"
  cp "$copy.mutant" "$file"
  for each in ${tests[i]}; do
    failed=$(first_failure "$each") || { verdict="NO BUILD" && break; }
    if [[ -n $failed ]]; then verdict=killed && break; fi
  done
  report "$verdict" "${names[i]}" "$file" "${failed:-${tests[i]}}"
  if [[ $verdict != killed ]]; then survived=1; fi
  if [[ $verdict == "NO BUILD" ]]; then grep -m3 error build.log || true; fi
  cp "$copy.whole" "$file"
done
exit $survived
