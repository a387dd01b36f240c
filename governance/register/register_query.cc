// SPDX-License-Identifier: Apache-2.0
#include "governance/register/register_query.h"

#include <algorithm>

#include "governance/refuse.h"

namespace ginnel::governance {
namespace {

// What a policy says, whoever says it and when.
bool SameTerms(const v1::Policy& one, const v1::Policy& other) {
  return other.version() != 0 && one.mode() == other.mode() && one.profile() == other.profile() &&
         one.minimum_members() == other.minimum_members() && one.approvers() == other.approvers();
}

}  // namespace

absl::Status CheckHeld(store::Snapshot& tx, std::string_view type, const v1::Envelope& envelope) {
  const crypto::Digest digest = crypto::PayloadDigest(envelope);
  ASSIGN_OR_RETURN(const auto found, RegisterStore::Find(tx, type, digest));
  if (found && found->entry == crypto::EnvelopeToJson(envelope)) return absl::OkStatus();
  return Refuse(v1::REASON_NOT_ON_REGISTER,
                absl::StrCat("the ", std::string(type), " ", digest.ToHex(),
                             " is not on this party's copy of the register"));
}

absl::StatusOr<v1::Suspension> LastSuspension(store::Snapshot& tx, std::string_view party) {
  absl::StatusOr<v1::Suspension> last =
      ReasonedError(absl::StatusCode::kNotFound, v1::REASON_NOT_ON_REGISTER,
                    absl::StrCat(std::string(party), " has never suspended its part"));
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Suspension>(tx, AboutParty(party),
                                                      [&](uint64_t, const v1::Suspension& word) {
                                                        last = word;
                                                        return absl::OkStatus();
                                                      }));
  return last;
}

absl::Status CheckTakesPart(store::Snapshot& tx, std::string_view party) {
  const absl::StatusOr<v1::Suspension> last = LastSuspension(tx, party);
  if (!last.ok()) return absl::IsNotFound(last.status()) ? absl::OkStatus() : last.status();
  if (last->lifted()) return absl::OkStatus();
  return Refuse(v1::REASON_SUSPENDED, absl::StrCat(std::string(party), " has suspended its part"));
}

absl::StatusOr<bool> IsRevoked(store::Snapshot& tx, std::string_view approval_digest) {
  bool revoked = false;
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Revocation>(tx, AboutApproval(approval_digest),
                                                      [&](uint64_t, const v1::Revocation&) {
                                                        revoked = true;
                                                        return absl::OkStatus();
                                                      }));
  return revoked;
}

absl::StatusOr<v1::Policy> LastPolicy(store::Snapshot& tx, std::string_view member) {
  v1::Policy last;
  last.set_member(std::string(member));
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Policy>(tx, AboutParty(member),
                                                  [&](uint64_t, const v1::Policy& policy) {
                                                    last = policy;
                                                    return absl::OkStatus();
                                                  }));
  return last;
}

absl::StatusOr<v1::Policy> PolicyInForce(store::Snapshot& tx, std::string_view member) {
  v1::Policy in_force;
  in_force.set_member(std::string(member));
  v1::Policy proposed;  // by one person, where it takes two
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Policy>(
      tx, AboutParty(member), [&](uint64_t, const v1::Policy& policy) {
        const bool second = SameTerms(policy, proposed) && policy.person() != proposed.person();
        if (in_force.approvers() < 2 || second) in_force = policy;
        proposed = policy;
        return absl::OkStatus();
      }));
  return in_force;
}

absl::StatusOr<v1::Delegation> StandingDelegation(store::Snapshot& tx, std::string_view digest) {
  ASSIGN_OR_RETURN(v1::Delegation delegation, OnRegister<v1::Delegation>(tx, digest));
  ASSIGN_OR_RETURN(const bool revoked, IsRevoked(tx, digest));
  if (!revoked) return delegation;
  return Refuse(v1::REASON_REVOKED,
                absl::StrCat(delegation.member(), " took back its delegation to the panel ",
                             delegation.panel()));
}

absl::StatusOr<v1::GoAhead> LastGoAhead(store::Snapshot& tx, std::string_view query,
                                        std::string_view member) {
  absl::StatusOr<v1::GoAhead> last =
      Refuse(v1::REASON_HELD,
             absl::StrCat(std::string(member), " holds its answer until its lead gives the word"));
  RETURN_IF_ERROR(ReadStatementsAbout<v1::GoAhead>(tx, AboutQuery(query),
                                                   [&](uint64_t, const v1::GoAhead& word) {
                                                     if (word.member() == member) last = word;
                                                     return absl::OkStatus();
                                                   }));
  return last;
}

absl::Status CheckNothingTakenBack(const v1::Run& run, const Agreement& agreement,
                                   store::Snapshot& tx) {
  for (const std::string& digest : run.approval_digests()) {
    ASSIGN_OR_RETURN(const bool revoked, IsRevoked(tx, digest));
    if (revoked) {
      return Refuse(v1::REASON_REVOKED,
                    absl::StrCat("the approval ", digest, " was taken back: nothing runs on it"));
    }
    const absl::StatusOr<v1::Approval> approval = OnRegister<v1::Approval>(tx, digest);
    if (!approval.ok() || approval->delegation_digest().empty()) continue;
    RETURN_IF_ERROR(StandingDelegation(tx, approval->delegation_digest()).status());
  }
  // The refusal of an optional member that is not on the roster leaves it out, and no more.
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Refusal>(
      tx, AboutQuery(run.query_digest()),
      [&](uint64_t, const v1::Refusal& refusal) -> absl::Status {
        const auto& roster = run.roster();
        if (std::find(roster.begin(), roster.end(), refusal.member()) == roster.end()) {
          return absl::OkStatus();
        }
        return Refuse(v1::REASON_REVOKED, absl::StrCat(refusal.member(), " refused the query"));
      }));
  std::vector<std::string> parties(run.roster().begin(), run.roster().end());
  for (const v1::Trustee& trustee : agreement.constitution().trustees()) {
    parties.push_back(trustee.id());
  }
  for (const std::string& party : parties) {
    const absl::StatusOr<v1::Suspension> last = LastSuspension(tx, party);
    if (last.ok() ? last->lifted() : absl::IsNotFound(last.status())) continue;
    RETURN_IF_ERROR(last.status());
    return Refuse(v1::REASON_SUSPENDED,
                  absl::StrCat(party,
                               " has suspended its part: nothing with it runs until it "
                               "lifts the suspension"));
  }
  return absl::OkStatus();
}

absl::Status CheckNotOver(const v1::Run& run, store::Snapshot& tx) {
  const std::string subject = AboutQuery(run.query_digest());
  const auto same = [&run](const auto& other) {
    return other.n() == run.n() && other.attempt() == run.attempt();
  };
  bool newest = false;
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Run>(tx, subject, [&](uint64_t, const v1::Run& each) {
    newest = same(each);
    return absl::OkStatus();
  }));
  bool over = false;
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Void>(tx, subject, [&](uint64_t, const v1::Void& each) {
    over = over || same(each);
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(
      ReadStatementsAbout<v1::Released>(tx, subject, [&](uint64_t, const v1::Released& each) {
        over = over || same(each);
        return absl::OkStatus();
      }));
  if (newest && !over) return absl::OkStatus();
  return Refuse(v1::REASON_RUN_REPLAYED,
                absl::StrCat("run ", run.n(), " attempt ", run.attempt(),
                             " is over, by what the register says of its query"));
}

}  // namespace ginnel::governance
