// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "coordinator/register_feed.h"
#include "crypto/signing.h"
#include "governance/register/register.h"
#include "sharing/other_trustee.h"

namespace ginnel::coordinator {

/// Has what was appended to the register co-signed by both other trustees, in a thread of its own,
/// and then handed on to the nodes. While a trustee is away it tries again; nothing can run
/// meanwhile, and nothing that was appended is lost. What the trustees say themselves, with their
/// cosignature or here, it enters. Thread-safe.
class RegisterPublisher {
 public:
  struct Parts {
    governance::Register* on = nullptr;
    const crypto::Signer* signer = nullptr;
    std::array<sharing::OtherTrustee*, 2> witnesses{};  // trustees 2 and 3
    RegisterFeed* feed = nullptr;
    const Clock* clock = nullptr;
    EventLog* log = nullptr;
    /// What this coordinator itself has to say as a trustee (protocols.md 1); may be empty.
    std::function<absl::StatusOr<std::vector<v1::Envelope>>()> own_words = {};
    absl::Duration pause = absl::Milliseconds(200);  // before another try
    absl::Duration idle = absl::Hours(1);            // publishes anew, so that all three are heard
  };
  explicit RegisterPublisher(Parts parts) : parts_(parts) {}
  ~RegisterPublisher() { Stop(); }

  void Start();
  void Stop();
  /// DataLoss where a trustee holds more of the register than this coordinator: its store was set
  /// back, and whatever it appended now would contradict what it has signed. OK otherwise.
  absl::Status standing();
  /// Waits until the nodes of `members` are not far behind with the register: before a run is put
  /// on it, so that one that reads for the first time uses no attempt up.
  absl::Status WaitForNodes(const std::vector<std::string>& members, absl::Duration patience);
  /// Something was appended: to be published soon.
  void Notify();
  /// A checkpoint over everything that is there now, co-signed by both after this call, and read by
  /// the nodes of `members`. Unavailable with the last trouble.
  absl::StatusOr<std::string> PublishFor(const std::vector<std::string>& members,
                                         absl::Duration patience);

 private:
  void Work();
  absl::Status Publish();
  absl::StatusOr<crypto::SignedNote> HaveWitnessed(size_t witness, const std::string& note);
  absl::Status CheckSpeaker(const v1::Envelope& word, int trustee) const;
  bool Enter(int trustee, std::span<const v1::Envelope> words);
  void EnterWords();

  const Parts parts_;
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t asked_ = 0, published_ = 0;
  std::string newest_;
  absl::Status trouble_;
  bool stopping_ = false;
  std::array<uint64_t, 2> sizes_{};  // what each witness held last; the worker's, as the next
  std::array<std::vector<v1::Envelope>, 2> said_;  // what each said with its cosignature
  std::thread worker_;
};

}  // namespace ginnel::coordinator
