// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/offers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "node/ingest/targets.h"

namespace ginnel::node {
namespace {

class Files {
 public:
  explicit Files(const config::Mapping& mapping) : mapping_(mapping) {}

  bool Fill(const v1::Variable& variable) const {
    const std::string source = SourceOf(variable);
    switch (variable.from().kind_case()) {
      case v1::Derivation::kAge:
        return Maps(config::TABLE_PERSONS, "birth_month");
      case v1::Derivation::kDied:
        return Maps(config::TABLE_PERSONS, "death_month");
      case v1::Derivation::kRegistered:
      case v1::Derivation::kRegisteredDays:
      case v1::Derivation::kJoined:
      case v1::Derivation::kGeography:
        return Maps(config::TABLE_REGISTRATIONS, "practice");
      case v1::Derivation::kCondition:
        return Gives(config::TABLE_CONDITIONS, "code", source);
      case v1::Derivation::kObservation:
        return Gives(config::TABLE_OBSERVATIONS, "name", source);
      case v1::Derivation::kEvents: {
        const auto& kinds = variable.from().events().kinds();
        return std::all_of(kinds.begin(), kinds.end(), [this](const std::string& kind) {
          return Gives(config::TABLE_EVENTS, "kind", kind);
        });
      }
      default:
        return Maps(config::TABLE_PERSONS, source);
    }
  }

 private:
  bool Maps(config::Table table, const std::string& target) const {
    return std::any_of(
        mapping_.files().begin(), mapping_.files().end(), [&](const config::FileMapping& file) {
          return file.table() == table &&
                 (ColumnOf(file, target) != nullptr || ConstantOf(file, target) != nullptr);
        });
  }
  // A constant gives itself, a recoded column what it recodes to, any other column whatever it may
  // hold.
  bool Gives(config::Table table, const std::string& target, const std::string& value) const {
    return std::any_of(
        mapping_.files().begin(), mapping_.files().end(), [&](const config::FileMapping& file) {
          if (file.table() != table) return false;
          const auto* constant = ConstantOf(file, target);
          if (constant != nullptr) return constant->value() == value;
          const auto* column = ColumnOf(file, target);
          return column != nullptr &&
                 (column->recode().empty() ||
                  std::any_of(column->recode().begin(), column->recode().end(),
                              [&](const auto& recode) { return recode.to() == value; }));
        });
  }
  static const config::ColumnMapping* ColumnOf(const config::FileMapping& file,
                                               const std::string& target) {
    for (const config::ColumnMapping& column : file.columns()) {
      if (column.to() == target) return &column;
    }
    return nullptr;
  }
  static const config::FileMapping::Constant* ConstantOf(const config::FileMapping& file,
                                                         const std::string& target) {
    for (const config::FileMapping::Constant& constant : file.constants()) {
      if (constant.to() == target) return &constant;
    }
    return nullptr;
  }

  const config::Mapping& mapping_;
};

bool HasRows(const v1::Variable& variable, const Records& records) {
  const std::string source = SourceOf(variable);
  const auto known = [](const std::vector<int32_t>& values) {
    return std::any_of(values.begin(), values.end(),
                       [](int32_t value) { return value != kMissing; });
  };
  switch (variable.from().kind_case()) {
    case v1::Derivation::kAge:
      return known(records.birth_month);
    case v1::Derivation::kDied:
      return known(records.death_month);
    case v1::Derivation::kRegistered:
    case v1::Derivation::kRegisteredDays:
    case v1::Derivation::kJoined:
    case v1::Derivation::kGeography:
      return !records.registrations.row.empty();
    case v1::Derivation::kCondition:
      return records.conditions.contains(source);
    case v1::Derivation::kObservation:
      return records.observations.contains(source);
    case v1::Derivation::kEvents: {
      const auto& kinds = variable.from().events().kinds();
      return std::any_of(kinds.begin(), kinds.end(),
                         [&](const std::string& kind) { return records.events.contains(kind); });
    }
    default: {
      const auto found = records.attributes.find(source);
      return found != records.attributes.end() && known(found->second.values);
    }
  }
}

}  // namespace

std::vector<std::string> OffersOf(const MappingFile& file, const query::Dictionary& dictionary,
                                  Problems& problems) {
  const config::Mapping& mapping = file.mapping();
  const Files files(mapping);
  std::vector<std::string> offers;
  for (int i = 0; i < mapping.offers_size(); ++i) {
    const absl::StatusOr<int> found = dictionary.Find(mapping.offers(i));
    if (!found.ok()) continue;  // CheckMapping has said so
    if (!files.Fill(dictionary.variable(*found))) {
      problems.Add(file.At({"offers", i}),
                   absl::StrCat("no file of the mapping gives `", mapping.offers(i),
                                "`: map it or do not offer it"));
    }
    offers.push_back(mapping.offers(i));
  }
  if (!mapping.offers().empty()) return offers;
  for (int i = 0; i < dictionary.size(); ++i) {
    const v1::Variable& variable = dictionary.variable(i);
    const auto& sectors = variable.sectors();
    if (std::find(sectors.begin(), sectors.end(), mapping.sector()) == sectors.end()) continue;
    if (files.Fill(variable)) offers.push_back(variable.name());
  }
  if (offers.empty())
    problems.Add(file.At({"sector"}),
                 "the files of the mapping give no variable that this sector supplies");
  return offers;
}

std::vector<std::string> OffersWithoutRows(const std::vector<std::string>& offers,
                                           const query::Dictionary& dictionary,
                                           const Records& records) {
  std::vector<std::string> without;
  for (const std::string& name : offers) {
    const absl::StatusOr<int> found = dictionary.Find(name);
    if (found.ok() && !HasRows(dictionary.variable(*found), records)) without.push_back(name);
  }
  return without;
}

}  // namespace ginnel::node
