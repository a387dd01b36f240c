// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/random.h"
#include "ginnel/v1/coordinator.pb.h"
#include "governance/agreement.h"
#include "governance/approval_verifier.h"
#include "node/engine/engine.h"
#include "node/store/run_ledger.h"
#include "query/dictionary.h"
#include "sharing/encoder.h"

namespace ginnel::node {

/// START HERE: what a node does with one assignment. It trusts nobody's word that the run was
/// approved:
///
///   verify everything → write the ledger → compute → encode → upload to each trustee → report
///
/// Figures leave only as ShareFor<1|2|3>, each to its own trustee. The report carries a code and
/// dates, never a figure. Thread-safe.
class AnswerQuery {
 public:
  struct Parts {
    std::string member;
    std::shared_ptr<const governance::Agreement> agreement;
    const query::Dictionary* dictionary = nullptr;
    const Clock* clock = nullptr;
    RandomSource* random = nullptr;
    RunLedger* ledger = nullptr;
    EventLog* log = nullptr;
    sharing::ShareChannel<1>* first = nullptr;
    sharing::ShareChannel<2>* second = nullptr;
    sharing::ShareChannel<3>* third = nullptr;
  };
  AnswerQuery(Parts parts, std::shared_ptr<Engine> engine)
      : parts_(std::move(parts)), engine_(std::move(engine)) {}

  v1::NodeMessage::Report Answer(const v1::RunPackage& package);

 private:
  absl::Status Contribute(const v1::RunPackage& package, v1::NodeMessage::Report& report);
  absl::Status CheckVoids(const governance::VerifiedQuery& run,
                          const v1::RunPackage& package) const;
  absl::Status CheckOptOutList(const governance::VerifiedQuery& run) const;
  absl::Status Upload(const sharing::Shares& shares) const;

  const Parts parts_;
  const std::shared_ptr<Engine> engine_;
};

}  // namespace ginnel::node
