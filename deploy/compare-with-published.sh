#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets a released age × complexity matrix beside the published table that the synthetic city is calibrated to.
#
#   deploy/compare-with-published.sh MATRIX_CSV [PEOPLE] [TABLE_FOLDER]
#
#   MATRIX_CSV     from `ginnel release show QUERY --format csv`
#   PEOPLE         size of the city (default 229323, the published place's); another one is scaled and not compared
#   TABLE_FOLDER   where age-complexity-matrix.csv lies (default models/demo)
#
# Exit code 0 if every population is the published one rounded to 5, every prevalence agrees within what rounding
# allows, and every count of 1 to 7 people is suppressed; 1 if not; 2 if a file is not what it should be.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/models/demo
people=229323
matrix=
for argument in "$@"; do
  case "$argument" in
    -h|--help) sed -n '3,12p' "$0" | cut -c3-; exit 0 ;;
    *[!0-9]*) if [ -z "$matrix" ]; then matrix=$argument; else folder=$argument; fi ;;
    *) people=$argument ;;
  esac
done
table=$folder/age-complexity-matrix.csv
for file in "$matrix" "$table"; do
  if [ ! -r "$file" ]; then
    echo "compare-with-published.sh: cannot read '$file' (see --help)" >&2
    exit 2
  fi
done
if [ "$people" -ne 229323 ]; then
  echo "This city has $people people and the published place 229,323: its table is scaled, and is not compared."
  exit 0
fi

