// SPDX-License-Identifier: Apache-2.0
#include "sharing/party.h"

#include <gtest/gtest.h>

#include "tests/unit/sharing/three_parties.h"

namespace ginnel::sharing {
namespace {

const RunContext kRun{"aa", 1};

std::unique_ptr<Party> MakeParty(int trustee, Wires& wires, RandomSource& random) {
  return std::make_unique<Party>(trustee, kRun, wires.mailbox(trustee), wires.peers(trustee),
                                 random, absl::Seconds(5));
}

TEST(Party, MultipliesSharedNumbersAndOpensTheProducts) {
  Wires wires;
  SystemRandom random;
  const auto a = Deal({0, 1, -3, 1'000'000, 123456789});
  const auto b = Deal({7, 1, 5, 1'000'000, -2});
  AllThree([&](int i) {
    auto party = MakeParty(i, wires, random);
    ASSERT_TRUE(party->AgreeSeeds().ok());
    const auto product =
        party->Multiply(a[static_cast<size_t>(i - 1)], b[static_cast<size_t>(i - 1)]);
    ASSERT_TRUE(product.ok()) << product.status();
    const auto opened = party->OpenToAll(*product);
    ASSERT_TRUE(opened.ok()) << opened.status();
    std::vector<int64_t> values;
    for (FieldElement element : *opened) values.push_back(element.ToInt64());
    EXPECT_EQ(values, (std::vector<int64_t>{0, 1, -15, 1'000'000'000'000, -246913578}));
  });
}

TEST(Party, DrawsRandomElementsThatAgreeAndDiffer) {
  Wires wires;
  SystemRandom random;
  std::array<std::vector<FieldElement>, 3> seen;
  AllThree([&](int i) {
    auto party = MakeParty(i, wires, random);
    ASSERT_TRUE(party->AgreeSeeds().ok());
    auto first = party->RandomShares(2);
    auto second = party->RandomShares(2);
    ASSERT_TRUE(first.ok() && second.ok());
    auto opened = party->OpenToAll(*first);
    auto opened_again = party->OpenToAll(*second);
    ASSERT_TRUE(opened.ok() && opened_again.ok());
    EXPECT_NE((*opened)[0], (*opened)[1]);
    EXPECT_NE((*opened)[0], (*opened_again)[0]);
    seen[static_cast<size_t>(i - 1)] = *opened;
  });
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[1], seen[2]);
}

TEST(Party, NoticesAChangedPartOfAnOpenedValue) {
  // Trustee 3 lies to trustee 1 about the part that trustee 1 misses; trustee 2 sends it too.
  Wires wires([](v1::PeerMessage& message) {
    if (message.step() == 3 && message.sender() == 3 && message.receiver() == 1) {
      (*message.mutable_payload())[0] ^= 1;
    }
  });
  SystemRandom random;
  const auto a = Deal({42});
  AllThree([&](int i) {
    auto party = MakeParty(i, wires, random);
    ASSERT_TRUE(party->AgreeSeeds().ok());
    const auto opened = party->OpenToAll(a[static_cast<size_t>(i - 1)]);
    EXPECT_EQ(opened.ok(), i != 1);
    if (i == 1) {
      EXPECT_TRUE(absl::IsDataLoss(opened.status())) << opened.status();
    }
  });
}

TEST(Party, ComparesWhatTwoTrusteesHoldWithoutSayingIt) {
  Wires wires;
  SystemRandom random;
  // The pair (2, 3) holds different things for the second item.
  const std::array<std::vector<std::string>, 3> own = {
      {{"a1", "b1"}, {"a2", "b2"}, {"a3", "the third member's bytes"}}};
  const std::array<std::vector<std::string>, 3> next = {{{"a2", "b2"}, {"a3", "XX"}, {"a1", "b1"}}};
  AllThree([&](int i) {
    auto party = MakeParty(i, wires, random);
    ASSERT_TRUE(party->AgreeSeeds().ok());
    const auto result =
        party->Compare("test", own[static_cast<size_t>(i - 1)], next[static_cast<size_t>(i - 1)]);
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(*result, i == 1 ? -1 : 1);
  });
  for (const v1::PeerMessage& message : wires.sent()) {
    EXPECT_EQ(message.payload().find("the third member's bytes"), std::string::npos);
  }
}

TEST(Party, EndsForAllWhenOneGivesUp) {
  Wires wires;
  SystemRandom random;
  AllThree([&](int i) {
    auto party = MakeParty(i, wires, random);
    if (i == 2) {
      party->Abort(absl::UnavailableError("disk full"));
      return;
    }
    const absl::Status status = party->AgreeSeeds();
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(status.message(), "disk full");
  });
}

}  // namespace
}  // namespace ginnel::sharing
