// SPDX-License-Identifier: Apache-2.0
#include "node/engine/nobody.h"

#include <utility>

namespace ginnel::node {
namespace {

constexpr int32_t kNoDay = -1'000'000;  // centuries before any record

}  // namespace

absl::StatusOr<std::shared_ptr<const Snapshot>> SnapshotOfNobody(const Snapshot& snapshot) {
  Records records;
  records.ids.resize(1);
  records.birth_month = {kMissing};
  records.death_month = {kMissing};
  for (const auto& [name, attribute] : snapshot.attributes()) {
    records.attributes[name] = {{kMissing}, attribute.codes};
  }
  if (!snapshot.registrations().practices.empty()) {
    // An episode of no day: a table without rows would say that the member has none.
    records.registrations.practices = snapshot.registrations().practices;
    records.registrations.row = {0};
    records.registrations.practice = {0};
    records.registrations.from = {kNoDay};
    records.registrations.to = {kNoDay};
  }
  for (const auto& [code, conditions] : snapshot.conditions()) records.conditions[code];
  for (const auto& [name, observations] : snapshot.observations()) {
    records.observations[name].codes = observations.codes;
  }
  for (const auto& [kind, events] : snapshot.events()) {
    records.events[kind].codes = events.codes;
    records.events[kind].providers = {""};
    records.events[kind].portfolios = events.portfolios;
  }
  DataSetInfo info = snapshot.info();
  info.people = 1;
  return Snapshot::Create(std::move(records), std::move(info));
}

}  // namespace ginnel::node
