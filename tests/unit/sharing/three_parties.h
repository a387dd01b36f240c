// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/random.h"
#include "sharing/mailbox.h"
#include "sharing/party.h"
#include "sharing/peers.h"

namespace ginnel::sharing {

/// Three mailboxes joined in memory: the peers' seam. Keeps every message, and lets a test change
/// one on its way.
class Wires {
 public:
  using Change = std::function<void(v1::PeerMessage&)>;

  explicit Wires(Change change = {}) : change_(std::move(change)) {
    for (int i = 0; i < 3; ++i) ends_[static_cast<size_t>(i)].wires = this;
  }
  TrusteePeers& peers(int trustee) { return ends_[static_cast<size_t>(trustee - 1)]; }
  Mailbox& mailbox(int trustee) { return mailboxes_[static_cast<size_t>(trustee - 1)]; }
  std::vector<v1::PeerMessage> sent() const {
    std::lock_guard lock(mutex_);
    return sent_;
  }

 private:
  struct End : TrusteePeers {
    Wires* wires = nullptr;
    absl::Status Deliver(const v1::PeerMessage& message) override { return wires->Carry(message); }
  };

  absl::Status Carry(v1::PeerMessage message) {
    if (change_) change_(message);
    {
      std::lock_guard lock(mutex_);
      sent_.push_back(message);
    }
    Mailbox& mailbox = mailboxes_[message.receiver() - 1];
    if (message.step() == Party::kAbortStep) {
      mailbox.Close(absl::AbortedError(message.payload()));
      return absl::OkStatus();
    }
    return mailbox.Put(message.step(), static_cast<int>(message.sender()), message.payload());
  }

  Change change_;
  std::array<End, 3> ends_;
  std::array<Mailbox, 3> mailboxes_;
  mutable std::mutex mutex_;
  std::vector<v1::PeerMessage> sent_;
};

/// Runs `body(trustee)` for the three trustees at once.
inline void AllThree(const std::function<void(int)>& body) {
  std::thread second([&] { body(2); });
  std::thread third([&] { body(3); });
  body(1);
  second.join();
  third.join();
}

/// Shares of `values`, dealt with system randomness: element i − 1 is trustee i's.
inline std::array<ShareVector, 3> Deal(const std::vector<int64_t>& values) {
  SystemRandom random;
  std::array<ShareVector, 3> dealt{ShareVector(values.size()), ShareVector(values.size()),
                                   ShareVector(values.size())};
  for (size_t i = 0; i < values.size(); ++i) {
    std::array<uint8_t, 16> bytes{};
    random.Fill(bytes);
    uint64_t a = 0, b = 0;
    for (size_t k = 0; k < 8; ++k) {
      a = a << 8 | bytes[k];
      b = b << 8 | bytes[k + 8];
    }
    const FieldElement x1 = FieldElement::FromUint64(a);
    const FieldElement x2 = FieldElement::FromUint64(b);
    const FieldElement x3 = FieldElement::FromInt64(values[i]) - x1 - x2;
    Set(dealt[0], i, {x1, x2});
    Set(dealt[1], i, {x2, x3});
    Set(dealt[2], i, {x3, x1});
  }
  return dealt;
}

}  // namespace ginnel::sharing
