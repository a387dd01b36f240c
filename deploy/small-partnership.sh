#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes a partnership in one folder, for trying Ginnel out: everybody's keys, three trustees on free loopback ports, one
# node for each member, and an agreement that all have signed. Every step is a command that a partner would type at home.
#
#   deploy/small-partnership.sh DIR MEMBER:SECTOR[+SECTOR…] …
#
#   --dictionary FILE        words to ask in (default models/dictionary.yaml)
#   --geography FILE         levels and areas of the place, put in the dictionary's `geographies`
#   --areas MEMBER=LEVEL:CODE[+CODE…]   in which areas of the geography a general practice's people are registered (any number)
#   --expected-people N      how many people each member's node will hold, for the trustees' quotas (default 100000)
#   --trustees A,B,C         who runs the three trustees, a member's id where it is one (default: three outside offices)
#
#   DIR/keys/MEMBER          the organisation's signing key          DIR/nodes/MEMBER         its node
#   DIR/people/ig-lead@MEMBER  its IG lead                           DIR/people/analyst       analyst@place-office
#   DIR/trustees/…           place-office (the coordinator), trustee-two, trustee-three
#   DIR/agreement            constitution, dictionary, models, operations
#
# In a real partnership each of these is made by another organisation, on another host, and only public cards are
# exchanged. Here one disk holds everything, so nothing is protected from whoever holds that disk (docs/operations.md).
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
dictionary=$root/models/dictionary.yaml
geography=
expected_people=100000
run_by='Place analytics office,Second trustee office,Third trustee office'
words=()
declare -A areas=()
while [ $# -gt 0 ]; do
  case "$1" in
    --dictionary) dictionary=$2; shift 2 ;;
    --geography) geography=$2; shift 2 ;;
    --areas)
      level_and_codes=${2#*=}
      areas[${2%%=*}]="areas: {level: ${level_and_codes%%:*}, codes: [$(echo "${level_and_codes#*:}" | sed 's/+/, /g')]}, "
      shift 2 ;;
    --expected-people) expected_people=$2; shift 2 ;;
    --trustees) run_by=$2; shift 2 ;;
    -h|--help) sed -n '3,20p' "$0" | cut -c3-; exit 0 ;;
    -*) echo "small-partnership.sh: unknown option $1 (see --help)" >&2; exit 1 ;;
    *) words+=("$1"); shift ;;
  esac
done
if [ "${#words[@]}" -lt 2 ]; then
  echo "small-partnership.sh: give a folder and at least one MEMBER:SECTOR (see --help)" >&2
  exit 1
fi
umask 077
mkdir -p "${words[0]}"
dir=$(cd "${words[0]}" && pwd)
agreement=$dir/agreement
declare -A sectors=()
members=()
for word in "${words[@]:1}"; do
  members+=("${word%%:*}")
  sectors[${word%%:*}]=$(echo "${word#*:}" | sed 's/+/, /g')
done
for member in "${!areas[@]}"; do
  if [ -z "${sectors[$member]:-}" ]; then
    echo "small-partnership.sh: --areas names $member, which is none of: ${members[*]}" >&2
    exit 1
  fi
done
IFS=, read -r -a offices <<<"$run_by"
trustees=(place-office trustee-two trustee-three)

# What the commands say goes to a log; what they complain of to whoever started this.
quietly() {
  if ! "$@" >>"$dir/made.log" 2>"$dir/complaint"; then
    cat "$dir/complaint" >&2
    exit 1
  fi
  cat "$dir/complaint" >>"$dir/made.log"
  rm "$dir/complaint"
}

# Everybody makes their own keys. Private halves never leave their folder.
for member in "${members[@]}"; do
  quietly ginnel keys create --organisation "$member" --dir "$dir/keys/$member"
  quietly ginnel keys create --person "ig-lead@$member" --dir "$dir/people/ig-lead@$member" --agreement "$agreement"
  quietly ginnel-node init --member "$member" --dir "$dir/nodes/$member" --agreement "$agreement"
