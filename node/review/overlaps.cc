// SPDX-License-Identifier: Apache-2.0
#include "node/review/overlaps.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "query/axes.h"

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

// The variables of "rate falls per 1000 …", and "people" where it counts them: two measures that
// read one and the same tell of the same figures under different words.
void AddWhatItReads(const std::string& measure, Names& read) {
  static const Names kWords = {"per", "to", "along", "at", "person-years"};
  const Names words = absl::StrSplit(measure, ' ', absl::SkipEmpty());
  if (words.empty()) return;
  if (words[0] == "people" || words[0] == "rate" || words[0] == "with") read.push_back("people");
  for (size_t i = 1; i < words.size(); ++i) {
    const bool after_along = words[i - 1] == "along";
    const bool number = words[i].find_first_not_of("0123456789.,") == std::string::npos;
    if (!after_along && !number && !Has(kWords, words[i])) read.push_back(words[i]);
  }
}

// The event around which a query's months are, which is also a condition: who has it is counted.
std::string EventOf(const v1::Query& query) {
  for (const std::string& entry : query.by()) {
    const std::vector<std::string> words = absl::StrSplit(entry, ' ', absl::SkipEmpty());
    if (words.size() == 4 && words[0] == "months") return words[2];
  }
  return "";
}

// Whom a query counts, by its words. A day that is the index date says nothing.
std::string WhomOf(const v1::Query& query) {
  const v1::Population& whom = query.population();
  const std::string as_at = whom.as_at() == query.index_date() ? "" : whom.as_at();
  return absl::StrCat(whom.of(), "\n", absl::StripAsciiWhitespace(whom.where()), "\n", as_at, "\n",
                      EventOf(query));
}

v1::ReviewCard::Overlap Compare(const PastQuery& past, const PastRelease& release,
                                const v1::Query& query, const Names& roster) {
  v1::ReviewCard::Overlap overlap;
  overlap.set_query_digest(past.digest);
  overlap.set_title(past.query.title());
  overlap.set_released_at(release.released_at);
  const bool same = WhomOf(past.query) == WhomOf(query);
  overlap.set_population(same ? v1::ReviewCard::POPULATION_SAME
                              : v1::ReviewCard::POPULATION_UNKNOWN);
  overlap.set_same_index_date(past.query.index_date() == query.index_date());
  overlap.set_same_period(past.query.period() == query.period());
  const Names by(query.by().begin(), query.by().end());
  for (const std::string& axis : past.query.by()) {
    // Around one event the same months are in both, however many each has.
    const bool shared =
        Has(by, axis) || (!EventOf(past.query).empty() && EventOf(past.query) == EventOf(query) &&
                          query::IsOfMonths(axis));
    if (shared) overlap.add_axes(axis);
  }
  Names read;
  for (const std::string& measure : MeasuresOf(query)) AddWhatItReads(measure, read);
  for (const std::string& measure : MeasuresOf(past.query)) {
    Names theirs;
    AddWhatItReads(measure, theirs);
    const bool shared = std::any_of(theirs.begin(), theirs.end(),
                                    [&](const std::string& each) { return Has(read, each); });
    if (shared) overlap.add_measures(measure);
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
