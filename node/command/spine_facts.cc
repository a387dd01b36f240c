// SPDX-License-Identifier: Apache-2.0
#include "node/command/spine_facts.h"

#include <memory>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status.h"
#include "governance/register/register.h"
#include "node/store/spine_store.h"

namespace ginnel::node {
namespace {

absl::StatusOr<bool> IsAgreed(const SpineStore::Held& held, const NodeFolder& folder,
                              const Clock& clock, store::Database& database) {
  const auto agreement = folder.LoadAgreement(clock);
  if (!agreement.ok()) return false;
  ASSIGN_OR_RETURN(const std::unique_ptr<governance::Register> on,
                   governance::Register::Open(database, *agreement, folder.config().member()));
  const absl::StatusOr<governance::AgreedSpine> agreed = on->AgreedSpineNow();
  return agreed.ok() && agreed->epoch == held.epoch && agreed->digest == held.digest;
}

}  // namespace

std::string SpineFacts::ToText() const {
  const double share =
      people == 0 ? 0.0 : 100.0 * static_cast<double>(found) / static_cast<double>(people);
  return absl::StrFormat("epoch %u (%s), %u people; %u of our %u are on it (%.1f %%)", epoch,
                         agreed ? "agreed" : "not agreed yet", slots, found, people, share);
}

std::string SpineFacts::ToJson() const {
  return absl::StrCat("{\"epoch\":", epoch, ",\"digest\":\"", digest,
                      "\",\"agreed\":", agreed ? "true" : "false", ",\"slots\":", slots,
                      ",\"people\":", people, ",\"found\":", found, "}");
}

absl::StatusOr<std::optional<SpineFacts>> ReadSpineFacts(const NodeFolder& folder,
                                                         const Clock& clock,
                                                         store::Database& database,
                                                         RecordStore& records) {
  SpineStore spines(database);
  ASSIGN_OR_RETURN(const auto held, spines.Newest());
  std::optional<SpineFacts> facts;
  if (!held) return facts;
  ASSIGN_OR_RETURN(const std::shared_ptr<const Spine> spine,
                   spines.SpineOf(held->epoch, held->digest));
  facts.emplace();
  facts->epoch = held->epoch;
  facts->digest = held->digest.ToHex();
  facts->slots = spine->ids.size();
  ASSIGN_OR_RETURN(facts->agreed, IsAgreed(*held, folder, clock, database));
  const absl::StatusOr<Records> own = records.LoadRegistered();
  if (absl::IsNotFound(own.status())) return facts;
  RETURN_IF_ERROR(own.status());
  const absl::flat_hash_set<LinkageId> on(spine->ids.begin(), spine->ids.end());
  facts->people = own->people();
  for (const LinkageId& id : own->ids) facts->found += on.contains(id) ? 1 : 0;
  return facts;
}

}  // namespace ginnel::node