done
quietly ginnel keys create --person analyst@place-office --dir "$dir/people/analyst" --agreement "$agreement"
quietly ginnel-coordinator init --trustee place-office --dir "$dir/trustees/place-office" --agreement "$agreement"
quietly ginnel-trustee init --trustee trustee-two --dir "$dir/trustees/trustee-two" --agreement "$agreement"
quietly ginnel-trustee init --trustee trustee-three --dir "$dir/trustees/trustee-three" --agreement "$agreement"

# The words: the dictionary, with the place's areas if there are any, and the models.
mkdir -p "$agreement/models" "$agreement/operations"
for model in "$root"/models/*.yaml; do
  if grep -q '^model:' "$model"; then cp "$model" "$agreement/models/"; fi
done
if [ -n "$geography" ]; then
  { sed '/^geographies:/,$d' "$dictionary"; echo "geographies:"; sed 's/^/  /' "$geography"; } >"$agreement/dictionary.yaml"
else
  cp "$dictionary" "$agreement/dictionary.yaml"
fi

# The constitution: who takes part, what for, within which floors.
year=$(date -u +%Y)
{
  cat <<YAML
title: Partnership agreement for trying out
place: One machine
version: 1
starts: $year-01-01
ends: $((year + 5))-12-31
gateway: live
purposes:
  - id: population-health-planning
    title: Population health planning
    legal_basis: "UK GDPR Article 6(1)(e) and 9(2)(h); aggregate results only"
    opt_out_rule: not_applicable
floors:
  profile: nhs-1-7-round-5
  minimum_members: 3
  max_runs: 12
  max_approval_days: 366
  queries_per_author_and_week: 50
members:
YAML
  for member in "${members[@]}"; do
    echo "  - {id: $member, title: $member, kind: full, sectors: [${sectors[$member]}], expected_people: $expected_people, ${areas[$member]:-}$(ginnel keys card --dir "$dir/keys/$member")}"
  done
  echo "trustees:"
  for i in 0 1 2; do
    echo "  - $(ginnel-trustee card --dir "$dir/trustees/${trustees[$i]}" --organisation "${offices[$i]}" \
      --host "host-$((i + 1)).example" --administrator "${offices[$i]} IT")"
  done
  # Whose nodes share the spine, so that questions can link people across members (docs/linkage.md).
  if [ "${#members[@]}" -gt 1 ] && [[ " ${sectors[*]} " == *general_practice* ]]; then
    echo "linkage:"
    echo "  members: [$(IFS=,; echo "${members[*]}" | sed 's/,/, /g')]"
    echo "  days_between_epochs: 28"
    echo "  most_dual_per_10000: 100"
  fi
} >"$agreement/constitution.yaml"

# Operations: what each party says of itself, and can change alone.
for member in "${members[@]}"; do
  {
    ginnel-node card --dir "$dir/nodes/$member"
    echo "people:"
    echo "  - $(ginnel keys card --dir "$dir/people/ig-lead@$member")"
  } >"$agreement/operations/$member.yaml"
done
for trustee in "${trustees[@]}"; do
  {
    echo "party: $trustee"
    echo "version: 1"
    for field in certificate_sha256 endpoint; do
      echo "$field: $(ginnel-trustee card --dir "$dir/trustees/$trustee" --field $field)"
    done
    if [ "$trustee" = place-office ]; then
      echo "people:"
      echo "  - $(ginnel keys card --dir "$dir/people/analyst")"
    fi
  } >"$agreement/operations/$trustee.yaml"
done

# Signatures: members sign the constitution and their operations, trustees their operations.
for member in "${members[@]}"; do
  quietly ginnel agreement sign "$agreement" --as "$member" --key "$dir/keys/$member/signing.key"
done
for trustee in "${trustees[@]}"; do
  quietly ginnel agreement sign "$agreement" --as "$trustee" --key "$dir/trustees/$trustee/keys/signing.key"
done
ginnel agreement check "$agreement"

# From now on nobody here accepts another constitution, whoever may write to the agreement's folder.
digest=$(ginnel agreement check "$agreement" --json | sed -n 's/^ *"digest": *"\([0-9a-f]*\)".*/\1/p')
for config in "$dir"/nodes/*/node.yaml "$dir"/trustees/*/trustee.yaml "$dir"/people/*/person.yaml; do
  echo "agreement_digest: $digest" >>"$config"
done
