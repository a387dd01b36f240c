// SPDX-License-Identifier: Apache-2.0
#include "cli/register/speaker.h"

#include <type_traits>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

using governance::IsStatement;
using governance::ReadUnverifiedStatement;

constexpr char kLead[] = "IG lead";

// Judged already, so its type and signer are as it says.
template <typename T>
absl::StatusOr<T> Read(const VerifiedRegister::Entry& entry) {
  return ReadUnverifiedStatement<T>(entry.envelope);
}

template <typename T>
const std::string& SpeakerOf(const T& word) {
  if constexpr (std::is_same_v<T, v1::Approval>) {
    return word.approver();
  } else {
    return word.person();
  }
}

// An approval, a refusal, a revocation or a go-ahead: of a member's IG lead or deputy, or of a
// panel.
template <typename T>
absl::Status DescribeWord(const VerifiedRegister::Entry& entry, v1::RegisterLine& line) {
  ASSIGN_OR_RETURN(const T word, Read<T>(entry));
  line.set_party(word.member());
  line.set_role(entry.agreement->HasRole(SpeakerOf(word), v1::ROLE_IG_LEAD) ? kLead : "IG deputy");
  if constexpr (std::is_same_v<T, v1::Approval>) {
    if (!word.delegation_digest().empty()) line.set_role("panel");
  }
  line.set_query(word.query_digest());
  line.set_at(word.given_at());
  return absl::OkStatus();
}

// A standing approval, a delegation or a policy: of a member's IG lead, about no single query.
template <typename T>
absl::Status DescribeMandate(const VerifiedRegister::Entry& entry, v1::RegisterLine& line) {
  ASSIGN_OR_RETURN(const T word, Read<T>(entry));
  line.set_party(word.member());
  line.set_role(kLead);
  line.set_at(word.given_at());
  return absl::OkStatus();
}

absl::Status DescribeSuspension(const VerifiedRegister::Entry& entry, v1::RegisterLine& line) {
  ASSIGN_OR_RETURN(const v1::Suspension suspension, Read<v1::Suspension>(entry));
  line.set_party(suspension.party());
  line.set_role(entry.agreement->HasRole(suspension.person(), v1::ROLE_IG_LEAD)     ? kLead
                : entry.agreement->HasRole(suspension.person(), v1::ROLE_IG_DEPUTY) ? "IG deputy"
                                                                                    : "IT admin");
  line.set_at(suspension.given_at());
  return absl::OkStatus();
}

// An IG lead or IT admin started it.
absl::Status DescribeEpoch(const VerifiedRegister::Entry& entry, v1::RegisterLine& line) {
  ASSIGN_OR_RETURN(const v1::Epoch epoch, Read<v1::Epoch>(entry));
  line.set_party(entry.agreement->PartyOf(epoch.person()));
  line.set_role(entry.agreement->HasRole(epoch.person(), v1::ROLE_IG_LEAD) ? kLead : "IT admin");
  line.set_at(epoch.given_at());
  return absl::OkStatus();
}

// Another member's IG lead gave it.
absl::Status DescribeTopUp(const VerifiedRegister::Entry& entry, v1::RegisterLine& line) {
  ASSIGN_OR_RETURN(const v1::TopUp top_up, Read<v1::TopUp>(entry));
  line.set_party(entry.agreement->PartyOf(top_up.person()));
  line.set_role(kLead);
  line.set_at(top_up.given_at());
  line.set_title(absl::StrCat(top_up.member(), ", ", top_up.people(), " people more"));
  return absl::OkStatus();
}

absl::Status DescribeQuota(const VerifiedRegister::Entry& entry, v1::RegisterLine& line) {
  ASSIGN_OR_RETURN(const v1::Quota quota, Read<v1::Quota>(entry));
  line.set_party(quota.trustee());
  line.set_role("trustee");
  line.set_at(quota.at());
  line.set_title(absl::StrCat(quota.member(), ", up to ", quota.people(), " people"));
  return absl::OkStatus();
}

template <typename T>
absl::Status DescribeNodesWord(const VerifiedRegister::Entry& entry, v1::RegisterLine& line) {
  ASSIGN_OR_RETURN(const T word, Read<T>(entry));
  line.set_party(word.member());
  line.set_role("node");
  line.set_at(word.at());
  return absl::OkStatus();
}

