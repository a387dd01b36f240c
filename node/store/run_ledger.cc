// SPDX-License-Identifier: Apache-2.0
#include "node/store/run_ledger.h"

#include <tuple>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::node {
namespace {

absl::Status Replayed(std::string message) {
  return ReasonedError(absl::StatusCode::kAlreadyExists, v1::REASON_RUN_REPLAYED,
                       std::move(message));
}

absl::StatusOr<governance::RunProgress> Progress(store::Snapshot& snapshot,
                                                 const crypto::Digest& query) {
  governance::RunProgress progress;
  RETURN_IF_ERROR(snapshot.Query(
      "SELECT n, attempt FROM run_ledger WHERE query = ? ORDER BY n DESC, attempt DESC LIMIT 1",
      query.bytes, [&](const store::Row& row) {
        progress.n = static_cast<uint32_t>(row.Int(0));
        progress.attempt = static_cast<uint32_t>(row.Int(1));
      }));
  return progress;
}

absl::Status AcceptInside(store::Transaction& tx, const governance::VerifiedQuery& run,
                          absl::Time now) {
  bool known = false;
  RETURN_IF_ERROR(tx.Query("SELECT 1 FROM run_ledger WHERE run_id = ?", run.run_id().bytes,
                           [&](const store::Row&) { known = true; }));
  if (known) {
    return Replayed(absl::StrCat("run ", run.run_id().ToHex(), " was accepted before"));
  }
  ASSIGN_OR_RETURN(const governance::RunProgress last, Progress(tx, run.query_digest()));
  const uint32_t n = run.run().n();
  const uint32_t attempt = run.run().attempt();
  if (std::tie(n, attempt) <= std::tie(last.n, last.attempt)) {
    return Replayed(absl::StrCat("run ", n, " attempt ", attempt, " of query ",
                                 run.query_digest().ToHex(), " does not come after run ", last.n,
                                 " attempt ", last.attempt, ", which was accepted before"));
  }
  return tx.Execute(
      "INSERT INTO run_ledger (query, n, attempt, run_id, accepted_at) VALUES (?, ?, ?, ?, ?)",
      run.query_digest().bytes, n, attempt, run.run_id().bytes, ToRfc3339(now));
}

}  // namespace

absl::Status RunLedger::Accept(const governance::VerifiedQuery& run, absl::Time now) {
  return database_.RunTransaction(
      "accept a run", [&](store::Transaction& tx) { return AcceptInside(tx, run, now); });
}

absl::StatusOr<uint32_t> RunLedger::RunsUsed(const crypto::Digest& query) {
  uint32_t used = 0;
  RETURN_IF_ERROR(database_.Read("count runs", [&](store::Snapshot& snapshot) {
    return snapshot.Query("SELECT count(DISTINCT n) FROM run_ledger WHERE query = ?", query.bytes,
                          [&](const store::Row& row) { used = static_cast<uint32_t>(row.Int(0)); });
  }));
  return used;
}

absl::StatusOr<governance::RunProgress> RunLedger::ProgressOf(const crypto::Digest& query) const {
  governance::RunProgress progress;
  RETURN_IF_ERROR(
      database_.Read("look up the last run", [&](store::Snapshot& snapshot) -> absl::Status {
        ASSIGN_OR_RETURN(progress, Progress(snapshot, query));
        return absl::OkStatus();
      }));
  return progress;
}

}  // namespace ginnel::node
