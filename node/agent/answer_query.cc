// SPDX-License-Identifier: Apache-2.0
#include "node/agent/answer_query.h"

#include <thread>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "disclosure/profile.h"
#include "governance/entitlement.h"
#include "governance/run_id.h"
#include "governance/statement.h"
#include "node/agent/opt_out_list.h"
#include "node/engine/areas_check.h"
#include "query/plan.h"
#include "sharing/linked/run_layout.h"

namespace ginnel::node {

v1::NodeMessage::Report AnswerQuery::Answer(const v1::RunPackage& package) {
  v1::NodeMessage::Report report;
  const absl::Status status = Contribute(package, report);
  if (status.ok()) {
    report.set_outcome(v1::NodeMessage::Report::OUTCOME_UPLOADED);
    parts_.log->Write(Event::kRunUploaded, {{"run_id", report.run_id()}});
  } else {
    report.clear_envelope();
    report.set_outcome(v1::NodeMessage::Report::OUTCOME_REFUSED);
    report.set_reason(absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)
                          ? v1::REASON_UNAVAILABLE
                          : ReasonOf(status));
    parts_.log->Write(Event::kRunRefused,
                      {{"run_id", report.run_id()}, {"error", status.ToString()}});
  }
  return report;
}

absl::Status AnswerQuery::Contribute(const v1::RunPackage& package,
                                     v1::NodeMessage::Report& report) {
  // Only to name what is refused; everything below is verified.
  if (const auto claimed = governance::ReadUnverifiedStatement<v1::Run>(package.run());
      claimed.ok()) {
    report.set_run_id(governance::RunIdOf(*claimed).ToHex());
    report.set_attempt(claimed->attempt());
  }
  ASSIGN_OR_RETURN(const sharing::InForce now, parts_.in_force());
  const governance::ApprovalVerifier verifier(now.agreement, *parts_.clock,
                                              governance::VerifierRole::Node(parts_.member),
                                              disclosure::ThresholdOf, *parts_.on);
  ASSIGN_OR_RETURN(const governance::VerifiedQuery run, verifier.Verify(package, *parts_.ledger));
  RETURN_IF_ERROR(CheckVoids(run, package, *now.agreement));
  // Before the ledger, so that a refusal for this does not use an attempt up.
  ASSIGN_OR_RETURN(std::shared_ptr<Engine> engine, current_engine_());
  RETURN_IF_ERROR(CheckOptOutList(run, *now.agreement, engine->snapshot().info()));
  RETURN_IF_ERROR(CheckHeld(run, engine->snapshot().info()));
  ASSIGN_OR_RETURN(const query::Plan plan,
                   query::PlanQuery(run.query(), now.agreement->constitution(), *now.dictionary,
                                    run.roster(), run.threshold()));
  // Only the plan knows which sector a query without `across` reads.
  if (plan.sectors != run.sectors()) {
    return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_APPROVAL_OTHER_QUERY,
                         "the query reads other sectors' data than the approvals name");
  }
  RETURN_IF_ERROR(CheckAreas(plan, now.agreement->constitution(), parts_.member,
                             run.RosterIndex(parts_.member), engine->snapshot()));
  ASSIGN_OR_RETURN(const std::optional<sharing::LinkedLayout> layout,
                   sharing::LayoutOf(run, plan, *parts_.on));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Spine> spine, SpineOf(run, layout));
  // From here on this attempt counts, whatever happens to this process.
  RETURN_IF_ERROR(parts_.ledger->Accept(run, parts_.clock->Now()));
  // Again: the ledger may have waited for an erasure to be written.
  engine.reset();
  ASSIGN_OR_RETURN(engine, current_engine_());
  RETURN_IF_ERROR(CheckOptOutList(run, *now.agreement, engine->snapshot().info()));
  RETURN_IF_ERROR(CheckHeld(run, engine->snapshot().info()));
  RETURN_IF_ERROR(CheckAreas(plan, now.agreement->constitution(), parts_.member,
                             run.RosterIndex(parts_.member), engine->snapshot()));
  ASSIGN_OR_RETURN(sharing::LocalTable table,
                   layout ? engine->ComputeLinked(run, plan, *now.dictionary, spine->ids, *layout)
                          : engine->Compute(run, plan, *now.dictionary));
  const sharing::RunContext context{run.run_id().ToHex(), run.run().attempt()};
  ASSIGN_OR_RETURN(const sharing::Shares shares,
                   sharing::Encoder(*parts_.random)
                       .Encode(std::move(table), context, parts_.member,
                               layout ? layout->slots() * plan.linked->columns() : 0));
  RETURN_IF_ERROR(Upload(shares));

  const DataSetInfo& data = engine->snapshot().info();
  v1::MemberEnvelope& envelope = *report.mutable_envelope();
  envelope.set_member(parts_.member);
  envelope.set_state(v1::MEMBER_STATE_CONTRIBUTED);
  envelope.set_data_from(data.data_from);
  envelope.set_data_to(data.data_to);
  envelope.set_loaded_at(data.loaded_at);
  envelope.set_opt_out_list_date(data.opt_out_list_date);
  return absl::OkStatus();
}

