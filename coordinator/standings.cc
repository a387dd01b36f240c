// SPDX-License-Identifier: Apache-2.0
#include "coordinator/standings.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "disclosure/profile.h"
#include "governance/member_approval.h"
#include "governance/register/register_query.h"
#include "governance/statement.h"
#include "governance/submitted_query.h"

namespace ginnel::coordinator {
namespace {

using governance::IsStatement;
using governance::ReadUnverifiedStatement;

// What people said for each member: approvals by the delegation that they rest on ("" for the
// member's own), and whether somebody refused.
struct Words {
  std::map<std::string, std::vector<v1::Envelope>> approvals;
  bool refused = false;
};

absl::StatusOr<std::map<std::string, Words>> WordsByMember(const QueryBook::Entry& entry) {
  std::map<std::string, Words> words;
  for (const v1::Envelope& decision : entry.decisions) {
    if (IsStatement<v1::Approval>(decision)) {
      ASSIGN_OR_RETURN(const v1::Approval approval,
                       ReadUnverifiedStatement<v1::Approval>(decision));
      words[approval.member()].approvals[approval.delegation_digest()].push_back(decision);
    } else {
      ASSIGN_OR_RETURN(const v1::Refusal refusal, ReadUnverifiedStatement<v1::Refusal>(decision));
      words[refusal.member()].refused = true;
    }
  }
  return words;
}

// The standing approvals of `member` that were not taken back, newest first.
absl::StatusOr<std::vector<v1::Envelope>> StandingApprovalsOf(const std::string& member,
                                                              const governance::Register& on) {
  std::vector<v1::Envelope> standing;
  RETURN_IF_ERROR(on.Read([&](store::Snapshot& tx) -> absl::Status {
    std::vector<v1::Envelope> all;
    RETURN_IF_ERROR(governance::RegisterStore::ReadAbout(
        tx, governance::StatementType<v1::StandingApproval>::kName, governance::AboutParty(member),
        [&](uint64_t, std::string_view each) -> absl::Status {
          ASSIGN_OR_RETURN(all.emplace_back(), crypto::EnvelopeFromJson(each));
          return absl::OkStatus();
        }));
    for (v1::Envelope& each : all) {
      ASSIGN_OR_RETURN(const bool revoked,
                       governance::IsRevoked(tx, crypto::PayloadDigest(each).ToHex()));
      if (!revoked) standing.push_back(std::move(each));
    }
    return absl::OkStatus();
  }));
  std::reverse(standing.begin(), standing.end());
  return standing;
}

absl::StatusOr<bool> IsSuspended(const std::string& member, const governance::Register& on) {
  bool suspended = false;
  RETURN_IF_ERROR(on.Read([&](store::Snapshot& tx) -> absl::Status {
    const absl::StatusOr<v1::Suspension> last = governance::LastSuspension(tx, member);
    if (!last.ok() && !absl::IsNotFound(last.status())) return last.status();
    suspended = last.ok() && !last->lifted();
    return absl::OkStatus();
  }));
  return suspended;
}

// Judges the members of one query.
class Judge {
 public:
  Judge(const governance::SubmittedQuery& query, const governance::Coverage& coverage,
        const governance::ApprovalContext& context, const governance::Register& on)
      : query_(query), coverage_(coverage), context_(context), on_(on) {}

  absl::StatusOr<Standing> Of(const std::string& member, const Words& words) const {
    Standing standing;
    standing.member = member;
    standing.optional = coverage_.IsOptional(member);
    if (words.refused) {
      standing.state = Standing::State::kRefused;
      return standing;
    }
    ASSIGN_OR_RETURN(const bool suspended, IsSuspended(member, on_));
    if (suspended) {
      standing.state = Standing::State::kSuspended;
      standing.detail = "has suspended its part";
      return standing;
    }
    for (const auto& [delegation, given] : words.approvals) Try(given, standing);
    ASSIGN_OR_RETURN(const std::vector<v1::Envelope> ahead, StandingApprovalsOf(member, on_));
    for (const v1::Envelope& each : ahead) TryStanding(each, standing);
    if (standing.state != Standing::State::kApproved) return standing;
    return Hold(std::move(standing));
  }

