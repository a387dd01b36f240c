// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/random.h"
#include "crypto/signing.h"
#include "ginnel/v1/coordinator.pb.h"
#include "ginnel/v1/trustee.pb.h"
#include "governance/run_register.h"
#include "sharing/in_force.h"
#include "sharing/ledger.h"
#include "sharing/peers.h"
#include "sharing/run_session.h"
#include "sharing/serve_run.h"

namespace ginnel::sharing {

/// The part that all three trustees play; the coordinator is trustee 1. It verifies every run for
/// itself, holds uploads in memory, keeps its ledger on disk before it answers, and opens nothing
/// that did not pass. Thread-safe.
class Trustee {
 public:
  /// What a trustee is made of; everything outlives it.
  struct Parts {
    int index = 0;  // 1, 2 or 3
    InForceSource in_force;
    const governance::RunRegister* on = nullptr;  // this trustee's copy of the register
    const Clock* clock = nullptr;
    RandomSource* random = nullptr;
    Ledger* ledger = nullptr;
    TrusteePeers* peers = nullptr;
    const crypto::Signer* signer = nullptr;
    EventLog* log = nullptr;
    Deadlines deadlines;
  };
  explicit Trustee(Parts parts);
  /// Ends every attempt in memory and waits for its thread.
  ~Trustee();

  /// Verifies the package as if nobody else had, accepts the attempt in the ledger, and makes ready
  /// for uploads. Trustees 2 and 3 go on by themselves from here; trustee 1 calls Serve.
  absl::Status Prepare(const v1::RunPackage& package);
  /// Whether an upload with this header fits a run, this trustee and the caller: asked before any
  /// of it is read. `member` is the authenticated caller's, never the message's word.
  absl::Status CheckUpload(const std::string& member, const v1::ShareChunk::Header& header) const;
  absl::Status TakeUpload(const std::string& member, const v1::ShareChunk::Header& header,
                          SecretElements elements);
  /// The same for a linked run, in place of TakeUpload: where the elements go as they come. Null
  /// for a plain run.
  absl::StatusOr<std::shared_ptr<UploadStream>> OpenUpload(const std::string& member,
                                                           const v1::ShareChunk::Header& header);
  /// `sender` is the authenticated trustee's index.
  absl::Status Deliver(int sender, const v1::PeerMessage& message);
  /// Trustees 2 and 3, asked by trustee 1: their part of what passed, the same each time; waits
  /// while the tests are still going on.
  absl::StatusOr<v1::OpenResponse> Open(const std::string& run_id);
  /// A signed promise that nothing of this attempt was or will be opened.
  absl::StatusOr<v1::Envelope> Void(const v1::Envelope& run);

  /// Trustee 1: runs the protocol in the caller's thread. The result is in the ledger before it
  /// returns.
  absl::StatusOr<PassedShares> Serve(const std::string& run_id);
  /// The attempt in memory, or NotFound.
  absl::StatusOr<std::shared_ptr<RunSession>> Find(std::string_view run_id) const;

 private:
  struct Running {
    std::shared_ptr<RunSession> session;
    std::thread thread;  // trustees 2 and 3
    bool done = false;
  };
  absl::StatusOr<PassedShares> ServeSession(RunSession& session);
  absl::Status CheckStands(const std::string& run_id) const;
  absl::Status RequireStands(const std::string& query, const std::string& run_id) const;
  void Reap();

  const Parts parts_;
  mutable std::mutex mutex_;
  std::condition_variable finished_;
  std::map<std::string, Running, std::less<>> running_;
};

}  // namespace ginnel::sharing
