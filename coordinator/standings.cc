// SPDX-License-Identifier: Apache-2.0
#include "coordinator/standings.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "disclosure/profile.h"
#include "governance/decision.h"
#include "governance/member_approval.h"
#include "governance/register/register_query.h"
#include "governance/register/run_rules.h"
#include "governance/statement.h"
#include "governance/submitted_query.h"

namespace ginnel::coordinator {
namespace {

using governance::IsStatement;
using governance::ReadUnverifiedStatement;

// What people said for each member: approvals in groups (GroupOf), and whether somebody refused.
struct Words {
  std::map<std::string, std::vector<v1::Envelope>> approvals;
  bool refused = false;
};

// Approvals that can carry a run together: by one delegation, and for the same sectors.
std::string GroupOf(const v1::Approval& approval) {
  std::string group = approval.delegation_digest();
  for (const int sector : approval.sectors()) absl::StrAppend(&group, " ", sector);
  return group;
}

absl::StatusOr<std::map<std::string, Words>> WordsByMember(const QueryBook::Entry& entry) {
  std::map<std::string, Words> words;
  for (const v1::Envelope& decision : entry.decisions) {
    if (IsStatement<v1::Approval>(decision)) {
      ASSIGN_OR_RETURN(const v1::Approval approval,
                       ReadUnverifiedStatement<v1::Approval>(decision));
      words[approval.member()].approvals[GroupOf(approval)].push_back(decision);
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
    for (const auto& [delegation, given] : words.approvals) Try(given, standing);
    ASSIGN_OR_RETURN(const std::vector<v1::Envelope> ahead, StandingApprovalsOf(member, on_));
    for (const v1::Envelope& each : ahead) RETURN_IF_ERROR(TryStanding(each, standing));
    ASSIGN_OR_RETURN(standing.suspended, IsSuspended(member, on_));
    if (standing.suspended) standing.detail = "has suspended its part";
    if (standing.state != Standing::State::kApproved) return standing;
    return Hold(std::move(standing));
  }

 private:
  // Takes `given` for the member's yes, if that is what it is, and there is none yet.
  void Try(const std::vector<v1::Envelope>& given, Standing& standing) const {
    if (standing.state == Standing::State::kApproved) return;
    const std::vector<v1::Envelope> good = Good(given);
    const absl::StatusOr<governance::MemberApproval> approval = governance::VerifyMemberApproval(
        standing.member, good.empty() ? given : good, query_, coverage_.least, context_);
    if (!approval.ok()) {
      standing.detail = std::string(approval.status().message());
      standing.can_decide = ReasonOf(approval.status()) == v1::REASON_APPROVAL_MISSING ||
                            ReasonOf(approval.status()) == v1::REASON_REVOKED;
      return;
    }
    standing.state = Standing::State::kApproved;
    standing.approvals = good;
    standing.detail.clear();
    if (!approval->panel.empty()) standing.basis = absl::StrCat("panel ", approval->panel);
  }

  // One bad word among several does not undo the others.
  std::vector<v1::Envelope> Good(const std::vector<v1::Envelope>& given) const {
    std::vector<v1::Envelope> good;
    for (const v1::Envelope& each : given) {
      const bool ahead = IsStatement<v1::StandingApproval>(each);
      if (ahead ||
          governance::VerifyApproval(each, query_, context_.agreement, context_.clock, &context_.on)
              .ok()) {
        good.push_back(each);
      }
    }
    return good;
  }

  // One that is for other queries says nothing about this one, nor does one that is used up.
  absl::Status TryStanding(const v1::Envelope& envelope, Standing& standing) const {
    if (standing.state == Standing::State::kApproved) return absl::OkStatus();
    Standing tried = standing;
    Try({envelope}, tried);
    if (tried.state != Standing::State::kApproved) return absl::OkStatus();
    const std::string digest = crypto::PayloadDigest(envelope).ToHex();
    v1::Run run;  // as far as it is known
    run.set_query_digest(query_.digest.ToHex());
    run.set_started_at(ToRfc3339(context_.clock.Now()));
    absl::Status room;
    RETURN_IF_ERROR(on_.Read([&](store::Snapshot& tx) -> absl::Status {
      room = governance::CheckStandingHasRoom(run, digest, tx);
      return absl::OkStatus();
    }));
    if (!room.ok() && !HasReason(room)) return room;
    if (!room.ok()) {
      standing.detail = std::string(room.message());
      return absl::OkStatus();
    }
    standing = std::move(tried);
    standing.basis = absl::StrCat("standing approval ", digest.substr(0, 8));
    return absl::OkStatus();
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

bool Standings::waits() const {
  if (approved()) return false;
  return std::any_of(members.begin(), members.end(), [](const Standing& each) {
    return !each.optional && each.state == Standing::State::kUndecided && each.can_decide;
  });
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
