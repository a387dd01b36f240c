// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/linkage_english.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/spaced.h"
#include "query/phrases.h"

namespace ginnel::query {
namespace {

using Kind = Aggregate::Kind;

std::string SayPerson(const LinkedColumn& column, const Plan& plan, const Dictionary& dictionary) {
  const Aggregate& aggregate = plan.aggregates[static_cast<size_t>(column.aggregate)];
  if (aggregate.variable < 0) return "that they are counted";
  const std::string& title = dictionary.variable(aggregate.variable).title();
  if (column.value == LinkedColumn::Value::kKnown) {
    return absl::StrCat("whether their ", title, " is known");
  }
  if (column.value == LinkedColumn::Value::kWholeUnits) {
    return absl::StrCat("their ", title, ", in whole units");
  }
  switch (aggregate.kind) {
    case Kind::kPeople:
      return "that they are counted";
    case Kind::kTrue:
      return absl::StrCat("whether they have ", title);
    case Kind::kKnown:
      return absl::StrCat("whether their ", title, " is known");
    case Kind::kContributors:
      return absl::StrCat("whether their ", title, " is more than 0");
    case Kind::kSum:
      return absl::StrCat("their ", title);
    default:
      return absl::StrCat("their ", title, ", squared");
  }
}

std::string SayCell(const Aggregate& aggregate, const Dictionary& dictionary) {
  if (aggregate.variable < 0) return "how many people";
  const std::string& title = dictionary.variable(aggregate.variable).title();
  switch (aggregate.kind) {
    case Kind::kPeople:
      return "how many people";
    case Kind::kTrue:
      return absl::StrCat("how many have ", title);
    case Kind::kKnown:
      return absl::StrCat("of how many the ", title, " is known");
    case Kind::kContributors:
      return absl::StrCat("of how many the ", title, " is more than 0");
    case Kind::kSum:
      return absl::StrCat("the total ", title);
    default:
      return absl::StrCat("the total of the squares of ", title);
  }
}

}  // namespace

std::vector<std::string> SayWhatIsTold(const LinkedSource& source, const Plan& plan,
                                       const Dictionary& dictionary) {
  std::vector<std::string> told;
  const auto add = [&](std::string words) {
    if (std::find(told.begin(), told.end(), words) == told.end()) told.push_back(std::move(words));
  };
  if (source.counts_registered) add("whether they are registered");
  for (const Expression& condition : source.conditions) {
    add(absl::StrCat("whether they are people ", SayInEnglish(condition, dictionary)));
  }
  for (const PlannedAxis& axis : source.tells) {
    add(absl::StartsWith(axis.name, "part_")
            ? absl::StrCat("whether they are people ", SayInEnglish(axis.rules[0], dictionary))
            : absl::StrCat(Spaced(axis.name), " (", axis.labels.size(), " labels)"));
  }
  for (const LinkedColumn& column : source.figures) add(SayPerson(column, plan, dictionary));
  return told;
}

std::string SayLinkageQuality(const Plan& plan, const Dictionary& dictionary) {
  if (plan.linked == nullptr) return "";
  std::vector<std::string> members, sums;
  for (const QualityTable& beside : plan.linked->quality) {
    const std::string& member = plan.linked->sources[static_cast<size_t>(beside.source)].name;
    members.push_back(member);
    for (const int variable : beside.variables) {
      sums.push_back(absl::StrCat(dictionary.variable(variable).title(), " at ", member));
    }
  }
  return absl::StrCat(
      "Beside the table, roughly, of all people of whom ", JoinWords(members),
      members.size() == 1 ? " has" : " have",
      " records, whatever the conditions above: at each, how many have a place in the common order "
      "of those registered, and how many have none",
      sums.empty() ? "" : absl::StrCat("; and what those come to: ", JoinWords(sums)),
      ". These are each member's own figures.");
}

std::vector<std::string> SayWhatIsComputed(const Plan& plan, const Dictionary& dictionary) {
  std::vector<std::string> computed;
  for (const Aggregate& aggregate : plan.aggregates) {
    computed.push_back(SayCell(aggregate, dictionary));
  }
  return computed;
}

}  // namespace ginnel::query
