// SPDX-License-Identifier: Apache-2.0
// A trustee that deviates when public coins are drawn.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "base/reason.h"
#include "sharing/coins.h"
#include "tests/unit/sharing/three_parties.h"

namespace ginnel::sharing {
namespace {

const RunContext kRun{"run", 1};

bool FromTo(const v1::PeerMessage& message, int sender, int receiver, uint32_t step) {
  return message.sender() == static_cast<uint32_t>(sender) &&
         message.receiver() == static_cast<uint32_t>(receiver) && message.step() == step;
}

std::array<absl::Status, 3> DrawCoins(Wires& wires) {
  SystemRandom random;
  std::array<absl::Status, 3> results;
  AllThree([&](int i) {
    Party party(i, kRun, wires.mailbox(i), wires.peers(i), random, absl::Seconds(30));
    ASSERT_TRUE(party.AgreeSeeds().ok());
    results[static_cast<size_t>(i - 1)] = party.Coins("test").status();
  });
  return results;
}

// Trustee 3 waits for what the others reveal, and then would choose its own: the same to both.
TEST(CoinAttack, RevealingOtherThanOneCommittedToIsFoundByBothOthers) {
  Wires wires([&](v1::PeerMessage& message) {
    if (message.sender() == 3 && message.step() == 3) (*message.mutable_payload())[0] ^= 1;
  });
  const auto results = DrawCoins(wires);
  for (int honest : {1, 2}) {
    const absl::Status& status = results[static_cast<size_t>(honest - 1)];
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_EQ(ReasonOf(status), v1::REASON_INTEGRITY);
    EXPECT_TRUE(absl::StrContains(status.message(), "trustee 3 revealed other coins")) << status;
  }
}

// Trustee 3 commits and reveals consistently, but not the same to both: the coins would differ.
TEST(CoinAttack, TellingTheTwoOthersDifferentThingsIsFoundBeforeACoinIsUsed) {
  constexpr uint32_t kCommit = 2, kReveal = 3;
  const CoinDraw draw{kRun, "test", 1};
  const std::vector<uint8_t> other(CoinDraw::kContribution, 7);
  std::mutex mutex;
  std::array<crypto::Digest, 3> seen_by_second;  // a reveal comes after all commitments
  Wires wires([&](v1::PeerMessage& message) {
    std::lock_guard lock(mutex);
    std::string& payload = *message.mutable_payload();
    if (message.step() == kCommit) {
      if (FromTo(message, 3, 2, kCommit)) {
        const crypto::Digest commitment = draw.Commit(3, other);
        payload.assign(commitment.bytes.begin(), commitment.bytes.end());
      }
      if (message.receiver() == 2 || message.sender() == 2) {
        std::copy(payload.begin(), payload.end(),
                  seen_by_second[message.sender() - 1].bytes.begin());
      }
    }
    if (FromTo(message, 3, 2, kReveal)) {
      const crypto::Digest seen = draw.Seen(seen_by_second);
      payload.assign(other.begin(), other.end());
      payload.append(seen.bytes.begin(), seen.bytes.end());
    }
  });
  const auto results = DrawCoins(wires);
  for (int honest : {1, 2}) {
    const absl::Status& status = results[static_cast<size_t>(honest - 1)];
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_EQ(ReasonOf(status), v1::REASON_INTEGRITY);
    EXPECT_TRUE(absl::StrContains(status.message(), "different commitments")) << status;
  }
}

}  // namespace
}  // namespace ginnel::sharing