absl::Status DescribeAgreement(const VerifiedRegister::Entry& entry, v1::RegisterLine& line) {
  if (IsStatement<v1::Constitution>(entry.envelope)) {
    line.set_organisation("all full members");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Operations operations, Read<v1::Operations>(entry));
  line.set_party(operations.party());
  line.set_role("party");
  return absl::OkStatus();
}

absl::Status DescribeTrusteesWord(const VerifiedRegister::Entry& entry, v1::RegisterLine& line) {
  line.set_party(entry.agreement->trustee(1).id());
  line.set_role("coordinator");
  if (IsStatement<v1::Run>(entry.envelope)) {
    ASSIGN_OR_RETURN(const v1::Run run, Read<v1::Run>(entry));
    line.set_query(run.query_digest());
    line.set_at(run.started_at());
  } else if (IsStatement<v1::Released>(entry.envelope)) {
    ASSIGN_OR_RETURN(const v1::Released released, Read<v1::Released>(entry));
    line.set_query(released.query_digest());
    line.set_at(released.released_at());
  } else if (IsStatement<v1::Rejection>(entry.envelope)) {
    ASSIGN_OR_RETURN(const v1::Rejection rejection, Read<v1::Rejection>(entry));
    line.set_at(rejection.at());
  } else {
    ASSIGN_OR_RETURN(const v1::Void promise, Read<v1::Void>(entry));
    line.set_party(promise.trustee());
    line.set_role("trustee");
    line.set_query(promise.query_digest());
    line.set_at(promise.at());
  }
  return absl::OkStatus();
}

absl::Status Describe(const VerifiedRegister::Entry& entry, v1::RegisterLine& line) {
  const v1::Envelope& envelope = entry.envelope;
  if (entry.agreement == nullptr || IsStatement<v1::Constitution>(envelope) ||
      IsStatement<v1::Operations>(envelope)) {
    return DescribeAgreement(entry, line);
  }
  if (IsStatement<v1::Approval>(envelope)) return DescribeWord<v1::Approval>(entry, line);
  if (IsStatement<v1::Refusal>(envelope)) return DescribeWord<v1::Refusal>(entry, line);
  if (IsStatement<v1::Revocation>(envelope)) return DescribeWord<v1::Revocation>(entry, line);
  if (IsStatement<v1::GoAhead>(envelope)) return DescribeWord<v1::GoAhead>(entry, line);
  if (IsStatement<v1::StandingApproval>(envelope)) {
    return DescribeMandate<v1::StandingApproval>(entry, line);
  }
  if (IsStatement<v1::Delegation>(envelope)) return DescribeMandate<v1::Delegation>(entry, line);
  if (IsStatement<v1::Policy>(envelope)) return DescribeMandate<v1::Policy>(entry, line);
  if (IsStatement<v1::Suspension>(envelope)) return DescribeSuspension(entry, line);
  if (IsStatement<v1::TopUp>(envelope)) return DescribeTopUp(entry, line);
  if (IsStatement<v1::Quota>(envelope)) return DescribeQuota(entry, line);
  if (IsStatement<v1::Epoch>(envelope)) return DescribeEpoch(entry, line);
  if (IsStatement<v1::SpinePart>(envelope)) return DescribeNodesWord<v1::SpinePart>(entry, line);
  if (IsStatement<v1::Spine>(envelope)) return DescribeNodesWord<v1::Spine>(entry, line);
  if (!IsStatement<v1::Query>(envelope)) return DescribeTrusteesWord(entry, line);
  ASSIGN_OR_RETURN(const v1::Query query, Read<v1::Query>(entry));
  line.set_party(entry.agreement->PartyOf(query.author()));
  line.set_role("analyst");
  line.set_query(crypto::PayloadDigest(envelope).ToHex());
  return absl::OkStatus();
}

}  // namespace

std::string TitleOf(const std::string& party, const governance::Agreement& agreement) {
  if (const v1::Member* member = agreement.FindMember(party)) return member->title();
  if (const v1::Trustee* trustee = agreement.FindTrustee(party)) return trustee->organisation();
  return party;
}

absl::StatusOr<v1::RegisterLine> DescribeEntry(const VerifiedRegister::Entry& entry) {
  v1::RegisterLine line;
  line.set_index(entry.index);
  line.set_type(entry.type);
  RETURN_IF_ERROR(Describe(entry, line));
  if (line.organisation().empty()) {
    line.set_organisation(entry.agreement ? TitleOf(line.party(), *entry.agreement) : line.party());
  }
  return line;
}

}  // namespace ginnel::cli
