// SPDX-License-Identifier: Apache-2.0
#include "governance/register/pseudonym_rules.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "governance/entitlement.h"
#include "governance/pseudonyms.h"
#include "governance/refuse.h"
#include "governance/register/entry_facts.h"
#include "governance/register/register_query.h"

namespace ginnel::governance {
namespace {

constexpr uint64_t kMostStated = 1'000'000'000;

absl::Status Malformed(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       std::move(why));
}

absl::Status CheckKey(const std::string& key, const Agreement& agreement) {
  ASSIGN_OR_RETURN(const std::string now, PseudonymisationKey(agreement.constitution()));
  if (key == now) return absl::OkStatus();
  return Refuse(v1::REASON_AGREEMENT_MISMATCH,
                "this is about another pseudonymisation key than that of the agreement in force");
}

absl::StatusOr<std::vector<v1::TopUp>> TopUpsOf(store::Snapshot& tx, std::string_view member,
                                                std::string_view key) {
  std::vector<v1::TopUp> all;
  RETURN_IF_ERROR(
      ReadStatementsAbout<v1::TopUp>(tx, AboutParty(member), [&](uint64_t, const v1::TopUp& each) {
        if (each.key() == key) all.push_back(each);
        return absl::OkStatus();
      }));
  return all;
}

}  // namespace

absl::StatusOr<EntryFacts> JudgeQuota(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx) {
  ASSIGN_OR_RETURN(
      const v1::Quota quota,
      OpenStatementBy<v1::Quota>(
          envelope, [&](const v1::Quota& claimed) -> absl::StatusOr<crypto::VerifyingKey> {
            const int index = agreement.TrusteeIndex(claimed.trustee());
            if (index != 0) return TrusteeKey(index, agreement);
            return Refuse(v1::REASON_ROLE_REQUIRED,
                          "only a trustee says how many pseudonyms it gave");
          }));
  RETURN_IF_ERROR(CheckKey(quota.key(), agreement));
  if (agreement.FindMember(quota.member()) == nullptr) {
    return Malformed(absl::StrCat("'", quota.member(), "' is no member"));
  }
  ASSIGN_OR_RETURN(const absl::Time at, ParseGivenAt(quota.at()));
  ASSIGN_OR_RETURN(const std::optional<v1::Quota> last,
                   LastQuota(tx, quota.trustee(), quota.member(), quota.key()));
  const uint64_t before = last ? last->people() : 0;
  if (quota.people() % kQuotaRounding != 0 || quota.people() <= before ||
      quota.people() > kMostStated) {
    return Malformed(absl::StrCat("a quota states whole thousands, more than the ", before,
                                  " of the word before and no more than ", kMostStated));
  }
  if (last) {
    ASSIGN_OR_RETURN(const absl::Time earlier, ParseGivenAt(last->at()));
    if (at < earlier + kBetweenQuotas) {
      return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                           absl::StrCat(quota.trustee(), " spoke of ", quota.member(), " at ",
                                        last->at(), ", less than an hour before"));
    }
  }
  return FactsOf<v1::Quota>(envelope, AboutParty(quota.member()));
}

absl::StatusOr<EntryFacts> JudgeTopUp(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::TopUp top_up,
                   OpenStatementBy<v1::TopUp>(envelope, [&](const v1::TopUp& claimed) {
                     return TopUpKey(claimed.person(), claimed.member(), agreement);
                   }));
  RETURN_IF_ERROR(CheckKey(top_up.key(), agreement));
  RETURN_IF_ERROR(ParseGivenAt(top_up.given_at()).status());
  const uint64_t most = PseudonymAllowance(*agreement.FindMember(top_up.member()));
  if (top_up.people() == 0 || top_up.people() > most) {
    return Malformed(absl::StrCat("a top-up of ", top_up.member(), " is for 1 to ", most,
                                  " people, not ", top_up.people()));
  }
  ASSIGN_OR_RETURN(const auto before, TopUpsOf(tx, top_up.member(), top_up.key()));
  if (top_up.n() != before.size() + 1) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                         absl::StrCat("the next top-up of ", top_up.member(), " is number ",
                                      before.size() + 1, ", and this is number ", top_up.n(),
                                      ": look at `ginnel pseudonyms show` and say it again"));
  }
  if (before.size() >= static_cast<size_t>(kMostTopUps)) {
    return ReasonedError(
        absl::StatusCode::kResourceExhausted, v1::REASON_QUOTA_EXCEEDED,
        absl::StrCat(top_up.member(), " has been topped up ", before.size(),
                     " times under this key: raise its expected_people in the next version of the "
                     "constitution"));
  }
  return FactsOf<v1::TopUp>(envelope, AboutParty(top_up.member()));
}

absl::StatusOr<uint32_t> CountTopUps(store::Snapshot& tx, std::string_view member,
                                     std::string_view key) {
  ASSIGN_OR_RETURN(const auto all, TopUpsOf(tx, member, key));
  return static_cast<uint32_t>(all.size());
}

absl::StatusOr<uint64_t> PseudonymsAllowed(store::Snapshot& tx, const Agreement& agreement,
                                           std::string_view member) {
  const v1::Member* const found = agreement.FindMember(member);
  if (found == nullptr) {
    return absl::NotFoundError(absl::StrCat("'", std::string(member), "' is no member"));
  }
  ASSIGN_OR_RETURN(const std::string key, PseudonymisationKey(agreement.constitution()));
  ASSIGN_OR_RETURN(const auto top_ups, TopUpsOf(tx, member, key));
  uint64_t allowed = PseudonymAllowance(*found);
  for (const v1::TopUp& each : top_ups) allowed += each.people();
  return allowed;
}

absl::StatusOr<std::optional<v1::Quota>> LastQuota(store::Snapshot& tx, std::string_view trustee,
                                                   std::string_view member, std::string_view key) {
  std::optional<v1::Quota> last;
  RETURN_IF_ERROR(
      ReadStatementsAbout<v1::Quota>(tx, AboutParty(member), [&](uint64_t, const v1::Quota& each) {
        if (each.trustee() == trustee && each.key() == key) last = each;
        return absl::OkStatus();
      }));
  return last;
}

}  // namespace ginnel::governance
