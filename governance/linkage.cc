// SPDX-License-Identifier: Apache-2.0
#include "governance/linkage.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/reason.h"

namespace ginnel::governance {
namespace {

constexpr uint32_t kMostDaysBetweenEpochs = 3660;
constexpr uint32_t kUsualLookBack = 24;  // the last full financial year, whenever it is asked
constexpr uint32_t kMostLookBack = 36;
constexpr uint32_t kMostDualPer10000 = 1000;  // beyond it the lists are wrong, not the people

bool SharesSpine(const v1::Constitution& constitution, const std::string& member) {
  const auto& members = constitution.linkage().members();
  return std::find(members.begin(), members.end(), member) != members.end();
}

absl::Status NoKey(std::string_view member, const char* field) {
  return ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
      absl::StrCat("the operations of ", std::string(member), " state no ", field,
                   ", so its node has no part in an epoch: on its machine `ginnel-node link-keys` "
                   "makes the keys where they are missing, and `ginnel-node card` prints them for "
                   "the next version of operations/",
                   std::string(member), ".yaml"));
}

}  // namespace

bool SuppliesGeneralPractice(const v1::Member& member) {
  const auto& sectors = member.sectors();
  return std::find(sectors.begin(), sectors.end(), v1::SECTOR_GENERAL_PRACTICE) != sectors.end();
}

std::vector<std::string> LinkageMembers(const v1::Constitution& constitution) {
  std::vector<std::string> ids;
  for (const v1::Member& member : constitution.members()) {
    if (SharesSpine(constitution, member.id())) ids.push_back(member.id());
  }
  return ids;
}

std::vector<std::string> SpineMembers(const v1::Constitution& constitution) {
  std::vector<std::string> ids;
  for (const v1::Member& member : constitution.members()) {
    if (SharesSpine(constitution, member.id()) && SuppliesGeneralPractice(member)) {
      ids.push_back(member.id());
    }
  }
  return ids;
}

absl::Duration TimeBetweenEpochs(const v1::Constitution& constitution) {
  const uint32_t stated = constitution.linkage().days_between_epochs();
  return absl::Hours(24 * (stated == 0 ? kLeastDaysBetweenEpochs : stated));
}

int LookBackMonths(const v1::Constitution& constitution) {
  const uint32_t stated = constitution.linkage().look_back_months();
  return static_cast<int>(stated == 0 ? kUsualLookBack : stated);
}

bool TooManyDual(const v1::Constitution& constitution, uint64_t dual, uint64_t slots) {
  return dual * 10'000 > slots * constitution.linkage().most_dual_per_10000();
}

absl::StatusOr<crypto::VerifyingKey> NodeStatementKey(const Agreement& agreement,
                                                      std::string_view member) {
  const v1::Operations* operations = agreement.FindOperations(member);
  if (operations == nullptr || operations->node_statement_key().empty()) {
    return NoKey(member, "node_statement_key");
  }
  return crypto::VerifyingKey::FromHex(operations->node_statement_key());
}

absl::StatusOr<crypto::SealingPublicKey> NodeSealingKey(const Agreement& agreement,
                                                        std::string_view member) {
  const v1::Operations* operations = agreement.FindOperations(member);
  if (operations == nullptr || operations->node_sealing_key().empty()) {
    return NoKey(member, "node_sealing_key");
  }
  return crypto::SealingPublicKey::FromHex(operations->node_sealing_key());
}

void CheckLinkage(const v1::Constitution& constitution, Problems& problems) {
  if (!constitution.has_linkage()) return;
  const v1::Linkage& linkage = constitution.linkage();
  std::set<std::string> known;
  for (const v1::Member& member : constitution.members()) {
    known.insert(member.id());
    problems.AddUnless(
        !SuppliesGeneralPractice(member) || SharesSpine(constitution, member.id()),
        absl::StrCat("linkage.members leaves out ", member.id(),
                     ", which supplies general practice: its people would be in no linked figure"));
  }
  std::set<std::string> named;
  for (const std::string& member : linkage.members()) {
    problems.AddUnless(known.count(member) != 0,
                       absl::StrCat("linkage.members names '", member, "', which is no member"));
    problems.AddUnless(named.insert(member).second,
                       absl::StrCat("linkage.members names '", member, "' twice"));
  }
  problems.AddUnless(named.size() >= 2, "linkage.members must be two members or more");
  problems.AddUnless(!SpineMembers(constitution).empty(),
                     "linkage.members has nobody who supplies general_practice, so that there are "
                     "no registered people to link by");
  const uint32_t days = linkage.days_between_epochs();
  problems.AddUnless(
      days == 0 || (days >= kLeastDaysBetweenEpochs && days <= kMostDaysBetweenEpochs),
      absl::StrCat("linkage.days_between_epochs is ", days, ": it must be ",
                   kLeastDaysBetweenEpochs, " to ", kMostDaysBetweenEpochs, ", or 0 for ",
                   kLeastDaysBetweenEpochs));
  problems.AddUnless(linkage.most_dual_per_10000() <= kMostDualPer10000,
                     absl::StrCat("linkage.most_dual_per_10000 is ", linkage.most_dual_per_10000(),
                                  ": it must be 0 to ", kMostDualPer10000));
  problems.AddUnless(
      linkage.look_back_months() <= kMostLookBack,
      absl::StrCat("linkage.look_back_months is ", linkage.look_back_months(), ": it must be 1 to ",
                   kMostLookBack, ", or 0 for ", kUsualLookBack));
}

void CheckNodeKeys(const v1::Operations& operations, bool is_member, Problems& problems) {
  const std::string& statement = operations.node_statement_key();
  const std::string& sealing = operations.node_sealing_key();
  if (statement.empty() && sealing.empty()) return;
  problems.AddUnless(is_member, "node_statement_key and node_sealing_key are a member's only");
  problems.AddUnless(!statement.empty() && !sealing.empty(),
                     "node_statement_key and node_sealing_key go together: `ginnel-node card` "
                     "prints both");
  if (!statement.empty()) {
    if (const auto key = crypto::VerifyingKey::FromHex(statement); !key.ok()) {
      problems.Add(absl::StrCat("node_statement_key: ", std::string(key.status().message())));
    }
  }
  if (!sealing.empty()) {
    if (const auto key = crypto::SealingPublicKey::FromHex(sealing); !key.ok()) {
      problems.Add(absl::StrCat("node_sealing_key: ", std::string(key.status().message())));
    }
  }
}

}  // namespace ginnel::governance