// The one that the run is over, as this node put it together; none of a plain run.
absl::StatusOr<std::shared_ptr<const Spine>> AnswerQuery::SpineOf(
    const governance::VerifiedQuery& run,
    const std::optional<sharing::LinkedLayout>& layout) const {
  if (!layout) return std::shared_ptr<const Spine>();
  ASSIGN_OR_RETURN(const crypto::Digest digest, crypto::Digest::FromHex(run.run().spine_digest()));
  return parts_.spines(run.run().epoch(), digest);
}

// A repeated attempt needs the word of trustees 2 and 3 that nothing of the one before was or will
// be opened: in the package, as on the register.
absl::Status AnswerQuery::CheckVoids(const governance::VerifiedQuery& run,
                                     const v1::RunPackage& package,
                                     const governance::Agreement& agreement) const {
  const uint32_t attempt = run.run().attempt();
  if (attempt == 1) return absl::OkStatus();
  for (const int trustee : {2, 3}) {
    const std::string& id = agreement.trustee(trustee).id();
    ASSIGN_OR_RETURN(const crypto::VerifyingKey key, governance::TrusteeKey(trustee, agreement));
    bool promised = false;
    for (const v1::Envelope& envelope : package.voids()) {
      const absl::StatusOr<v1::Void> promise = governance::OpenStatement<v1::Void>(envelope, key);
      promised = promised || (promise.ok() && promise->trustee() == id &&
                              promise->query_digest() == run.query_digest().ToHex() &&
                              promise->n() == run.run().n() && promise->attempt() == attempt - 1);
    }
    if (!promised) {
      return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_RUN_REPLAYED,
                           absl::StrCat("attempt ", attempt, " comes without the word of ", id,
                                        " that the one before was voided"));
    }
  }
  return absl::OkStatus();
}

// A member that holds its answers lets go of what its lead looked at: of this data set, no other.
absl::Status AnswerQuery::CheckHeld(const governance::VerifiedQuery& run,
                                    const DataSetInfo& data) const {
  ASSIGN_OR_RETURN(const v1::Policy policy, parts_.on->PolicyOf(parts_.member));
  if (policy.mode() != v1::NODE_MODE_HOLD) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::GoAhead word,
                   parts_.on->GoAheadOf(run.query_digest().ToHex(), parts_.member));
  if (word.loaded_at() == data.loaded_at) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_HELD,
                       absl::StrCat("the lead's word is for the data set loaded at ",
                                    word.loaded_at(), ", and this node's was loaded at ",
                                    data.loaded_at, ": look at the query again and say it anew"));
}

absl::Status AnswerQuery::CheckOptOutList(const governance::VerifiedQuery& run,
                                          const governance::Agreement& agreement,
                                          const DataSetInfo& data) const {
  const v1::Purpose* purpose = agreement.FindPurpose(run.query().purpose());
  if (purpose == nullptr) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_QUERY_INVALID,
                         "the query's purpose is not in the agreement");
  }
  return node::CheckOptOutList(*purpose, data, DayOf(parts_.clock->Now()));
}

absl::Status AnswerQuery::Upload(const sharing::Shares& shares) const {
  absl::Status first, second, third;
  std::thread to_first([&] { first = parts_.first->Upload(std::get<0>(shares)); });
  std::thread to_second([&] { second = parts_.second->Upload(std::get<1>(shares)); });
  third = parts_.third->Upload(std::get<2>(shares));
  to_first.join();
  to_second.join();
  for (const absl::Status& status : {first, second, third}) {
    // A trustee that was started again meanwhile has lost the attempt: the next one may pass.
    if (absl::IsNotFound(status)) return absl::UnavailableError(status.message());
    RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

}  // namespace ginnel::node