 private:
  // Takes `given` for the member's yes, if that is what it is, and there is none yet.
  void Try(const std::vector<v1::Envelope>& given, Standing& standing) const {
    if (standing.state == Standing::State::kApproved) return;
    const absl::StatusOr<governance::MemberApproval> approval =
        governance::VerifyMemberApproval(standing.member, given, query_, coverage_.least, context_);
    if (!approval.ok()) {
      standing.detail = std::string(approval.status().message());
      return;
    }
    standing.state = Standing::State::kApproved;
    standing.approvals = given;
    standing.detail.clear();
    if (!approval->panel.empty()) standing.basis = absl::StrCat("panel ", approval->panel);
  }

  // One that is for other queries says nothing about this one.
  void TryStanding(const v1::Envelope& envelope, Standing& standing) const {
    const std::string detail = standing.detail;
    if (standing.state == Standing::State::kApproved) return;
    Try({envelope}, standing);
    if (standing.state == Standing::State::kApproved) {
      standing.basis =
          absl::StrCat("standing approval ", crypto::PayloadDigest(envelope).ToHex().substr(0, 8));
    } else {
      standing.detail = detail;
    }
  }

  absl::StatusOr<Standing> Hold(Standing standing) const {
    ASSIGN_OR_RETURN(const v1::Policy policy, on_.PolicyOf(standing.member));
    if (policy.mode() != v1::NODE_MODE_HOLD) return standing;
    const absl::StatusOr<v1::GoAhead> word = on_.GoAheadOf(query_.digest.ToHex(), standing.member);
    if (word.ok()) return standing;
    if (ReasonOf(word.status()) != v1::REASON_HELD) return word.status();
    standing.held = true;
    standing.detail = "holds its answer until its lead has seen it: ginnel query go-ahead";
    return standing;
  }

  const governance::SubmittedQuery& query_;
  const governance::Coverage& coverage_;
  const governance::ApprovalContext& context_;
  const governance::Register& on_;
};

template <typename Fits>
bool Covered(const Standings& all, Fits fits) {
  size_t fitting = 0;
  for (const Standing& standing : all.members) {
    if (fits(standing)) {
      ++fitting;
    } else if (!standing.optional) {
      return false;
    }
  }
  return fitting >= all.coverage.least;
}

}  // namespace

bool Standings::refused() const {
  return !Covered(*this,
                  [](const Standing& each) { return each.state != Standing::State::kRefused; });
}

bool Standings::approved() const {
  return Covered(*this,
                 [](const Standing& each) { return each.state == Standing::State::kApproved; });
}

bool Standings::ready() const {
  return Covered(*this, [](const Standing& each) { return each.ready(); });
}

absl::StatusOr<Standings> StandingsOf(const QueryBook::Entry& entry,
                                      const governance::Agreement& agreement, const Clock& clock,
                                      const governance::Register& on) {
  ASSIGN_OR_RETURN(const governance::SubmittedQuery query,
                   governance::VerifySubmittedQuery(entry.query, agreement, clock, &on));
  Standings all;
  ASSIGN_OR_RETURN(all.coverage,
                   governance::ResolveCoverage(query.query, {entry.status.members().begin(),
                                                             entry.status.members().end()}));
  ASSIGN_OR_RETURN(const auto words, WordsByMember(entry));
  const governance::ThresholdOfProfile threshold_of = disclosure::ThresholdOf;
  const governance::ApprovalContext context{agreement, clock, on, threshold_of};
  const Judge judge(query, all.coverage, context, on);
  for (const std::string& member : all.coverage.members) {
    const auto said = words.find(member);
    ASSIGN_OR_RETURN(all.members.emplace_back(),
                     judge.Of(member, said == words.end() ? Words() : said->second));
  }
  return all;
}

}  // namespace ginnel::coordinator
