// SPDX-License-Identifier: Apache-2.0
#include "node/review/overlaps.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"

namespace ginnel::node {
namespace {

using Names = std::vector<std::string>;

bool Has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Without its title: "mean age as Average age" is "mean age".
std::string MeasureOf(const std::string& text) {
  return std::string(absl::StripAsciiWhitespace(text.substr(0, text.find(" as "))));
}

Names MeasuresOf(const v1::Query& query) {
  Names measures;
  for (const std::string& each : query.measures()) measures.push_back(MeasureOf(each));
  return measures;
}

v1::ReviewCard::Overlap Compare(const PastQuery& past, const PastRelease& release,
                                const v1::Query& query, const Names& roster) {
  v1::ReviewCard::Overlap overlap;
  overlap.set_query_digest(past.digest);
  overlap.set_title(past.query.title());
  overlap.set_released_at(release.released_at);
  const bool same = past.query.population().of() == query.population().of() &&
                    absl::StripAsciiWhitespace(past.query.population().where()) ==
                        absl::StripAsciiWhitespace(query.population().where());
  overlap.set_population(same ? v1::ReviewCard::POPULATION_SAME
                              : v1::ReviewCard::POPULATION_UNKNOWN);
  overlap.set_same_index_date(past.query.index_date() == query.index_date());
  overlap.set_same_period(past.query.period() == query.period());
  const Names by(query.by().begin(), query.by().end());
  for (const std::string& axis : past.query.by()) {
    if (Has(by, axis)) overlap.add_axes(axis);
  }
  const Names measures = MeasuresOf(query);
  for (const std::string& measure : MeasuresOf(past.query)) {
    if (Has(measures, measure)) overlap.add_measures(measure);
  }
  for (const std::string& member : release.roster) {
    if (!Has(roster, member)) overlap.add_only_then(member);
  }
  for (const std::string& member : roster) {
    if (!Has(release.roster, member)) overlap.add_only_now(member);
  }
  return overlap;
}

}  // namespace

void AddOverlaps(const PastQueries& past, const std::string& digest, const v1::Query& query,
                 const Names& roster, v1::ReviewCard& card) {
  std::vector<v1::ReviewCard::Overlap> found;
  for (const PastQuery& each : past.all()) {
    for (const PastRelease& release : each.releases) {
      v1::ReviewCard::Overlap overlap = Compare(each, release, query, roster);
      const bool somebody_of_both = overlap.only_now_size() < static_cast<int>(roster.size());
      if (!somebody_of_both || overlap.measures().empty()) continue;
      overlap.set_same_query(each.digest == digest);
      found.push_back(std::move(overlap));
    }
  }
  // RFC 3339 in UTC sorts as text.
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.released_at() > b.released_at(); });
  for (size_t i = 0; i < std::min(found.size(), kMostOverlaps); ++i) {
    *card.add_overlaps() = std::move(found[i]);
  }
  if (found.size() > kMostOverlaps) {
    card.set_overlaps_left_out(static_cast<uint32_t>(found.size() - kMostOverlaps));
  }
}

}  // namespace ginnel::node
