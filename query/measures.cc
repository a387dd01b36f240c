// SPDX-License-Identifier: Apache-2.0
#include "query/measures.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/status.h"
#include "base/suggest.h"
#include "query/decimal.h"
#include "query/dictionary_check.h"
#include "query/measure_family.h"
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
    case Family::kWith:
      return absl::StrCat("People with ", noun);
    case Family::kDeviation:
      return absl::StrCat("Standard deviation of ", noun);
    case Family::kDerived:
      break;
  }
  return noun;
}

struct BaseFamily {
  std::string_view word;
  Family family;
  std::string_view usage;
};
constexpr BaseFamily kBaseFamilies[] = {
    {"people", Family::kPeople, "people"},
    {"with", Family::kWith, "with V"},
    {"prevalence", Family::kPrevalence, "prevalence V"},
    {"mean", Family::kMean, "mean V"},
    {"deviation", Family::kDeviation, "deviation V"},
    {"sum", Family::kSum, "sum V"},
    {"per_person", Family::kPerPerson, "per_person V"},
};

const BaseFamily* FindBase(const std::string& word) {
  for (const BaseFamily& base : kBaseFamilies) {
    if (base.word == word) return &base;
  }
  return nullptr;
}

const MeasureFamily* FindDerived(const std::string& word) {
  for (const MeasureFamily* family : DerivedFamilies()) {
    if (family->word == word) return family;
  }
  return nullptr;
}

absl::Status UnknownFamily(const std::string& word) {
  if (word == "min" || word == "max") {
    return Wrong(
        absl::StrCat("`", word, "` would show one person's value: it is never offered (use mean)"));
  }
  std::vector<std::string> words;
  for (const BaseFamily& base : kBaseFamilies) words.emplace_back(base.word);
  for (const MeasureFamily* family : DerivedFamilies()) words.emplace_back(family->word);
  return Wrong(absl::StrCat("unknown measure `", word.substr(0, 40), "`",
                            Suggest(word.substr(0, 40), words), " (there are ",
                            absl::StrJoin(words, ", "), ")"));
}

bool IsOfFlag(Family family) { return family == Family::kPrevalence || family == Family::kWith; }

absl::Status CheckFits(Family family, const v1::Variable& variable) {
  const bool flag = variable.type() == v1::VARIABLE_TYPE_FLAG;
  if (IsOfFlag(family)) {
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

absl::StatusOr<PlannedMeasure> ParseBase(const BaseFamily& base,
                                         const std::vector<std::string>& words,
                                         const Dictionary& dictionary) {
  PlannedMeasure measure;
  measure.family = base.family;
  if (base.family == Family::kPeople) {
    if (words.size() != 1) {
      return Wrong(
          "`people` takes no variable: a condition belongs in population.where, a title after "
          "`as`");
    }
    measure.title = DefaultTitle(base.family, "");
    return measure;
  }
  if (words.size() != 2) {
    return Wrong(absl::StrCat("`", words[0], "` takes one variable, and an optional title: `",
                              words[0], " VARIABLE as Title`"));
  }
  absl::StatusOr<int> variable = dictionary.Find(words[1]);
  if (!variable.ok()) return Wrong(std::string(variable.status().message()));
  measure.variable = *variable;
  RETURN_IF_ERROR(CheckFits(base.family, dictionary.variable(*variable)));
  measure.title = DefaultTitle(base.family, dictionary.variable(*variable).title());
  return measure;
}

absl::StatusOr<PlannedMeasure> ParseDerived(const MeasureFamily& family,
                                            const std::vector<std::string>& words,
                                            const Dictionary& dictionary,
                                            const std::vector<PlannedAxis>& axes) {
  const absl::Span<const std::string> all = words;
  ASSIGN_OR_RETURN(DerivedMeasure derived, family.parse({all.subspan(1), dictionary, axes}));
  PlannedMeasure measure;
  measure.family = Family::kDerived;
  measure.title = derived.title;
  for (const InputFigure& input : derived.inputs) {
    PlannedMeasure figure;
    figure.family = input.family;
    figure.variable = input.variable;
    measure.inputs.push_back(std::move(figure));
  }
  measure.derived = std::make_shared<const DerivedMeasure>(std::move(derived));
  return measure;
}

absl::StatusOr<PlannedMeasure> ParseMeasure(std::string entry, const Dictionary& dictionary,
                                            const std::vector<PlannedAxis>& axes) {
  ASSIGN_OR_RETURN(std::string title, TakeTitle(entry));
  const std::vector<std::string> words = absl::StrSplit(entry, ' ', absl::SkipWhitespace());
  if (words.empty()) return Wrong("it is empty: write `people`");
  PlannedMeasure measure;
  if (const BaseFamily* base = FindBase(words[0]); base != nullptr) {
    ASSIGN_OR_RETURN(measure, ParseBase(*base, words, dictionary));
  } else if (const MeasureFamily* derived = FindDerived(words[0]); derived != nullptr) {
    ASSIGN_OR_RETURN(measure, ParseDerived(*derived, words, dictionary, axes));
  } else {
    return UnknownFamily(words[0]);
  }
  if (!title.empty()) measure.title = std::move(title);
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
  if (measure.family == Family::kDerived) {
    for (PlannedMeasure& input : measure.inputs) AddAggregates(input, dictionary, aggregates);
    return;
  }
  const int variable = measure.variable;
  measure.people = Add(aggregates, Kind::kPeople, -1);
  if (measure.family == Family::kPeople) return;
  if (IsOfFlag(measure.family)) {
    measure.numerator = Add(aggregates, Kind::kTrue, variable);
    if (dictionary.variable(variable).absent() != v1::ABSENT_FALSE) {
      measure.known = Add(aggregates, Kind::kKnown, variable);
    }
    return;
  }
  if (measure.family == Family::kMean || measure.family == Family::kDeviation) {
    measure.known = Add(aggregates, Kind::kKnown, variable);
  }
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

absl::StatusOr<PlannedFigures> PlanMeasures(const v1::Query& query, const Dictionary& dictionary,
                                            const std::vector<PlannedAxis>& axes) {
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
    absl::StatusOr<PlannedMeasure> measure = ParseMeasure(entry, dictionary, axes);
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

std::vector<const PlannedMeasure*> OpenedMeasuresOf(const std::vector<PlannedMeasure>& measures) {
  std::vector<const PlannedMeasure*> opened;
  for (const PlannedMeasure& measure : measures) {
    if (measure.family != Family::kDerived) opened.push_back(&measure);
    for (const PlannedMeasure& input : measure.inputs) opened.push_back(&input);
  }
  return opened;
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
