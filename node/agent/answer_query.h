// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/random.h"
#include "crypto/digest.h"
#include "ginnel/v1/coordinator.pb.h"
#include "governance/agreement.h"
#include "governance/approval_verifier.h"
#include "node/engine/engine.h"
#include "node/spine.h"
#include "node/store/run_ledger.h"
#include "sharing/encoder.h"
#include "sharing/in_force.h"
#include "sharing/linked/layout.h"

namespace ginnel::node {

/// START HERE: what a node does with one assignment. It trusts nobody's word that the run was
/// approved:
///
///   verify everything → write the ledger → compute → encode → upload to each trustee → report
///
/// What is computed over is the data set that stands once the ledger is written: who was erased or
/// objected before then is not in it. Later than that an answer is in flight, and may end.
///
/// Figures leave only as ShareFor<1|2|3>, each to its own trustee. The report carries a code and
/// dates, never a figure. Thread-safe.
class AnswerQuery {
 public:
  struct Parts {
    std::string member;
    sharing::InForceSource in_force;
    const governance::RunRegister* on = nullptr;  // this node's copy of the register
    const Clock* clock = nullptr;
    RandomSource* random = nullptr;
    RunLedger* ledger = nullptr;
    EventLog* log = nullptr;
    sharing::ShareChannel<1>* first = nullptr;
    sharing::ShareChannel<2>* second = nullptr;
    sharing::ShareChannel<3>* third = nullptr;
    SpineSource spines;
  };
  /// The engine over the current data set (CurrentEngine::Get). Asked in every answer, never kept.
  using EngineSource = std::function<absl::StatusOr<std::shared_ptr<Engine>>()>;

  AnswerQuery(Parts parts, EngineSource current_engine)
      : parts_(std::move(parts)), current_engine_(std::move(current_engine)) {}

  v1::NodeMessage::Report Answer(const v1::RunPackage& package);

 private:
  absl::Status Contribute(const v1::RunPackage& package, v1::NodeMessage::Report& report);
  absl::Status CheckVoids(const governance::VerifiedQuery& run, const v1::RunPackage& package,
                          const governance::Agreement& agreement) const;
  absl::StatusOr<std::shared_ptr<const Spine>> SpineOf(
      const governance::VerifiedQuery& run,
      const std::optional<sharing::LinkedLayout>& layout) const;
  absl::Status CheckHeld(const governance::VerifiedQuery& run, const DataSetInfo& data) const;
  absl::Status CheckOptOutList(const governance::VerifiedQuery& run,
                               const governance::Agreement& agreement,
                               const DataSetInfo& data) const;
  absl::Status Upload(const sharing::Shares& shares) const;

  const Parts parts_;
  const EngineSource current_engine_;
};

}  // namespace ginnel::node
