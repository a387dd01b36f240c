// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/random.h"
#include "coordinator/attempt_watch.h"
#include "coordinator/node_links.h"
#include "coordinator/query_book.h"
#include "coordinator/register_publisher.h"
#include "coordinator/run_board.h"
#include "coordinator/standings.h"
#include "crypto/signing.h"
#include "sharing/in_force.h"
#include "sharing/ledger.h"
#include "sharing/other_trustee.h"
#include "sharing/trustee.h"

namespace ginnel::coordinator {

/// START HERE: one run of an approved query, from the run statement to the release.
///
///   statement signed and kept → trustees prepared → nodes assigned → shares counted and tested →
///   what passed is kept → opened by trustees 2 and 3 → joined → disclosure gate → release signed
///   and kept
///
/// A crash at any arrow leaves the attempt either to be voided (before "kept") or to be ended
/// (after it); an attempt is repeated, up to three times, only after trustees 2 and 3 have each
/// signed that nothing of it was opened. Thread-safe.
class RunQuery {
 public:
  struct Parts {
    sharing::InForceSource in_force;
    const Clock* clock = nullptr;
    RandomSource* random = nullptr;
    const crypto::Signer* signer = nullptr;
    EventLog* log = nullptr;
    QueryBook* book = nullptr;
    RunBoard* board = nullptr;
    NodeLinks* nodes = nullptr;
    governance::Register* on = nullptr;  // the register: its one appender
    RegisterPublisher* publisher = nullptr;
    sharing::Trustee* trustee = nullptr;  // this process's part as trustee 1
    sharing::Ledger* ledger = nullptr;
    std::array<sharing::OtherTrustee*, 2> others{};  // trustees 2 and 3
    absl::Duration patience = absl::Seconds(60);     // for nodes and trustees that are away
    std::function<bool()> stopping = [] { return false; };
  };
  explicit RunQuery(Parts parts);

  /// Runs `digest` once more, or ends what an earlier process began. Returns when there is a
  /// release, or the reason why there is none.
  absl::Status Run(const std::string& digest);

  /// Ends the attempts in flight in which `member` (empty: anybody) takes part, of `query` (empty:
  /// any): what they rest on was taken back.
  void Stop(std::string_view query, std::string_view member, const absl::Status& why);

  /// Wire these to NodeLinks.
  void Reported(const std::string& member, const v1::NodeMessage::Report& report);
  void Disconnected(const std::string& member);

  static constexpr uint32_t kAttempts = 3;

 private:
  // What the attempts of one call of Run learnt of members that may be away.
  struct Tries {
    std::set<std::string> left_out;
    std::string failed_member;  // of the last attempt; empty where it was nobody's node
  };
  absl::Status RunAttempt(const QueryBook::Entry& entry, uint32_t n, uint32_t number,
                          const std::vector<v1::Envelope>& voids, Tries& tries);
  absl::StatusOr<std::vector<Standing>> ChooseRoster(const QueryBook::Entry& entry, uint32_t n,
                                                     const Tries& tries);
  absl::StatusOr<std::vector<std::string>> RosterBefore(const std::string& digest,
                                                        uint32_t n) const;
  absl::StatusOr<Attempt> Begin(const QueryBook::Entry& entry,
                                const std::vector<Standing>& taking_part, uint32_t n,
                                uint32_t number, const std::vector<v1::Envelope>& voids);
  absl::Status PrepareTrustees(const v1::RunPackage& package);
  absl::Status Assign(const Attempt& attempt, const std::vector<std::string>& roster);
  absl::Status Share(const Attempt& attempt, AttemptWatch& watch);
  absl::Status Open(const Attempt& attempt);
  absl::StatusOr<Attempt> WithAbsent(const Attempt& attempt) const;
  absl::Status CheckStands(const Attempt& attempt) const;
  absl::Status GiveUp(Attempt& attempt);
  absl::StatusOr<std::vector<v1::Envelope>> VoidAttempt(const Attempt& attempt);

  const Parts parts_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<AttemptWatch>> watches_;  // by run id
};

}  // namespace ginnel::coordinator
