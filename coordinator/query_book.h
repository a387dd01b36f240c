// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/store/database.h"
#include "crypto/digest.h"
#include "ginnel/v1/coordinator.pb.h"
#include "ginnel/v1/release.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/statement_log.h"

namespace ginnel::coordinator {

/// How far one attempt came. Each step is on disk before it is acted on.
enum class AttemptState {
  kStarted = 1,  // the run statement is signed; nothing was opened, nothing will be without kReady
  kReady = 2,    // what passed is in the ledger, the members' envelopes here: the opening can be
                 // ended after a crash
  kReleased = 3,
  kVoided = 4,
  kFailed = 5,  // n is spent without a release
};

struct Attempt {
  std::string run_id;
  std::string query;
  uint32_t n = 0;
  uint32_t number = 0;
  AttemptState state = AttemptState::kStarted;
  v1::RunPackage package;
  std::vector<v1::MemberEnvelope> members;  // from kReady on
  std::string opening_salt;                 // from kReady on: of the commitment to what is opened
  std::vector<v1::Envelope> voids;          // from kVoided on
};

/// The coordinator's memory of queries, decisions, attempts and releases. Everything is on disk
/// before a call returns. Thread-safe.
class QueryBook {
 public:
  /// The tables; part of the coordinator's schema.
  static const std::vector<std::string>& Schema();

  /// Every statement goes on `log`, in the transaction that keeps what follows from it.
  QueryBook(store::Database& database, governance::StatementLog& log)
      : database_(database), log_(log) {}

  struct Entry {
    v1::QueryStatus status;  // all but decisions, step and timings
    v1::Envelope query;
    std::vector<v1::Envelope> decisions;
    std::vector<v1::Remark> remarks;  // of the decisions, in their order
  };

  /// Keeps a new query; the same one again changes nothing.
  absl::Status Add(const v1::QueryStatus& status, const v1::Envelope& query);
  absl::StatusOr<Entry> Get(std::string_view digest) const;
  /// The full digest for a unique prefix of at least 8 digits.
  absl::StatusOr<std::string> Resolve(std::string_view prefix) const;
  absl::StatusOr<std::vector<std::string>> List() const;
  absl::Status SetState(std::string_view digest, v1::QueryState state, std::string_view detail);
  /// The same if the query is in the state `from`; nothing otherwise.
  absl::Status ChangeState(std::string_view digest, v1::QueryState from, v1::QueryState to,
                           std::string_view detail);
  /// Awaits approval again, without the time limit of a first decision.
  absl::Status Reopen(std::string_view digest, std::string_view detail);
  /// One decision of each person for each member; a second one is AlreadyExists unless it is the
  /// same.
  absl::Status AddDecision(std::string_view digest, std::string_view member,
                           std::string_view person, const v1::Envelope& decision,
                           const v1::Remark& remark, absl::Time now);
  /// Keeps the revocation of that approval of `member`: if it is the one that counts, the member
  /// has not decided any more. Its index on the register.
  absl::StatusOr<uint64_t> TakeBack(std::string_view digest, std::string_view member,
                                    const crypto::Digest& approval, const v1::Envelope& revocation,
                                    const v1::Remark& remark, absl::Time now);
  /// A statement that concerns no query. Its index on the register.
  absl::StatusOr<uint64_t> AddStatement(const v1::Envelope& statement, const v1::Remark& remark,
                                        absl::Time now);
  /// Forgets the reasons that were kept before that; the statements stay.
  absl::Status EraseRemarks(absl::Time before);
  /// How long a reason is kept (docs/register.md).
  static constexpr absl::Duration kKeepRemarks = absl::Hours(24 * 365 * 3);
  absl::StatusOr<int> QueriesSince(std::string_view author, absl::Time since) const;

  absl::Status AddAttempt(const Attempt& attempt);
  absl::Status SetReady(std::string_view run_id, const std::vector<v1::MemberEnvelope>& members,
                        std::string_view opening_salt);
  absl::Status SetVoided(std::string_view run_id, const std::vector<v1::Envelope>& voids);
  /// What was opened can never be released: n is spent. Keeps the attempt's record.
  absl::Status SetFailed(const Attempt& attempt);
  /// In the order (n, number).
  absl::StatusOr<std::vector<Attempt>> Attempts(std::string_view digest) const;
  /// The release, the attempt's and the query's new state, in one transaction: a query is released
  /// once or not at all.
  absl::Status AddRelease(std::string_view digest, uint32_t n, std::string_view run_id,
                          const v1::Envelope& release, const v1::Envelope& released,
                          uint32_t runs_used);
  /// n = 0: the newest.
  absl::StatusOr<v1::Envelope> Release(std::string_view digest, uint32_t n) const;

 private:
  store::Database& database_;
  governance::StatementLog& log_;
};

}  // namespace ginnel::coordinator
