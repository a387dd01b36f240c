// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/store/database.h"
#include "crypto/digest.h"
#include "governance/run_history.h"
#include "governance/verified_query.h"

namespace ginnel::node {

/// What this node has promised never to do twice: every attempt of a run that it accepted, written
/// before it acts on it. Thread-safe; survives any crash.
class RunLedger final : public governance::RunHistory {
 public:
  explicit RunLedger(store::Database& database) : database_(database) {}

  /// Accepts one attempt, once. AlreadyExists (REASON_RUN_REPLAYED) for a run id that was accepted
  /// before, or an attempt that does not come after the last one of its query.
  absl::Status Accept(const governance::VerifiedQuery& run, absl::Time now);

  /// How many runs of the query were accepted; several attempts of one run count once.
  absl::StatusOr<uint32_t> RunsUsed(const crypto::Digest& query);
  /// The last (n, attempt) that was accepted.
  absl::StatusOr<governance::RunProgress> ProgressOf(const crypto::Digest& query) const override;

 private:
  store::Database& database_;
};

}  // namespace ginnel::node
