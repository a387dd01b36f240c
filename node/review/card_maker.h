// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "ginnel/v1/review.pb.h"
#include "governance/register/register.h"
#include "node/engine/engine.h"
#include "node/review/past_queries.h"
#include "node/spine.h"
#include "query/plan.h"
#include "sharing/in_force.h"

namespace ginnel::node {

/// START HERE: what a lead is shown before they decide:
///
///   the query on this node's register → planned under the agreement in force → what the register
///   says of it and of others like it → dry run over this node's own data set
///
/// Nobody outside is asked, and nothing is written. Only what is on the register is rehearsed: its
/// author has signed it, and everybody can see that it was asked. Who may have a card is for the
/// caller to judge (reviewer.h); its figures are exact. One card at a time, so that any number of
/// callers takes the memory and threads of one. Thread-safe.
class CardMaker {
 public:
  using EngineSource = std::function<absl::StatusOr<std::shared_ptr<Engine>>()>;
  struct Parts {
    std::string member;
    sharing::InForceSource in_force;
    const governance::Register* on = nullptr;  // this node's copy
    const Clock* clock = nullptr;
    EngineSource engine;  // over the current data set; NotFound before the first ingest
    SpineSource spines;
  };
  explicit CardMaker(Parts parts) : parts_(std::move(parts)) {}

  /// The card of the query whose digest begins with `digits`. NotFound if it is not on this copy of
  /// the register; FailedPrecondition REASON_ROSTER_MISMATCH if it does not ask this member, and
  /// REASON_QUERY_INVALID if it cannot be answered under the agreement in force. A query that this
  /// node could not answer (a variable that it does not offer, no data) has a card that says so.
  absl::StatusOr<v1::ReviewCard> Make(std::string_view digits);

 private:
  absl::Status AddDifference(const PastQueries& past, const PastQuery& asked,
                             v1::ReviewCard& card) const;
  absl::Status AddDryRun(const query::Plan& plan, const sharing::InForce& now,
                         v1::ReviewCard& card) const;
  absl::Status AddMatched(const query::Plan& plan, const query::Dictionary& dictionary,
                          Engine& engine, v1::ReviewCard& card) const;
  absl::Status AddSuspension(v1::ReviewCard& card) const;

  const Parts parts_;
  std::mutex one_;
};

}  // namespace ginnel::node
