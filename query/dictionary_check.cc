// SPDX-License-Identifier: Apache-2.0
#include "query/dictionary_check.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/spaced.h"
#include "base/status.h"
#include "base/suggest.h"
#include "query/decimal.h"
#include "query/names.h"

namespace ginnel::query {
namespace {

// Stored values are 32-bit in a node's records; the smallest is the mark of a missing value.
constexpr int64_t kStoredLimit = std::numeric_limits<int32_t>::max();

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

absl::Status CheckSectors(const v1::Variable& variable) {
  if (variable.sectors().empty()) {
    return Wrong("has no `sectors`: name at least one that supplies it");
  }
  absl::flat_hash_set<int> seen;
  for (int sector : variable.sectors()) {
    if (sector == v1::SECTOR_UNSPECIFIED || !v1::Sector_IsValid(sector)) {
      return Wrong("has an unknown sector");
    }
    if (!seen.insert(sector).second) return Wrong("names a sector twice");
  }
  return absl::OkStatus();
}

absl::Status CheckBounds(const v1::Variable& variable, int decimals) {
  if (!IsNumeric(variable.type())) {
    if (variable.has_lower() || variable.has_upper()) {
      return Wrong("has bounds, which only an integer, count, amount or score may have");
    }
    return absl::OkStatus();
  }
  if (!variable.has_lower() || !variable.has_upper()) {
    return Wrong(
        "needs `lower` and `upper`: no figure is shared without a bound on one person's part in "
        "it");
  }
  if (variable.lower() > variable.upper()) return Wrong("has a `lower` above its `upper`");
  const int64_t limit = kStoredLimit / PowerOfTen(decimals);
  if (variable.upper() > limit || variable.lower() < -limit) {
    return Wrong(absl::StrCat("has a bound beyond ", limit,
                              ", the largest that can be stored at its scale"));
  }
  return absl::OkStatus();
}

absl::Status CheckCodes(const v1::Variable& variable) {
  const bool category = variable.type() == v1::VARIABLE_TYPE_CATEGORY;
  if (!category && !variable.codes().empty()) {
    return Wrong("has codes, which only a category may have");
  }
  if (category && variable.codes().empty() && !variable.from().has_geography()) {
    return Wrong("is a category without `codes`");
  }
  if (variable.codes_size() > 10'000) return Wrong("has more than 10,000 codes");
  absl::flat_hash_set<std::string> codes, titles;
  for (const v1::Code& code : variable.codes()) {
    if (!IsLine(code.code())) return Wrong("has a code that is empty or not one line");
    if (!IsLine(code.title()))
      return Wrong(absl::StrCat("code `", code.code(), "` has no usable title"));
    if (!codes.insert(code.code()).second) {
      return Wrong(absl::StrCat("has code `", code.code(), "` twice"));
    }
    if (!titles.insert(code.title()).second) {
      return Wrong(absl::StrCat("has two codes titled `", code.title(), "`"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAbsent(const v1::Variable& variable) {
  const v1::Absent absent = variable.absent();
  if (absent == v1::ABSENT_UNSPECIFIED || absent == v1::ABSENT_MISSING) return absl::OkStatus();
  if (absent == v1::ABSENT_FALSE && variable.type() == v1::VARIABLE_TYPE_FLAG) {
    return absl::OkStatus();
  }
  if (absent == v1::ABSENT_ZERO && IsNumeric(variable.type())) {
    if (variable.lower() <= 0 && variable.upper() >= 0) return absl::OkStatus();
    return Wrong("says `absent: zero`, and zero is outside its bounds");
  }
  return Wrong(
      "has an `absent` that does not fit its type: flags take false, numbers zero, all take "
      "missing");
}

absl::Status CheckCombine(const v1::Variable& variable) {
  if (!v1::Combine_IsValid(variable.combine())) {
    return Wrong("has an unknown `combine`: first_known, first_supplier, any, max or sum");
  }
  if (variable.combine() == v1::COMBINE_ANY && variable.type() != v1::VARIABLE_TYPE_FLAG) {
    return Wrong("says `combine: any`, which only a flag can be");
  }
  const bool number =
      variable.combine() == v1::COMBINE_MAX || variable.combine() == v1::COMBINE_SUM;
  if (number && !IsNumeric(variable.type())) {
    return Wrong("says `combine: max` or `sum`, which only a number can be");
  }
  if (!v1::CostBasis_IsValid(variable.cost_basis())) {
    return Wrong("has an unknown `cost_basis`: tariff, patient_level, unit_cost or block");
  }
  if (variable.cost_basis() != v1::COST_BASIS_UNSPECIFIED &&
      variable.type() != v1::VARIABLE_TYPE_AMOUNT) {
    return Wrong("has a `cost_basis`, which only an amount may have");
  }
  return absl::OkStatus();
}

// The key under which an attribute or observation is stored, or "" for other derivations.
std::string SourceOf(const v1::Derivation& from) {
  if (from.has_attribute()) return absl::StrCat("attribute `", from.attribute().name(), "`");
  if (from.has_observation()) return absl::StrCat("observation `", from.observation().name(), "`");
  return "";
}

bool SameStoredForm(const v1::Variable& a, const v1::Variable& b) {
  const auto same_code = [](const v1::Code& x, const v1::Code& y) { return x.code() == y.code(); };
  return a.type() == b.type() && a.scale() == b.scale() &&
         std::equal(a.codes().begin(), a.codes().end(), b.codes().begin(), b.codes().end(),
                    same_code);
}

// The codes, code lists and portfolios of the events that count.
absl::Status CheckSelection(const v1::Derivation::Events& events,
                            const v1::Dictionary& dictionary) {
  for (const auto* texts : {&events.codes(), &events.portfolios()}) {
    for (const std::string& text : *texts) {
      if (!IsLine(text)) return Wrong("selects events by a code that is empty or not one line");
    }
  }
  for (const std::string& reference : events.code_lists()) {
    std::vector<std::string> known;
    for (const v1::CodeList& list : dictionary.code_lists()) {
      known.push_back(absl::StrCat(list.name(), "@", list.version()));
    }
    if (std::find(known.begin(), known.end(), reference) == known.end()) {
      return Wrong(absl::StrCat("reads code list `", reference.substr(0, 80),
                                "`, which the dictionary does not have",
                                Suggest(reference.substr(0, 80), known), ": write name@version"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckEvents(const v1::Derivation::Events& events, v1::VariableType type) {
  if (events.kinds().empty()) return Wrong("counts events without `kinds`");
  absl::flat_hash_set<std::string> seen;
  for (const std::string& kind : events.kinds()) {
    if (!IsVariableName(kind))
      return Wrong(absl::StrCat("has event kind `", kind.substr(0, 80),
                                "`, which is not a lower_snake name"));
    if (!seen.insert(kind).second) return Wrong(absl::StrCat("has event kind `", kind, "` twice"));
  }
  if (!v1::Derivation::Events::Sum_IsValid(events.sum())) {
    return Wrong("has an unknown `sum`: rows, quantity, cost, any or latest");
  }
  switch (events.sum()) {
    case v1::Derivation::Events::SUM_COST:
      return type == v1::VARIABLE_TYPE_AMOUNT ? absl::OkStatus()
                                              : Wrong("adds up costs: its type must be amount");
    case v1::Derivation::Events::SUM_ANY:
      return type == v1::VARIABLE_TYPE_FLAG
                 ? absl::OkStatus()
                 : Wrong("asks whether there is any event: its type must be flag");
    case v1::Derivation::Events::SUM_LATEST:
      return type == v1::VARIABLE_TYPE_INTEGER || type == v1::VARIABLE_TYPE_COUNT ||
                     type == v1::VARIABLE_TYPE_SCORE
                 ? absl::OkStatus()
                 : Wrong("takes the latest quantity: its type must be integer, count or score");
    default:
      return type == v1::VARIABLE_TYPE_COUNT ? absl::OkStatus()
                                             : Wrong("counts events: its type must be count");
  }
}

}  // namespace

bool IsNumeric(v1::VariableType type) {
  return type == v1::VARIABLE_TYPE_INTEGER || type == v1::VARIABLE_TYPE_COUNT ||
         type == v1::VARIABLE_TYPE_AMOUNT || type == v1::VARIABLE_TYPE_SCORE;
}

void FillDefaults(v1::Dictionary& dictionary) {
  for (v1::Variable& variable : *dictionary.mutable_variables()) {
    if (variable.title().empty()) {
      variable.set_title(Spaced(variable.name()));
    }
    if (variable.scale().empty()) variable.set_scale("1");
    v1::Derivation& from = *variable.mutable_from();
    if (from.has_attribute() && from.attribute().name().empty()) {
      from.mutable_attribute()->set_name(variable.name());
    } else if (from.has_observation() && from.observation().name().empty()) {
      from.mutable_observation()->set_name(variable.name());
    } else if (from.has_condition() && from.condition().code().empty()) {
      from.mutable_condition()->set_code(variable.name());
    } else if (from.has_geography() && variable.codes().empty()) {
      for (const v1::Area& area : dictionary.geographies().areas()) {
        if (area.level() != from.geography().level()) continue;
        v1::Code& code = *variable.add_codes();
        code.set_code(area.code());
        code.set_title(area.title());
      }
    }
    for (v1::Code& code : *variable.mutable_codes()) {
      if (code.title().empty()) code.set_title(code.code());
    }
  }
  for (v1::Banding& banding : *dictionary.mutable_bandings()) {
    if (banding.axis().empty()) banding.set_axis(absl::StrCat(banding.variable(), "_band"));
  }
}

absl::StatusOr<int> DecimalsOfScale(const v1::Variable& variable) {
  const std::string& scale = variable.scale();
  const int decimals = scale.empty() || scale == "1" ? 0
                       : scale == "0.1"              ? 1
                       : scale == "0.01"             ? 2
                       : scale == "0.001"            ? 3
                                                     : -1;
  if (decimals < 0) {
    return Wrong(absl::StrCat("has scale `", scale.substr(0, 40), "`: use 1, 0.1, 0.01 or 0.001"));
  }
  const bool fractional =
      variable.type() == v1::VARIABLE_TYPE_AMOUNT || variable.type() == v1::VARIABLE_TYPE_SCORE;
  if (decimals > 0 && !fractional) {
    return Wrong("has a scale, which only an amount or a score may have");
  }
  return decimals;
}

absl::Status CheckVariable(const v1::Variable& variable) {
  if (!IsVariableName(variable.name())) {
    return Wrong(
        "has a name that is not usable: lower case letters, digits and underscores, starting with "
        "a letter, and no word of the expression language");
  }
  if (!IsLine(variable.title())) return Wrong("has a `title` that is not one line");
  if (!variable.unit().empty() && !IsLine(variable.unit())) {
    return Wrong("has a `unit` that is not one line");
  }
  if (variable.type() == v1::VARIABLE_TYPE_UNSPECIFIED ||
      !v1::VariableType_IsValid(variable.type())) {
    return Wrong("has no `type`: flag, category, integer, count, amount, score or month");
  }
  RETURN_IF_ERROR(CheckSectors(variable));
  ASSIGN_OR_RETURN(const int decimals, DecimalsOfScale(variable));
  RETURN_IF_ERROR(CheckBounds(variable, decimals));
  RETURN_IF_ERROR(CheckCodes(variable));
  RETURN_IF_ERROR(CheckCombine(variable));
  return CheckAbsent(variable);
}

absl::Status CheckDerivation(const v1::Variable& variable, const v1::Dictionary& dictionary) {
  const v1::Derivation& from = variable.from();
  const v1::VariableType type = variable.type();
  const auto must_be = [&](v1::VariableType wanted, const char* name) {
    return type == wanted ? absl::OkStatus()
                          : Wrong(absl::StrCat("has a derivation that yields a ", name,
                                               ": its type must be ", name));
  };
  switch (from.kind_case()) {
    case v1::Derivation::kAge:
      return must_be(v1::VARIABLE_TYPE_INTEGER, "integer");
    case v1::Derivation::kRegistered:
    case v1::Derivation::kDied:
    case v1::Derivation::kJoined:
    case v1::Derivation::kCondition:
      return must_be(v1::VARIABLE_TYPE_FLAG, "flag");
    case v1::Derivation::kRegisteredDays:
      return must_be(v1::VARIABLE_TYPE_COUNT, "count");
    case v1::Derivation::kEvents:
      RETURN_IF_ERROR(CheckSelection(from.events(), dictionary));
      return CheckEvents(from.events(), type);
    case v1::Derivation::kGeography: {
      const auto& levels = dictionary.geographies().levels();
      if (std::find(levels.begin(), levels.end(), from.geography().level()) == levels.end()) {
        return Wrong(absl::StrCat("is derived from level `", from.geography().level().substr(0, 80),
                                  "`, which the geographies do not have"));
      }
      return must_be(v1::VARIABLE_TYPE_CATEGORY, "category");
    }
    case v1::Derivation::kAttribute:
    case v1::Derivation::kObservation:
      return absl::OkStatus();
    case v1::Derivation::KIND_NOT_SET:
      break;
  }
  return Wrong(
      "has no derivation: say `from: {attribute: {}}`, `condition`, `observation`, `events`, `age` "
      "…");
}

absl::Status CheckSources(const v1::Dictionary& dictionary) {
  absl::flat_hash_map<std::string, const v1::Variable*> readers;
  for (const v1::Variable& variable : dictionary.variables()) {
    const std::string source = SourceOf(variable.from());
    if (source.empty()) continue;
    const auto [at, added] = readers.emplace(source, &variable);
    if (!added && !SameStoredForm(*at->second, variable)) {
      return Wrong(absl::StrCat("variables `", at->second->name(), "` and `", variable.name(),
                                "` read ", source, " with different types, scales or codes"));
    }
  }
  return absl::OkStatus();
}

}  // namespace ginnel::query
