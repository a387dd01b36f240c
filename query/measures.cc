// SPDX-License-Identifier: Apache-2.0
#include "query/measures.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "base/suggest.h"
#include "query/decimal.h"
#include "query/dictionary_check.h"
#include "query/names.h"

namespace ginnel::query {
namespace {

using Family = PlannedMeasure::Family;
using Kind = Aggregate::Kind;

constexpr int kMaxMeasures = 200;
constexpr WideInt kTotalLimit = WideInt{1} << 60;

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

std::string Capitalised(std::string text) {
  if (!text.empty()) text[0] = absl::ascii_toupper(static_cast<unsigned char>(text[0]));
  return text;
}

std::string DefaultTitle(Family family, const std::string& noun) {
  switch (family) {
    case Family::kPeople:
      return "People";
    case Family::kMean:
      return absl::StrCat("Mean ", noun);
    case Family::kSum:
      return absl::StrCat("Total ", noun);
    case Family::kPerPerson:
      return Capitalised(absl::StrCat(noun, " per person"));
    case Family::kPrevalence:
      return absl::StrCat("Prevalence of ", noun);
  }
  return noun;
}

absl::StatusOr<Family> FamilyOf(const std::string& word) {
  static const std::vector<std::pair<std::string, Family>> kFamilies = {
      {"people", Family::kPeople},
      {"mean", Family::kMean},
      {"sum", Family::kSum},
      {"per_person", Family::kPerPerson},
      {"prevalence", Family::kPrevalence}};
  std::vector<std::string> known;
  for (const auto& [name, family] : kFamilies) {
    if (name == word) return family;
    known.push_back(name);
  }
  if (word == "min" || word == "max") {
    return Wrong(
        absl::StrCat("`", word, "` would show one person's value: it is never offered (use mean)"));
  }
  return Wrong(absl::StrCat("unknown measure `", word.substr(0, 40), "`",
                            Suggest(word.substr(0, 40), known),
                            " (there are people, mean V, sum V, per_person V and prevalence V)"));
}

absl::Status CheckFits(Family family, const v1::Variable& variable) {
  const bool flag = variable.type() == v1::VARIABLE_TYPE_FLAG;
  if (family == Family::kPrevalence) {
    if (flag) return absl::OkStatus();
    return Wrong(absl::StrCat(
        "`", variable.name(), "` is not a flag: prevalence is the share of people with a flag",
        IsNumeric(variable.type()) ? "; use mean or sum" : "; split by it instead"));
  }
  if (!IsNumeric(variable.type())) {
    return Wrong(absl::StrCat("`", variable.name(), "` is not a number",
                              flag ? ": use prevalence" : ": split by it instead"));
  }
  if (variable.lower() < 0) {
    return Wrong(absl::StrCat("`", variable.name(),
                              "` may be negative: its sums cannot be guarded against one dominant "
                              "value, and are not offered"));
  }
  return absl::OkStatus();
}

// "mean age as Average age" without its title, which is returned.
absl::StatusOr<std::string> TakeTitle(std::string& entry) {
  size_t at = entry.find(" as ");
  if (at == std::string::npos && absl::EndsWith(entry, " as")) at = entry.size() - 3;
  if (at == std::string::npos) return std::string();
  std::string title(absl::StripAsciiWhitespace(absl::string_view(entry).substr(at + 3)));
  if (title.empty()) return Wrong("there is no title after `as`");
  if (!IsLine(title) || title.size() > 100) {
    return Wrong("the title after `as` must be one line of at most 100 characters");
  }
  entry.resize(at);
  return title;
}

absl::StatusOr<PlannedMeasure> ParseMeasure(std::string entry, const Dictionary& dictionary) {
  PlannedMeasure measure;
  ASSIGN_OR_RETURN(measure.title, TakeTitle(entry));
  const std::vector<std::string> words = absl::StrSplit(entry, ' ', absl::SkipWhitespace());
  if (words.empty()) return Wrong("it is empty: write `people`");
  ASSIGN_OR_RETURN(measure.family, FamilyOf(words[0]));
  std::string noun;
  if (measure.family == Family::kPeople) {
    if (words.size() != 1)
      return Wrong(
          "`people` takes no variable: a condition belongs in population.where, a title after "
          "`as`");
  } else {
    if (words.size() != 2)
      return Wrong(absl::StrCat("`", words[0], "` takes one variable, and an optional title: `",
                                words[0], " VARIABLE as Title`"));
    absl::StatusOr<int> variable = dictionary.Find(words[1]);
    if (!variable.ok()) return Wrong(std::string(variable.status().message()));
    measure.variable = *variable;
    RETURN_IF_ERROR(CheckFits(measure.family, dictionary.variable(*variable)));
    noun = dictionary.variable(*variable).title();
  }
  if (measure.title.empty()) measure.title = DefaultTitle(measure.family, noun);
  return measure;
}

int Add(std::vector<Aggregate>& aggregates, Kind kind, int variable) {
  const Aggregate wanted{kind, variable};
  const auto at = std::find(aggregates.begin(), aggregates.end(), wanted);
  if (at != aggregates.end()) return static_cast<int>(at - aggregates.begin());
  aggregates.push_back(wanted);
  return static_cast<int>(aggregates.size()) - 1;
}

void AddAggregates(PlannedMeasure& measure, const Dictionary& dictionary,
                   std::vector<Aggregate>& aggregates) {
  const int variable = measure.variable;
  measure.people = Add(aggregates, Kind::kPeople, -1);
  if (measure.family == Family::kPeople) return;
  if (measure.family == Family::kPrevalence) {
    measure.numerator = Add(aggregates, Kind::kTrue, variable);
    if (dictionary.variable(variable).absent() != v1::ABSENT_FALSE) {
      measure.known = Add(aggregates, Kind::kKnown, variable);
    }
    return;
  }
  if (measure.family == Family::kMean) measure.known = Add(aggregates, Kind::kKnown, variable);
  measure.contributors = Add(aggregates, Kind::kContributors, variable);
  measure.sum = Add(aggregates, Kind::kSum, variable);
  measure.sum_of_squares = Add(aggregates, Kind::kSumOfSquares, variable);
}

// The most that one person adds to an aggregate.
WideInt BoundOf(const Aggregate& aggregate, const Dictionary& dictionary) {
  switch (aggregate.kind) {
    case Kind::kSum:
      return dictionary.upper(aggregate.variable);
    case Kind::kSumOfSquares: {
      const WideInt units = dictionary.variable(aggregate.variable).upper();
      return units * units;
    }
    default:
      return 1;
  }
}

}  // namespace

absl::StatusOr<PlannedFigures> PlanMeasures(const v1::Query& query, const Dictionary& dictionary) {
  if (query.measures().empty()) return Wrong("measures: there are none: write at least `people`");
  if (query.measures_size() > kMaxMeasures) {
    return Wrong(absl::StrCat("measures: there are more than ", kMaxMeasures, ": ask two queries"));
  }
  PlannedFigures figures;
  absl::flat_hash_set<std::string> titles;
  for (const std::string& entry : query.measures()) {
    const auto wrong = [&](std::string_view what) {
      return Wrong(absl::StrCat("measures `", entry.substr(0, 80), "`: ", std::string(what)));
    };
    absl::StatusOr<PlannedMeasure> measure = ParseMeasure(entry, dictionary);
    if (!measure.ok()) {
      return wrong(
          std::string_view(measure.status().message().data(), measure.status().message().size()));
    }
    if (!titles.insert(measure->title).second) {
      return wrong(absl::StrCat("two measures are titled `", measure->title,
                                "`: give one another title with `as`"));
    }
    AddAggregates(*measure, dictionary, figures.aggregates);
    figures.measures.push_back(*std::move(measure));
  }
  return figures;
}

absl::Status CheckTotals(const PlannedFigures& figures, const Dictionary& dictionary,
                         uint64_t people_limit) {
  for (const Aggregate& aggregate : figures.aggregates) {
    const WideInt bound = BoundOf(aggregate, dictionary);
    if (bound * people_limit < kTotalLimit) continue;
    const std::string of =
        aggregate.variable < 0 ? "people" : dictionary.variable(aggregate.variable).name();
    return Wrong(absl::StrCat(
        "measures: a total of `", of, "` over ", people_limit,
        " people could reach 2^60 and wrap: the agreement must lower the bound of `", of, "`"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::query
