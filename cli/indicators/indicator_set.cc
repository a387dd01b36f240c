// SPDX-License-Identifier: Apache-2.0
#include "cli/indicators/indicator_set.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/files.h"
#include "base/status.h"
#include "base/suggest.h"
#include "query/axes.h"

namespace ginnel::cli {
namespace {

absl::Status Wrong(const std::string& path, std::string what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::move(what)));
}

bool IsNumber(const std::string& text) {
  double number = 0;
  return absl::SimpleAtod(text, &number);
}

// Every how many months a cadence comes round, counted from January; 0 for one that does not fit.
int MonthsOf(v1::Cadence cadence) {
  switch (cadence) {
    case v1::CADENCE_MONTH:
      return 1;
    case v1::CADENCE_QUARTER:
      return 3;
    case v1::CADENCE_YEAR:
      return 12;
    default:
      return 0;
  }
}

absl::Status CheckIndicator(const std::string& path, const config::Indicator& indicator,
                            const std::map<std::string, const v1::Query*>& queries) {
  const std::string of = absl::StrCat("indicator `", indicator.name().substr(0, 80), "`: ");
  const auto query = queries.find(indicator.query());
  if (query == queries.end()) {
    std::vector<std::string> ids;
    for (const auto& [id, unused] : queries) ids.push_back(id);
    return Wrong(path, absl::StrCat(of, "the set has no query `", indicator.query().substr(0, 80),
                                    "`", Suggest(indicator.query(), ids)));
  }
  if (indicator.name().empty() || indicator.measure().empty()) {
    return Wrong(path, of + "`name` and `measure` are both needed");
  }
  if (!indicator.baseline().empty() && !IsNumber(indicator.baseline())) {
    return Wrong(path, of + "`baseline` is not a number");
  }
  if (indicator.target_change() != 0 &&
      (indicator.baseline().empty() || !ParseDay(indicator.target_by()).ok())) {
    return Wrong(path, of + "a target needs a `baseline` and the day `target_by`");
  }
  for (const config::Benchmark& benchmark : indicator.benchmarks()) {
    if (benchmark.of().empty() || benchmark.source().empty() || !IsNumber(benchmark.value())) {
      return Wrong(path, of + "a benchmark says `of` what, its `value` and its `source`");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LoadedSet> LoadIndicatorSet(const std::string& path) {
  LoadedSet loaded;
  RETURN_IF_ERROR(LoadYamlFile(path, loaded.set));
  if (loaded.set.set().empty() || loaded.set.queries().empty() || loaded.set.indicators().empty()) {
    return Wrong(path, "`set`, `queries` and `indicators` are all needed");
  }
  if (MonthsOf(loaded.set.cadence()) == 0) return Wrong(path, "cadence: month, quarter or year");
  loaded.queries.reserve(static_cast<size_t>(loaded.set.queries_size()));
  std::map<std::string, const v1::Query*> by_id;
  for (const config::SeriesQuery& each : loaded.set.queries()) {
    ASSIGN_OR_RETURN(v1::Query query, LoadYamlFile<v1::Query>(RelativeTo(path, each.file())));
    loaded.queries.push_back(std::move(query));
    if (!by_id.emplace(each.id(), &loaded.queries.back()).second) {
      return Wrong(path, absl::StrCat("queries: `", each.id(), "` is there twice"));
    }
  }
  for (const config::Indicator& indicator : loaded.set.indicators()) {
    RETURN_IF_ERROR(CheckIndicator(path, indicator, by_id));
  }
  return loaded;
}

absl::StatusOr<v1::Query> QueryAt(const v1::Query& query, Day at, v1::Cadence cadence, Day today,
                                  int valid_days) {
  const Month month = MonthOf(at);
  const int every = MonthsOf(cadence);
  if (FirstDayOf(month) != at || every == 0 || month.value % every != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("--at ", ToString(at), ": the set comes round every ", every,
                     every == 1 ? " month" : " months", ", on the first day of one"));
  }
  for (const std::string& entry : query.by()) {
    if (!query::IsOfMonths(entry) || entry == "month") continue;
    return absl::InvalidArgumentError(
        absl::StrCat("`by: ", entry,
                     "`: a set's periods end before the day on which it is asked, and "
                     "months after an event need time: ask it as a query of its own"));
  }
  ASSIGN_OR_RETURN(const DayRange period, ParsePeriod(query.period()));
  const int months = MonthOf(period.end).value - MonthOf(period.first).value;
  v1::Query moved = query;
  moved.set_index_date(ToString(at));
  moved.set_period(
      absl::StrCat(ToString(Month{month.value - months}), "..", ToString(Month{month.value - 1})));
  moved.set_not_after(ToString(Day{today.value + valid_days}));
  return moved;
}

}  // namespace ginnel::cli
