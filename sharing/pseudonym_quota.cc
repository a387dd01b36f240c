// SPDX-License-Identifier: Apache-2.0
#include "sharing/pseudonym_quota.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "governance/pseudonyms.h"
#include "governance/register/pseudonym_rules.h"
#include "governance/register/register_query.h"

namespace ginnel::sharing {

using governance::kQuotaRounding;

namespace {

constexpr absl::Duration kMonth = absl::Hours(24 * 30);

absl::Status Exceeded(std::string why) {
  return ReasonedError(absl::StatusCode::kResourceExhausted, v1::REASON_QUOTA_EXCEEDED,
                       std::move(why));
}

}  // namespace

absl::StatusOr<uint64_t> PseudonymQuota::UsedBy(store::Snapshot& tx, std::string_view key,
                                                std::string_view member) const {
  uint64_t used = 0;
  RETURN_IF_ERROR(
      tx.Query("SELECT people FROM pseudonym_use WHERE key = ? AND member = ?", key, member,
               [&](const store::Row& row) { used = static_cast<uint64_t>(row.Int(0)); }));
  ASSIGN_OR_RETURN(const std::optional<v1::Quota> said,
                   governance::LastQuota(tx, trustee_, member, key));
  // It was rounded up.
  const uint64_t at_least = said ? said->people() - (kQuotaRounding - 1) : 0;
  return std::max(used, at_least);
}

absl::Status PseudonymQuota::Charge(const governance::Agreement& agreement,
                                    const std::string& member, uint64_t people) {
  ASSIGN_OR_RETURN(const std::string key,
                   governance::PseudonymisationKey(agreement.constitution()));
  return database_.RunTransaction("count pseudonyms", [&](store::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(governance::CheckTakesPart(tx, member));
    ASSIGN_OR_RETURN(const uint64_t allowed, governance::PseudonymsAllowed(tx, agreement, member));
    ASSIGN_OR_RETURN(const uint64_t used, UsedBy(tx, key, member));
    if (people > allowed || used > allowed - people) {
      return Exceeded(absl::StrCat(
          "the node of ", member, " has had ", used, " of the ", allowed,
          " pseudonyms that it may have, and asks for ", people,
          " more. Does its extract hold more people than the agreement expects? An IG lead of "
          "another full member can let it have more: `ginnel pseudonyms top-up ",
          member, "`"));
    }
    return tx.Execute("INSERT OR REPLACE INTO pseudonym_use (key, member, people) VALUES (?, ?, ?)",
                      key, member, used + people);
  });
}

absl::Status PseudonymQuota::ChargeOutside(const std::string& member, uint64_t people,
                                           absl::Time now) {
  const std::string day = ToString(DayOf(now));
  return database_.RunTransaction("count requests", [&](store::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(governance::CheckTakesPart(tx, member));
    RETURN_IF_ERROR(
        tx.Execute("DELETE FROM pseudonym_day WHERE day <= ?", ToString(DayOf(now - kMonth))));
    uint64_t used = 0, month = 0;
    RETURN_IF_ERROR(tx.Query("SELECT day, people FROM pseudonym_day WHERE member = ?", member,
                             [&](const store::Row& row) {
                               const auto then = static_cast<uint64_t>(row.Int(1));
                               month += then;
                               if (row.TextView(0) == day) used = then;
                             }));
    if (people > kOutsideADay || used > kOutsideADay - people || month + people > kOutsideAMonth) {
      return Exceeded(absl::StrCat("the node of ", member,
                                   " has looked up enough people today or in these 30 days, or "
                                   "ingested often enough: more can be done later"));
    }
    return tx.Execute("INSERT OR REPLACE INTO pseudonym_day (member, day, people) VALUES (?, ?, ?)",
                      member, day, used + people);
  });
}

absl::StatusOr<std::vector<PseudonymQuota::Use>> PseudonymQuota::Uses(
    const governance::Agreement& agreement) {
  ASSIGN_OR_RETURN(const std::string key,
                   governance::PseudonymisationKey(agreement.constitution()));
  std::vector<Use> uses;
  RETURN_IF_ERROR(database_.Read("read pseudonyms", [&](store::Snapshot& tx) -> absl::Status {
    for (const v1::Member& member : agreement.constitution().members()) {
      Use& use = uses.emplace_back();
      use.member = member.id();
      ASSIGN_OR_RETURN(use.people, UsedBy(tx, key, member.id()));
      ASSIGN_OR_RETURN(use.allowed, governance::PseudonymsAllowed(tx, agreement, member.id()));
    }
    return absl::OkStatus();
  }));
  return uses;
}

absl::StatusOr<std::vector<v1::Quota>> PseudonymQuota::Due(const governance::Agreement& agreement,
                                                           absl::Time now) {
  ASSIGN_OR_RETURN(const std::string key,
                   governance::PseudonymisationKey(agreement.constitution()));
  std::vector<v1::Quota> due;
  RETURN_IF_ERROR(database_.Read("read pseudonyms", [&](store::Snapshot& tx) -> absl::Status {
    for (const v1::Member& member : agreement.constitution().members()) {
      ASSIGN_OR_RETURN(const uint64_t used, UsedBy(tx, key, member.id()));
      const uint64_t people = (used + kQuotaRounding - 1) / kQuotaRounding * kQuotaRounding;
      ASSIGN_OR_RETURN(const std::optional<v1::Quota> last,
                       governance::LastQuota(tx, trustee_, member.id(), key));
      if (people <= (last ? last->people() : 0)) continue;
      if (last) {
        ASSIGN_OR_RETURN(const absl::Time before, ParseRfc3339(last->at()));
        if (now < before + governance::kBetweenQuotas) continue;
      }
      v1::Quota& quota = due.emplace_back();
      quota.set_trustee(trustee_);
      quota.set_member(member.id());
      quota.set_key(key);
      quota.set_people(people);
      quota.set_at(ToRfc3339(now));
    }
    return absl::OkStatus();
  }));
  return due;
}

}  // namespace ginnel::sharing
