// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/spaced.h"
#include "query/dictionary_english.h"
#include "query/phrases.h"

namespace ginnel::query {
namespace {

using Events = v1::Derivation::Events;

std::string Months(uint32_t months) {
  return absl::StrCat("the ", months, months == 1 ? " month" : " months", " before the index date");
}

std::string SayKinds(const Events& events) {
  std::vector<std::string> kinds;
  for (const std::string& kind : events.kinds()) {
    kinds.push_back(Spaced(kind));
  }
  return JoinWords(kinds, "or");
}

std::string SaySelection(const Events& events) {
  std::string text;
  if (!events.code_lists().empty()) {
    absl::StrAppend(&text, " with a code of ",
                    JoinWords({events.code_lists().begin(), events.code_lists().end()}, "or"));
  }
  if (!events.codes().empty()) {
    absl::StrAppend(&text, text.empty() ? " with code " : " or code ",
                    events.codes_size() > 8
                        ? absl::StrCat("one of ", events.codes_size())
                        : JoinWords({events.codes().begin(), events.codes().end()}, "or"));
  }
  if (!events.portfolios().empty()) {
    absl::StrAppend(&text, " of portfolio ",
                    JoinWords({events.portfolios().begin(), events.portfolios().end()}, "or"));
  }
  return text;
}

std::string SayEvents(const Events& events) {
  const std::string what = absl::StrCat("events of kind ", SayKinds(events), SaySelection(events));
  const std::string when = events.within_months() == 0
                               ? "the query's period, as far as it lies before the index date"
                               : Months(events.within_months());
  switch (events.sum()) {
    case Events::SUM_QUANTITY:
      return absl::StrCat("the quantities of ", what, " in ", when, ", added up");
    case Events::SUM_COST:
      return absl::StrCat("the costs of ", what, " in ", when, ", added up");
    case Events::SUM_ANY:
      return absl::StrCat("whether there are ", what, " in ", when);
    case Events::SUM_LATEST:
      return absl::StrCat("the quantity of the latest of the ", what, " in ", when);
    default:
      return absl::StrCat("the number of ", what, " in ", when);
  }
}

std::string Ever(uint32_t months, const std::string& word) {
  return months == 0 ? absl::StrCat(word, " at any time before the index date")
                     : absl::StrCat(word, " in ", Months(months));
}

// "SECTOR_GENERAL_PRACTICE" → "general_practice".
std::string WithoutPrefix(const std::string& name, size_t prefix) {
  return absl::AsciiStrToLower(name.size() > prefix ? name.substr(prefix) : "unknown");
}

}  // namespace

std::string SectorName(v1::Sector sector) {
  return WithoutPrefix(v1::Sector_Name(sector), sizeof("SECTOR_") - 1);
}

std::string TypeName(v1::VariableType type) {
  return WithoutPrefix(v1::VariableType_Name(type), sizeof("VARIABLE_TYPE_") - 1);
}

std::string SayDerivation(const v1::Variable& variable) {
  const v1::Derivation& from = variable.from();
  switch (from.kind_case()) {
    case v1::Derivation::kAge:
      return "whole years at the index date, from the month of birth";
    case v1::Derivation::kRegistered:
      return "a registration with a practice at the index date, of somebody who lives";
    case v1::Derivation::kDied:
      return "a death in the query's period, before the index date";
    case v1::Derivation::kRegisteredDays:
      return "days of the query's period, before the index date, on which they were registered and "
             "alive";
    case v1::Derivation::kJoined:
      return "registered on some day of the query's period, before the index date, and not on the "
             "day before the "
             "period";
    case v1::Derivation::kCondition:
      return absl::StrCat("a record of condition `", from.condition().code(), "`, ",
                          Ever(from.condition().within_months(), "first made"),
                          ", that is not resolved by then");
    case v1::Derivation::kObservation:
      return absl::StrCat("the latest value of `", from.observation().name(), "`, ",
                          Ever(from.observation().within_months(), "observed"));
    case v1::Derivation::kEvents:
      return SayEvents(from.events());
    case v1::Derivation::kGeography:
      return absl::StrCat(
          "the ", from.geography().level(),
          " of the practice with which they are registered at the index date, or were "
          "last in the period");
    case v1::Derivation::kAttribute:
      return absl::StrCat("column `", from.attribute().name(), "` of the persons table");
    case v1::Derivation::KIND_NOT_SET:
      break;
  }
  return "not said";
}

}  // namespace ginnel::query
