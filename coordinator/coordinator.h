// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/run_query.h"
#include "coordinator/standings.h"
#include "coordinator/supply_board.h"
#include "governance/decision.h"

namespace ginnel::coordinator {

/// A query's life (docs/life-of-a-query.md): what people may do, and what follows. Every statement
/// is verified, and on disk, before it is acknowledged. Thread-safe.
class Coordinator {
 public:
  /// `run_parts.stopping` is set here.
  explicit Coordinator(RunQuery::Parts run_parts);
  ~Coordinator();

  /// Takes up what an earlier process left unfinished.
  absl::Status Resume();
  /// Ends waiting runs; their attempts are taken up at the next start.
  void Stop();

  // `person` is the authenticated caller's id.
  absl::StatusOr<v1::QueryStatus> Submit(const std::string& person, const v1::Envelope& query);
  absl::StatusOr<v1::QueryStatus> Decide(const std::string& person, const v1::Envelope& decision,
                                         const v1::Remark& remark);
  /// A revocation, a suspension, a party's operations, a next constitution: whoever passes it on,
  /// its own signatures count. Takes effect at once. Its index on the register.
  absl::StatusOr<uint64_t> AddStatement(const std::string& person, const v1::Envelope& statement,
                                        const v1::Remark& remark);
  /// What a member's node states of the spine. Its index on the register.
  absl::StatusOr<uint64_t> AddNodeStatement(const v1::Envelope& statement);
  absl::StatusOr<v1::QueryStatus> StartRun(const std::string& person, const std::string& digest);
  absl::StatusOr<std::vector<v1::QueryStatus>> List() const;
  absl::StatusOr<QueryBook::Entry> Get(std::string_view prefix) const;
  absl::StatusOr<v1::QueryStatus> StatusOf(std::string_view prefix) const;
  /// Delegations that stand and cover the query: for which members a panel may decide.
  absl::StatusOr<std::vector<v1::Envelope>> DelegationsFor(const QueryBook::Entry& entry) const;
  absl::StatusOr<v1::Envelope> Release(std::string_view prefix, uint32_t n) const;

  RunBoard& board() const { return *parts_.board; }
  RunQuery& runs() { return runs_; }
  bool stopping() const { return stopping_; }
  /// What a node that connects is told first: the queries that await its member's approval.
  absl::StatusOr<std::vector<v1::Envelope>> OffersFor(const std::string& member) const;
  /// Keeps what a member's node says that it can be asked about.
  void Supplied(const std::string& member, const v1::NodeMessage::Supply& supply);
  std::vector<v1::MemberSupply> Supplies() const;

 private:
  absl::StatusOr<v1::QueryStatus> SubmitJudged(const std::string& person,
                                               const v1::Envelope& query);
  absl::StatusOr<v1::QueryStatus> DecideJudged(const std::string& person,
                                               const v1::Envelope& decision,
                                               const v1::Remark& remark);
  absl::StatusOr<uint64_t> AddJudged(const v1::Envelope& statement, const v1::Remark& remark);
  absl::StatusOr<uint64_t> Revoke(const v1::Envelope& statement, const v1::Remark& remark);
  absl::StatusOr<uint64_t> RevokeMandate(const v1::Revocation& revocation,
                                         const v1::Envelope& statement, const v1::Remark& remark);
  template <typename Mandate>
  absl::StatusOr<uint64_t> AddMandate(const v1::Envelope& statement, const v1::Remark& remark);
  absl::StatusOr<uint64_t> AddGoAhead(const v1::Envelope& statement);
  absl::StatusOr<uint64_t> AddPolicy(const v1::Envelope& statement);
  absl::StatusOr<uint64_t> StartEpoch(const v1::Envelope& statement);
  absl::StatusOr<uint64_t> Suspend(const v1::Envelope& statement, const v1::Remark& remark);
  absl::StatusOr<uint64_t> ChangeAgreement(const v1::Envelope& statement);
  absl::Status EndQueriesInFlight(const v1::Constitution& next);
  /// Ends what a constitution on the register has stopped, where a crash came in between.
  absl::Status EndStoppedQueries();
  absl::StatusOr<bool> IsUnderWay(const QueryBook::Entry& entry) const;
  /// Puts on the register that `statement` of `person` was refused. Returns `refusal`.
  absl::Status Rejected(const std::string& person, const v1::Envelope& statement,
                        const absl::Status& refusal);
  absl::StatusOr<v1::QueryStatus> StatusOfEntry(const QueryBook::Entry& entry) const;
  absl::Status CheckMayDecide(const QueryBook::Entry& entry,
                              const governance::Decision& decision) const;
  absl::Status Settle(const std::string& digest);
  absl::Status SettleAll();
  absl::StatusOr<std::optional<Standings>> JudgeStandings(const QueryBook::Entry& entry) const;
  absl::Status RequireDecider(const std::string& person,
                              const governance::Agreement& agreement) const;
  absl::Status RequireRole(const std::string& person, v1::Role role, std::string_view what) const;
  void Launch(const std::string& digest);

  RunQuery::Parts parts_;
  std::atomic<bool> stopping_ = false;
  RunQuery runs_;
  SupplyBoard supplies_;
  std::mutex changing_;  // what people change, one at a time: taken before mutex_
  std::mutex mutex_;
  std::map<std::string, std::thread> threads_;  // by query digest; one run of a query at a time
  std::vector<std::thread> ended_;
};

}  // namespace ginnel::coordinator
