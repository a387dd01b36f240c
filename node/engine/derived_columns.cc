// SPDX-License-Identifier: Apache-2.0
#include "node/engine/derived_columns.h"

#include <atomic>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "node/engine/workers.h"

namespace ginnel::node {
namespace {

bool DependsOnPeriod(const v1::Derivation& from) {
  return from.has_died() || from.has_registered_days() || from.has_joined() ||
         from.has_geography() || (from.has_events() && from.events().within_months() == 0);
}

void AddDefinition(const query::Dictionary& dictionary, const v1::Variable& definition,
                   std::string& key) {
  absl::StrAppend(&key, ";", definition.SerializeAsString());
  if (definition.from().events().code_lists_size() > 0) {
    for (const v1::CodeList& list : dictionary.proto().code_lists()) {
      absl::StrAppend(&key, ";", list.SerializeAsString());
    }
  }
}

// All that a column depends on beside the snapshot. The definition is in it, not the index:
// dictionaries change between agreements.
std::string KeyOf(const query::Dictionary& dictionary, int variable, const AsOf& as_of) {
  const v1::Variable& definition = dictionary.variable(variable);
  std::string key = absl::StrCat(as_of.index_date.value, ",");
  if (DependsOnPeriod(definition.from())) {
    absl::StrAppend(&key, as_of.period.first.value, ",", as_of.period.end.value);
    if (as_of.around != nullptr) {
      absl::StrAppend(&key, ",month ", as_of.own_month);
      AddDefinition(dictionary, *as_of.around, key);
    }
  }
  AddDefinition(dictionary, definition, key);
  if (definition.from().has_geography()) {
    absl::StrAppend(&key, ";", dictionary.proto().geographies().SerializeAsString());
  }
  return key;
}

}  // namespace

absl::StatusOr<ColumnSet> DerivedColumns::Get(const query::Dictionary& dictionary,
                                              const std::vector<int>& variables, const AsOf& as_of,
                                              int threads) {
  ColumnSet set;
  std::vector<std::pair<int, std::string>> wanted;  // not in the cache, with their keys
  for (int variable : variables) {
    if (set.Find(variable) != nullptr) continue;
    std::string key = KeyOf(dictionary, variable, as_of);
    if (auto column = cache_.Find(key); column != nullptr) {
      set.Put(variable, std::move(column));
    } else {
      wanted.emplace_back(variable, std::move(key));
    }
  }
  std::vector<absl::StatusOr<DerivedColumn>> derived(wanted.size(), absl::UnknownError("not run"));
  std::atomic<size_t> next{0};
  RunWorkers(threads, wanted.size(), [&](size_t) {
    for (size_t i = next++; i < wanted.size(); i = next++) {
      derived[i] = Derive(*snapshot_, dictionary, wanted[i].first, as_of);
    }
  });
  for (size_t i = 0; i < wanted.size(); ++i) {
    ASSIGN_OR_RETURN(DerivedColumn column, std::move(derived[i]));
    auto shared = std::make_shared<const DerivedColumn>(std::move(column));
    cache_.Insert(wanted[i].second, shared);
    set.Put(wanted[i].first, std::move(shared));
  }
  return set;
}

absl::StatusOr<std::shared_ptr<const DerivedColumn>> DerivedColumns::Population(
    v1::PopulationBase base, const AsOf& as_of) {
  const bool in_period = base == v1::POPULATION_BASE_REGISTERED_IN_PERIOD;
  if (base == v1::POPULATION_BASE_HELD) return nullptr;
  if (!in_period && base != v1::POPULATION_BASE_REGISTERED) {
    return absl::InvalidArgumentError("plan: does not say whom it counts");
  }
  std::string key = absl::StrCat("registered ", as_of.index_date.value);
  if (in_period) {
    absl::StrAppend(&key, " in ", as_of.period.first.value, ",", as_of.period.end.value);
  }
  return Remembered(key, [&] {
    return in_period ? DeriveRegisteredInPeriod(*snapshot_, as_of)
                     : DeriveRegistered(*snapshot_, as_of);
  });
}

absl::StatusOr<std::shared_ptr<const DerivedColumn>> DerivedColumns::HadEvent(
    const query::Dictionary& dictionary, int variable, const AsOf& as_of) {
  std::string key =
      absl::StrCat("event in ", as_of.period.first.value, ",", as_of.period.end.value);
  AddDefinition(dictionary, dictionary.variable(variable), key);
  return Remembered(key, [&] { return DeriveHadEvent(*snapshot_, dictionary, variable, as_of); });
}

absl::Status DerivedColumns::CheckBegunBy(Day day) const {
  const DataSetInfo& info = snapshot_->info();
  const absl::StatusOr<Day> begun = ParseDay(info.data_from);
  if (!begun.ok() || *begun <= day) return absl::OkStatus();
  return ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_DATA_ENDS_BEFORE,
      absl::StrCat("the cohort is as at ", ToString(day), ", and the records of member ",
                   info.member, " begin on ", info.data_from, ": choose a later day"));
}

absl::StatusOr<std::shared_ptr<const DerivedColumn>> DerivedColumns::Remembered(
    const std::string& key, absl::FunctionRef<absl::StatusOr<DerivedColumn>()> derive) {
  if (auto column = cache_.Find(key); column != nullptr) return column;
  ASSIGN_OR_RETURN(DerivedColumn column, derive());
  auto shared = std::make_shared<const DerivedColumn>(std::move(column));
  cache_.Insert(key, shared);
  return shared;
}

}  // namespace ginnel::node
