// SPDX-License-Identifier: Apache-2.0
#include "sharing/coins.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/reason.h"
#include "tests/unit/sharing/three_parties.h"

namespace ginnel::sharing {
namespace {

const RunContext kRun{"aa", 1};

SecretBytes Full(uint8_t byte) {
  return SecretBytes::CopyOf(std::vector<uint8_t>(CoinDraw::kContribution, byte));
}

TEST(CoinDraw, CommitsForOneTrusteeInOneDrawOfOneUseInOneAttempt) {
  const SecretBytes word = Full(7);
  const RunContext other_run{"ab", 1};
  const RunContext other_attempt{"aa", 2};
  const crypto::Digest commitment = CoinDraw{kRun, "use", 1}.Commit(1, word.view());
  EXPECT_EQ(commitment, (CoinDraw{kRun, "use", 1}.Commit(1, word.view())));
  // Another's commitment cannot be repeated as one's own.
  EXPECT_NE(commitment, (CoinDraw{kRun, "use", 1}.Commit(2, word.view())));
  EXPECT_NE(commitment, (CoinDraw{kRun, "use", 2}.Commit(1, word.view())));
  EXPECT_NE(commitment, (CoinDraw{kRun, "used", 1}.Commit(1, word.view())));
  EXPECT_NE(commitment, (CoinDraw{other_run, "use", 1}.Commit(1, word.view())));
  EXPECT_NE(commitment, (CoinDraw{other_attempt, "use", 1}.Commit(1, word.view())));
  EXPECT_NE(commitment, (CoinDraw{kRun, "use", 1}.Commit(1, Full(8).view())));
}

TEST(CoinDraw, MakesItsSeedOfAllThreeInTheirOrder) {
  const CoinDraw draw{kRun, "use", 1};
  const auto seed = [&](const CoinDraw& of, uint8_t a, uint8_t b, uint8_t c) {
    const SecretBytes made = of.Seed({Full(a), Full(b), Full(c)});
    return std::string(made.view().begin(), made.view().end());
  };
  EXPECT_EQ(seed(draw, 1, 2, 3), seed(draw, 1, 2, 3));
  EXPECT_NE(seed(draw, 1, 2, 3), seed(draw, 9, 2, 3));
  EXPECT_NE(seed(draw, 1, 2, 3), seed(draw, 1, 9, 3));
  EXPECT_NE(seed(draw, 1, 2, 3), seed(draw, 1, 2, 9));
  EXPECT_NE(seed(draw, 1, 2, 3), seed(draw, 3, 2, 1));
  EXPECT_NE(seed(draw, 1, 2, 3), seed(CoinDraw{kRun, "use", 2}, 1, 2, 3));
}

TEST(Coins, AreTheSameForAllThreeAndOthersEachTime) {
  Wires wires;
  SystemRandom random;
  std::array<std::vector<FieldElement>, 3> seen;
  AllThree([&](int i) {
    Party party(i, kRun, wires.mailbox(i), wires.peers(i), random, absl::Seconds(20));
    ASSERT_TRUE(party.AgreeSeeds().ok());
    for (const char* use : {"one", "one", "other"}) {
      auto coins = party.Coins(use);
      ASSERT_TRUE(coins.ok()) << coins.status();
      seen[static_cast<size_t>(i - 1)].push_back(coins->Next());
    }
  });
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[1], seen[2]);
  EXPECT_NE(seen[0][0], seen[0][1]);
  EXPECT_NE(seen[0][1], seen[0][2]);
}

absl::Status CheckZeroOf(const std::vector<int64_t>& values) {
  Wires wires;
  SystemRandom random;
  const auto dealt = Deal(values);
  std::array<absl::Status, 3> result;
  AllThree([&](int i) {
    const auto at = static_cast<size_t>(i - 1);
    Party party(i, kRun, wires.mailbox(i), wires.peers(i), random, absl::Seconds(20));
    ASSERT_TRUE(party.AgreeSeeds().ok());
    result[at] = party.CheckZero("test", dealt[at]);
  });
  EXPECT_EQ(result[0], result[1]);
  EXPECT_EQ(result[1], result[2]);
  return result[0];
}

TEST(CheckZero, PassesZeroesOnly) {
  EXPECT_TRUE(CheckZeroOf({}).ok());
  EXPECT_TRUE(CheckZeroOf({0}).ok());
  EXPECT_TRUE(CheckZeroOf(std::vector<int64_t>(1000)).ok());
  for (const std::vector<int64_t>& wrong : std::vector<std::vector<int64_t>>{
           {1}, {0, 0, -1}, {1, -1}, {5, 0, 0}, {1'000'000'000'000}}) {
    const absl::Status status = CheckZeroOf(wrong);
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_EQ(ReasonOf(status), v1::REASON_INTEGRITY);
  }
}

TEST(CheckZero, ShowsNothingOfAValueThatIsNotZero) {
  // What is opened of 1 differs from time to time, and is never 1 itself.
  std::set<std::string> opened;
  for (int time = 0; time < 5; ++time) {
    Wires wires;
    SystemRandom random;
    const auto dealt = Deal({1});
    AllThree([&](int i) {
      const auto at = static_cast<size_t>(i - 1);
      Party party(i, kRun, wires.mailbox(i), wires.peers(i), random, absl::Seconds(20));
      ASSERT_TRUE(party.AgreeSeeds().ok());
      EXPECT_FALSE(party.CheckZero("test", dealt[at]).ok());
    });
    FieldElement sum;
    for (const v1::PeerMessage& message : wires.sent()) {
      if (message.step() != 6 || message.receiver() != message.sender() % 3 + 1) continue;
      const auto part = DecodeShares(message.payload(), 1);
      ASSERT_TRUE(part.ok());
      sum += (*part)[0];
      opened.insert(message.payload());
    }
    EXPECT_NE(sum, FieldElement::FromUint64(1));
    EXPECT_NE(sum, FieldElement());
  }
  EXPECT_EQ(opened.size(), 15u);
}

}  // namespace
}  // namespace ginnel::sharing
