// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/targets.h"

#include <set>

namespace ginnel::node {

using config::Table;

std::string SourceOf(const v1::Variable& variable) {
  const v1::Derivation& from = variable.from();
  std::string source;
  if (from.has_attribute()) source = from.attribute().name();
  if (from.has_condition()) source = from.condition().code();
  if (from.has_observation()) source = from.observation().name();
  return source.empty() ? variable.name() : source;
}

Targets::Targets(const query::Dictionary& dictionary) {
  std::set<std::string> codes, kinds;
  for (int i = 0; i < dictionary.size(); ++i) {
    const v1::Variable& variable = dictionary.variable(i);
    switch (variable.from().kind_case()) {
      case v1::Derivation::kAttribute:
      case v1::Derivation::KIND_NOT_SET:
        attributes.emplace(SourceOf(variable), i);
        break;
      case v1::Derivation::kObservation:
        observations.emplace(SourceOf(variable), i);
        break;
      case v1::Derivation::kCondition:
        codes.insert(SourceOf(variable));
        break;
      case v1::Derivation::kEvents:
        kinds.insert(variable.from().events().kinds().begin(),
                     variable.from().events().kinds().end());
        break;
      default:
        break;
    }
  }
  conditions.assign(codes.begin(), codes.end());
  event_kinds.assign(kinds.begin(), kinds.end());
}

std::vector<std::string> Targets::Of(Table table) const {
  switch (table) {
    case config::TABLE_PERSONS: {
      std::vector<std::string> all = {"birth_month", "death_month"};
      for (const auto& [name, variable] : attributes) all.push_back(name);
      return all;
    }
    case config::TABLE_REGISTRATIONS:
      return {"practice", "from", "to"};
    case config::TABLE_CONDITIONS:
      return {"code", "from", "to"};
    case config::TABLE_OBSERVATIONS:
      return {"name", "date", "value"};
    case config::TABLE_EVENTS:
      return {"date", "kind", "code", "provider", "portfolio", "quantity", "cost"};
    default:
      return {};
  }
}

std::vector<std::string> Targets::RequiredOf(Table table) {
  switch (table) {
    case config::TABLE_REGISTRATIONS:
      return {"practice", "from"};
    case config::TABLE_CONDITIONS:
      return {"code", "from"};
    case config::TABLE_OBSERVATIONS:
      return {"name", "date", "value"};
    case config::TABLE_EVENTS:
      return {"date", "kind"};
    default:
      return {};
  }
}

std::string NameOf(Table table) {
  switch (table) {
    case config::TABLE_PERSONS:
      return "persons";
    case config::TABLE_REGISTRATIONS:
      return "registrations";
    case config::TABLE_CONDITIONS:
      return "conditions";
    case config::TABLE_OBSERVATIONS:
      return "observations";
    case config::TABLE_EVENTS:
      return "events";
    default:
      return "no table";
  }
}

}  // namespace ginnel::node
