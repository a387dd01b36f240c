#!/usr/bin/env bash
# A whole partnership on one machine: seven organisations, three trustees, one question, one table.
# Reads as the tutorial: every step is a command that a partner would type.
#
#   deploy/demo.sh [--people N] [--dir DIR] [--no-install] [--programs DIR] [--keep]
#
#   --people N     size of the synthetic city (default 229323, the published table's)
#   --dir DIR      where everything goes (default build/demo); must be new or empty
#   --no-install   do not look for missing packages
#   --programs DIR use the programs in DIR, and build none
#   --keep         leave the processes running, and say how to stop them
#
# The keys lie on the same disk as the stores, which a real partner avoids: see docs/operations.md.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
people=229323 dir=$root/build/demo install=true keep=false fresh=true programs=
while [ $# -gt 0 ]; do
  case "$1" in
    --people) people=$2; shift 2 ;;
    --dir) dir=$2; fresh=false; shift 2 ;;
    --no-install) install=false; shift ;;
    --programs) programs=$(cd "$2" && pwd); shift 2 ;;
    --keep) keep=true; shift ;;
    -h|--help) sed -n '2,13p' "$0" | cut -c3-; exit 0 ;;
    *) echo "demo.sh: unknown option $1 (see --help)" >&2; exit 1 ;;
  esac
done

if $install; then "$root/deploy/install-packages.sh"; fi
if [ -z "$programs" ]; then
  (cd "$root" && cmake --preset release >/dev/null && cmake --build --preset release -j "$(nproc)" \
    --target ginnel ginnel-rehearse ginnel-node ginnel-coordinator ginnel-trustee)
  programs=$root/build/release/bin
fi
PATH=$programs:$PATH
if $fresh; then rm -rf "$dir"; fi
mkdir -p "$dir"
if [ -n "$(ls -A "$dir")" ]; then echo "demo.sh: $dir is not empty" >&2; exit 1; fi
dir=$(cd "$dir" && pwd)
cd "$dir"
umask 077

# ---- bookkeeping: what was started, and how long each step took ------------------------------------------------------
started=()
stop_all() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
}
finish() {
  status=$?
  if $keep && [ "$status" -eq 0 ]; then
    echo "Still running. To stop: kill ${started[*]}"
  else
    stop_all
  fi
  [ "$status" -eq 0 ] || echo "The demo failed; its logs are in $dir/log" >&2
}
trap finish EXIT
trap 'exit 130' INT TERM
times=()
step() { step_name=$1; step_began=$(date +%s%N); printf '\n== %s\n' "$1"; }
done_step() { times+=("$(printf '%8d ms  %s' $(( ($(date +%s%N) - step_began) / 1000000 )) "$step_name")"); }
# Starts a server in the background and waits until it says that it is ready.
start() {
  local name=$1; shift
  mkfifo "ready-$name"
  "$@" >"ready-$name" 2>"log/$name.jsonl" &
  started+=($!)
  local line=
  IFS= read -r -t 60 line <"ready-$name" || true
  rm "ready-$name"
  case "$line" in
    listening*|connected*|ready*) echo "$name: $line" ;;
    *) echo "$name did not start: $(tail -n 1 "log/$name.jsonl")" >&2; return 1 ;;
  esac
}
mkdir log

gp="harness kilburn third-network"
others="acute-trust mental-health-trust community-trust council"
members="$gp $others"

step "A synthetic city of $people people, as each organisation's own CSV files"
ginnel synth --people "$people" --seed 1 --out city
done_step

step "The partnership: everybody makes their own keys, and all sign the agreement (deploy/small-partnership.sh)"
"$root/deploy/small-partnership.sh" "$dir" --geography city/geography.yaml \
  --areas harness=locality:L1 --areas kilburn=locality:L2 --areas third-network=locality:L3+L4 \
  --expected-people "$people" --trustees 'Place analytics office,acute-trust,council' \
  harness:general_practice kilburn:general_practice third-network:general_practice acute-trust:acute \
  mental-health-trust:mental_health community-trust:community council:social_care >log/partnership.txt
