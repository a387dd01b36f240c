// SPDX-License-Identifier: Apache-2.0
#include "cli/register/mandate_list.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/calendar.h"
#include "base/status.h"
#include "cli/register/sign_mandate.h"
#include "crypto/dsse.h"
#include "disclosure/text_grid.h"
#include "governance/register/register_query.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

using disclosure::Printable;

std::string WordsOf(const v1::StandingApproval& standing) { return SayStanding(standing); }
std::string WordsOf(const v1::Delegation& delegation) {
  return absl::StrCat("to the panel ", delegation.panel(), ": ",
                      SayClass(delegation.query_class()));
}

template <typename Mandate>
absl::StatusOr<v1::MandateListing> ListAll(const VerifiedRegister& verified, absl::Time now) {
  v1::MandateListing listing;
  RETURN_IF_ERROR(verified.ForEach([&](const VerifiedRegister::Entry& entry) -> absl::Status {
    if (!governance::IsStatement<Mandate>(entry.envelope)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Mandate mandate,
                     governance::ReadUnverifiedStatement<Mandate>(entry.envelope));
    v1::MandateLine& line = *listing.add_mandates();
    line.set_digest(crypto::PayloadDigest(entry.envelope).ToHex());
    line.set_member(mandate.member());
    line.set_what(WordsOf(mandate));
    line.set_given_at(mandate.given_at());
    line.set_not_after(mandate.not_after());
    ASSIGN_OR_RETURN(const absl::Time end, ParseRfc3339(mandate.not_after()));
    const bool ended = now >= end || !verified.agreement()->Accepts(mandate.agreement_digest());
    line.set_state(ended ? "ended" : "in force");
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(verified.on().Read([&](store::Snapshot& tx) -> absl::Status {
    for (v1::MandateLine& line : *listing.mutable_mandates()) {
      ASSIGN_OR_RETURN(const bool revoked, governance::IsRevoked(tx, line.digest()));
      if (revoked) line.set_state("taken back");
    }
    return absl::OkStatus();
  }));
  return listing;
}

std::string ModeName(v1::NodeMode mode) {
  if (mode == v1::NODE_MODE_HOLD) return "hold";
  return mode == v1::NODE_MODE_STANDING ? "standing" : "manual";
}

}  // namespace

absl::StatusOr<v1::MandateListing> ListStanding(const VerifiedRegister& verified, absl::Time now) {
  return ListAll<v1::StandingApproval>(verified, now);
}

absl::StatusOr<v1::MandateListing> ListDelegations(const VerifiedRegister& verified,
                                                   absl::Time now) {
  return ListAll<v1::Delegation>(verified, now);
}

absl::StatusOr<v1::PolicyListing> ListPolicies(const VerifiedRegister& verified) {
  v1::PolicyListing listing;
  for (const v1::Member& member : verified.agreement()->constitution().members()) {
    ASSIGN_OR_RETURN(const v1::Policy policy, verified.on().PolicyOf(member.id()));
    if (policy.version() > 0) *listing.add_policies() = policy;
  }
  return listing;
}

void PrintMandates(const v1::MandateListing& listing, std::ostream& out) {
  if (listing.mandates().empty()) out << "There are none.\n";
  for (const v1::MandateLine& line : listing.mandates()) {
    out << absl::StrFormat("%s  %-10s  %s\n    %s\n    given %s, ends %s\n",
                           Printable(line.digest().substr(0, 16)), line.state(),
                           Printable(line.member()), Printable(line.what()),
                           Printable(line.given_at()), Printable(line.not_after()));
  }
}

void PrintPolicies(const v1::PolicyListing& listing, std::ostream& out) {
  if (listing.policies().empty()) {
    out << "No member has a policy of its own: each decides on every query.\n";
  }
  for (const v1::Policy& policy : listing.policies()) {
    out << Printable(policy.member()) << ", version " << policy.version() << ": "
        << ModeName(policy.mode());
    if (policy.approvers() > 1) out << ", two people approve";
    if (!policy.profile().empty()) out << ", profile " << Printable(policy.profile());
    if (policy.minimum_members() > 0) out << ", " << policy.minimum_members() << " members or more";
    out << "\n";
  }
}

}  // namespace ginnel::cli