exec awk -F, '
function fail(what) { faults[++faulty] = what }
function cell_of(band, level) {
  if (band == "all" && level == "all") return 10
  if (!(band in bands) || !(level in levels)) return 0
  return bands[band] * 3 + levels[level] + 1
}
# People behind a printed percentage: to the nearest person, halves up. Exact in whole numbers.
function people_behind(percent, population) { return int((int(percent * 10 + 0.5) * population + 500) / 1000) }
function round5(count) { return int((2 * count + 5) / 10) * 5 }
function abs(x) { return x < 0 ? -x : x }
# The published table adds up services: such a row is the sum of released figures, where all of them are shown.
function add_up(total, parts, factor,    names, n, i, cell, sum, shown) {
  n = split(parts, names, "|")
  for (i = 1; i <= n; ++i) if (!(names[i] in released)) return
  for (cell = 1; cell <= 10; ++cell) {
    sum = 0; shown = 1
    for (i = 1; i <= n; ++i) {
      if (states[names[i], cell] == "value" || states[names[i], cell] == "true_zero" || states[names[i], cell] == "partial")
        sum += values[names[i], cell]
      else shown = 0
    }
    values[total, cell] = sum * (factor == "" ? 1 : values[factor, cell] / 1e6)
    states[total, cell] = shown ? "value" : "withheld"
  }
  released[total] = 1
  if (!(total in asked)) { asked[total] = 1; order[++measures] = total }
}
function difference(measure, cell) {
  if (states[measure, cell] == "suppressed") return lows[measure, cell] "-" highs[measure, cell]
  if (states[measure, cell] == "withheld") return "withheld"
  if (states[measure, cell] == "") return "missing"
  return sprintf("%+g", values[measure, cell] - printed[measure, cell])
}
BEGIN {
  bands["0-17"] = 0; bands["18-74"] = 1; bands["75+"] = 2
  levels["low"] = 0; levels["middle"] = 1; levels["high"] = 2
}
FNR == 1 { ++file }
/^#/ || NF == 0 { next }
file == 1 && $1 == "measure" { for (i = 1; i <= 10; ++i) heading[i] = $(i + 2); next }
file == 1 {
  if (NF != 12) { print FILENAME ":" FNR ": not a row of the published table" > "/dev/stderr"; broken = 1; exit 2 }
  unit[$1] = $2; rows[++printed_rows] = $1
  for (i = 1; i <= 10; ++i) printed[$1, i] = $(i + 2)
  next
}
$1 == "age_band" && $3 == "measure" { is_matrix = 1; next }
{
  if (NF != 7) { print FILENAME ":" FNR ": not a row of the matrix" > "/dev/stderr"; broken = 1; exit 2 }
  cell = cell_of($1, $2)
  if (cell == 0) next
  released[$3] = 1
  if ($3 in unit && !($3 in asked)) { asked[$3] = 1; order[++measures] = $3 }
  values[$3, cell] = $4; states[$3, cell] = $5; lows[$3, cell] = $6; highs[$3, cell] = $7
}
END {
  if (broken) exit 2
  if (!is_matrix || !("Population" in asked)) {
    print "compare-with-published.sh: this is no age and complexity matrix with a measure called Population" > "/dev/stderr"
    exit 2
  }
  add_up("MH & Community", "Mental Health|Community", "")
  add_up("Spend PPPY - Total", "Acute Elective|Acute Non-Elective|MH & Community|Social Care|General Practice", "")
  add_up("Spend - Total", "Spend PPPY - Total", "Population")
  print "Released minus published (March 2021). A range stands where a small count is suppressed."
  printf "%-34s", ""
  for (i = 1; i <= 10; ++i) { split(heading[i], words, " "); printf "%10s", words[1] }
  printf "\n%-34s", ""
  for (i = 1; i <= 10; ++i) { split(heading[i], words, " "); printf "%10s", words[2] }
  printf "\n"
  for (m = 1; m <= measures; ++m) {
    measure = order[m]
    printf "%-34s", measure
    for (i = 1; i <= 10; ++i) printf "%10s", difference(measure, i)
    printf "\n"
  }

  for (i = 1; i <= 9; ++i) {
    size = printed["Population", i]
    if (states["Population", i] != "value" || values["Population", i] != round5(size))
      fail("Population, " heading[i] ": released " values["Population", i] " (" states["Population", i] "), published " size " is " round5(size) " to the nearest 5")
  }
  if (lows["Population", 10] > printed["Population", 10] || highs["Population", 10] < printed["Population", 10])
    fail("Population, whole: the published " printed["Population", 10] " is not within the released " lows["Population", 10] " to " highs["Population", 10])

  for (r = 1; r <= printed_rows; ++r) {
    measure = rows[r]
    if (unit[measure] != "percent") continue
    for (i = 1; i <= 9; ++i) {
      size = printed["Population", i]
      count = people_behind(printed[measure, i], size)
      if (count >= 1 && count <= 7) ++published_small
      if (!(measure in asked)) continue
      ++figures
      state = states[measure, i]
      at = measure ", " heading[i]
      if (state == "") {
        fail(at ": missing")
      } else if (count == 0) {
        if (state != "true_zero") fail(at ": nobody, and it is " state)
      } else if (count <= 7) {
        ++small
        if (state != "suppressed") fail(at ": " count " people, and it is " state)
      } else if (state == "withheld") {
        ++withheld
      } else if (state != "value") {
        fail(at ": " count " people, and it is " state)
      } else {
        # The count is at most 2 off by rounding to 5 and half a person by the printed percentage; the denominator is
        # rounded to 5; the percentage has one decimal.
        over = round5(size)
        allowed = 250 / over + printed[measure, i] * abs(size / over - 1) + 0.0501
        if (abs(values[measure, i] - printed[measure, i]) > allowed)
          fail(sprintf("%s: released %s %%, published %s %%; rounding allows %.1f", at, values[measure, i], printed[measure, i], allowed))
      }
    }
  }

  printf "\nIn %d cells of the published table a percentage stands for 1 to 7 people, most of them children of high\n", published_small
  print "complexity (124 people): such a figure can point at a person, so Ginnel suppresses it and says the range instead."
  printf "Here that concerns %d of the %d percentages asked for.", small, figures
  if (withheld > 0) printf "\nWithheld besides: %d. Without one of the networks 1 to 7 people would remain, and that network could work them out.", withheld
  printf "\n"
  if (faulty > 0) {
    printf "\nNot as published, in %d places:\n", faulty
    for (f = 1; f <= faulty; ++f) print "  " faults[f]
    exit 1
  }
  print "Every population is the published one rounded to 5; every percentage agrees within what rounding allows."
}
' "$table" "$matrix"
