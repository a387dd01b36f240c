// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/store/database.h"
#include "governance/run_history.h"
#include "governance/verified_query.h"

namespace ginnel::sharing {

/// A trustee's memory of runs, in its encrypted store. Each attempt is accepted once and moves one
/// way:
///
///   accepted ──> testing ──> ready ──> opened    opened and voided exclude each other for ever:
///       └───────────┴──────────┴─────> voided    what is written here is written before anything
///                                                is sent
///
/// What was tested and then voided is remembered: everybody knows which of its cells were small, so
/// another attempt over other members would tell them apart.
///
/// A run number n of a query is spent when one of its attempts is opened. An attempt may follow
/// only voided ones. Attempts are named by their run id, which covers the attempt number.
/// Thread-safe.
class Ledger final : public governance::RunHistory {
 public:
  /// The tables; part of the owner's schema.
  static constexpr std::string_view kSchema =
      "CREATE TABLE ledger (run_id TEXT PRIMARY KEY, query TEXT NOT NULL, n INTEGER NOT NULL, "
      "attempt INTEGER NOT NULL,"
      " state TEXT NOT NULL, shares BLOB, changed_at TEXT NOT NULL, UNIQUE (query, n, attempt)) "
      "WITHOUT ROWID";

  /// How long shares of what passed are kept, for a re-opening before an auditor (protocols.md 6).
  static constexpr absl::Duration kKeepShares = absl::Hours(24 * 30);

  explicit Ledger(store::Database& database) : database_(database) {}

  /// AlreadyExists for an attempt that was accepted before; FailedPrecondition where the one before
  /// was not voided, or any other attempt of the same n was opened or still may be.
  absl::Status Accept(const governance::VerifiedQuery& run, absl::Time now);
  /// Before the first result of the attempt's small-count tests is opened. FailedPrecondition once
  /// voided.
  absl::Status MarkTesting(std::string_view run_id, absl::Time now);
  /// Keeps what passed, so that an opening that was begun can be ended after a crash.
  /// FailedPrecondition once voided.
  absl::Status MarkReady(std::string_view run_id, std::string_view shares, absl::Time now);
  /// The shares kept by MarkReady; marks the attempt opened first. The same answer however often it
  /// is asked.
  absl::StatusOr<std::string> Open(std::string_view run_id, absl::Time now);
  /// The query (hex digest) of an attempt that is ready and was not opened: nothing of it has left
  /// yet. Nothing for any other.
  absl::StatusOr<std::optional<std::string>> QueryIfUnopened(std::string_view run_id) const;
  /// Whether Open was answered: then it is answered again.
  absl::StatusOr<bool> WasOpened(std::string_view run_id) const;
  /// FailedPrecondition once opened; otherwise final. An attempt that this trustee never saw is
  /// voided too, and so never accepted: if `may_be_new`; else FailedPrecondition, because what an
  /// earlier ledger of this trustee's seat held of it is not known. Whether any test of it was
  /// opened.
  absl::StatusOr<bool> MarkVoid(std::string_view run_id, const v1::Run& run, bool may_be_new,
                                absl::Time now);
  /// Wipes the shares of attempts last changed before `limit`.
  absl::Status ForgetShares(absl::Time limit);

  absl::StatusOr<governance::RunProgress> ProgressOf(const crypto::Digest& query) const override;

 private:
  store::Database& database_;
};

}  // namespace ginnel::sharing
