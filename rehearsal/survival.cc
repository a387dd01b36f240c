// SPDX-License-Identifier: Apache-2.0
#include "rehearsal/survival.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "query/axes.h"

namespace ginnel::rehearsal {
namespace {

constexpr uint32_t kMostPercent = 80;

bool IsTotal(const v1::ReleasedCell& cell) {
  return std::find(cell.labels().begin(), cell.labels().end(), "all") != cell.labels().end();
}

bool IsHidden(v1::CellState state) {
  return state == v1::CELL_STATE_SUPPRESSED || state == v1::CELL_STATE_WITHHELD;
}

void AddWithout(const v1::Query& query, int entry, std::vector<v1::Query>& coarser) {
  if (query::IsOfMonths(query.by(entry))) return;
  v1::Query without = query;
  without.mutable_by()->DeleteSubrange(entry, 1);
  coarser.push_back(std::move(without));
}

void AddOtherBandings(const v1::Query& query, int entry, const query::Dictionary& dictionary,
                      std::vector<v1::Query>& coarser) {
  const std::vector<std::string> words = absl::StrSplit(query.by(entry), ' ', absl::SkipEmpty());
  if (words.size() != 2 || words[0] != "banding") return;
  const v1::Banding* asked = dictionary.FindBanding(words[1]);
  if (asked == nullptr) return;
  for (const v1::Banding& other : dictionary.proto().bandings()) {
    if (other.variable() != asked->variable() || other.bands_size() >= asked->bands_size()) {
      continue;
    }
    v1::Query changed = query;
    changed.set_by(entry, absl::StrCat("banding ", other.name()));
    coarser.push_back(std::move(changed));
  }
}

}  // namespace

config::Survival SurvivalOf(const v1::Query& query, const v1::Release& release) {
  config::Survival survival;
  *survival.mutable_by() = query.by();
  for (const v1::ReleasedCell& cell : release.cells()) {
    if (IsTotal(cell) || cell.state() == v1::CELL_STATE_NOT_APPLICABLE) continue;
    survival.set_figures(survival.figures() + 1);
    if (!IsHidden(cell.state())) survival.set_shown(survival.shown() + 1);
    if (cell.measure() == release.measures(0)) survival.set_cells(survival.cells() + 1);
  }
  return survival;
}

bool MostSurvive(const config::Survival& survival) {
  return survival.shown() * 100 >= survival.figures() * kMostPercent;
}

std::vector<v1::Query> CoarserThan(const v1::Query& query, const query::Dictionary& dictionary) {
  std::vector<v1::Query> coarser;
  for (int entry = 0; entry < query.by_size(); ++entry) {
    AddOtherBandings(query, entry, dictionary, coarser);
    AddWithout(query, entry, coarser);
  }
  return coarser;
}

}  // namespace ginnel::rehearsal