ginnel agreement check agreement
done_step

step "Coordinator and trustees"
start trustee-two ginnel-trustee serve --dir trustees/trustee-two
start trustee-three ginnel-trustee serve --dir trustees/trustee-three
start coordinator ginnel-coordinator serve --dir trustees/place-office
done_step

step "Each organisation loads its records; the three trustees turn NHS numbers into pseudonyms together"
for member in $members; do
  echo "-- $member"
  # On a terminal with its progress bar; in a log without.
  if [ -t 2 ]; then progress=/dev/stderr; else progress=log/ingest.txt; fi
  ginnel-node ingest --dir "nodes/$member" "city/$member/mapping.yaml" 2>>"$progress"
done
done_step

step "Seven nodes dial out to the coordinator"
for member in $members; do start "$member" ginnel-node serve --dir "nodes/$member"; done
done_step

step "An epoch: the nodes make one common row order of the registered people, which no trustee can read"
ginnel epoch start --as people/ig-lead@harness --yes
for _ in $(seq 60); do
  if ginnel epoch show --as people/analyst --json | grep -q '"agreed_epoch"'; then break; fi
  sleep 1
done
ginnel epoch show --as people/analyst
done_step

step "The question, by an analyst"
cp "$root/models/queries/age-complexity-matrix.yaml" query.yaml
ginnel query check query.yaml --as people/analyst
echo
ginnel query explain query.yaml --as people/analyst
query=$(ginnel query submit query.yaml --as people/analyst --json | sed -n 's/.*"query_digest": *"\([0-9a-f]*\)".*/\1/p')
echo "Submitted: $query"
done_step

step "Three IG leads approve it, each with a signature that every node and trustee verifies"
for member in $gp; do
  ginnel query approve "$query" --as "people/ig-lead@$member" --reason "Agreed for the demonstration" --yes --json >/dev/null
done
done_step

ginnel query show "$query" --as people/analyst | sed -n '/^  state/p; /approved by/p'

step "The run: from approval to release"
ginnel query run "$query" --as people/analyst --wait
done_step

step "The whole table, of all seven organisations: people are linked, and nobody pools them"
cp "$root/models/queries/linked/age-complexity-matrix.yaml" linked.yaml
ginnel query explain linked.yaml --as people/analyst --people "$people"
linked=$(ginnel query submit linked.yaml --as people/analyst --json | sed -n 's/.*"query_digest": *"\([0-9a-f]*\)".*/\1/p')
for member in $members; do
  ginnel query approve "$linked" --as "people/ig-lead@$member" --reason "Agreed for the demonstration" --yes --json >/dev/null
done
done_step

step "The linked run: from approval to release"
ginnel query run "$linked" --as people/analyst --wait
done_step

step "The register, read and judged anew, and one file that proves the release to an auditor"
ginnel register verify --as people/analyst
ginnel release evidence "$query" --as people/analyst --out evidence.json | tail -n 1
ginnel register verify --evidence evidence.json
done_step

ginnel release show "$query" --as people/analyst --format json > matrix.json
ginnel release show "$query" --as people/analyst --format csv > matrix.csv
printf '\n'
ginnel release show "$query" --as people/analyst --format table
ginnel release show "$linked" --as people/analyst --format csv > linked.csv
printf '\nThe linked release (linked.csv) beside the published table (March 2021), all services:\n'
"$root/deploy/compare-with-published.sh" linked.csv "$root/models/demo" "$people"

printf '\n'
ginnel release show "$linked" --as people/analyst --format table | sed -n '/^Of all people/,/^  council/p'

printf '\nTime of each step:\n'
printf '%s\n' "${times[@]}"
printf '\nWritten: %s/matrix.json, %s/matrix.csv, %s/linked.csv and %s/evidence.json\n' "$dir" "$dir" "$dir" "$dir"
