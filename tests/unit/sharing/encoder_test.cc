// SPDX-License-Identifier: Apache-2.0
#include "sharing/encoder.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <vector>

#include "tests/unit/crypto/scripted_random.h"
#include "tests/unit/sharing/elements_of.h"

namespace ginnel::sharing {

/// Makes what only the engine makes elsewhere.
class LocalTableForTest {
 public:
  static LocalTable Of(std::vector<int64_t> values) { return LocalTable(std::move(values)); }
};

namespace {

static_assert(!std::is_constructible_v<LocalTable, std::vector<int64_t>>,
              "only the engine makes a table");
static_assert(!std::is_convertible_v<ShareFor<1>, ShareFor<2>>,
              "a share for one trustee cannot be sent to another");
static_assert(!std::is_copy_constructible_v<ShareFor<2>>);

const RunContext kRun{"aa", 1};

std::vector<int64_t> RandomValues(crypto::SeededRandom& random) {
  std::vector<int64_t> values(random.Next() % 40);
  for (int64_t& value : values) {
    value = static_cast<int64_t>(random.Next() >> (4 + random.Next() % 50));
    if (random.Next() % 2 == 0) value = -value;
  }
  return values;
}

template <int kTrustee>
ShareVector Take(const ShareFor<kTrustee>& share) {
  SecretElements elements(ElementsOf(share));
  auto taken = Receive(kTrustee, share.run(), share.member(), share.length(), share.first_seed(),
                       share.second_seed(), std::move(elements));
  EXPECT_TRUE(taken.ok()) << taken.status();
  return std::move(taken).value();
}

TEST(Encoder, MakesThreeSharesThatAddUpToTheTable) {
  crypto::SeededRandom dice(3);
  crypto::SeededRandom random(4);
  for (int round = 0; round < 100; ++round) {
    const std::vector<int64_t> values = RandomValues(dice);
    const auto shares = Encoder(random).Encode(LocalTableForTest::Of(values), kRun, "north");
    ASSERT_TRUE(shares.ok()) << shares.status();
    const ShareVector first = Take(std::get<0>(*shares));
    const ShareVector second = Take(std::get<1>(*shares));
    const ShareVector third = Take(std::get<2>(*shares));
    ASSERT_EQ(first.size(), values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ((first.own[i] + second.own[i] + third.own[i]).ToInt64(), values[i]);
      // Each part is held by two.
      EXPECT_EQ(first.next[i], second.own[i]);
      EXPECT_EQ(second.next[i], third.own[i]);
      EXPECT_EQ(third.next[i], first.own[i]);
    }
  }
}

TEST(Encoder, DrawsFreshSeedsForEachUpload) {
  SystemRandom random;
  std::vector<std::vector<uint8_t>> seeds;
  for (int upload = 0; upload < 4; ++upload) {
    const auto shares = Encoder(random).Encode(LocalTableForTest::Of({1}), kRun, "north");
    for (const SecretBytes* seed :
         {&std::get<0>(*shares).first_seed(), &std::get<0>(*shares).second_seed()}) {
      const std::vector<uint8_t> bytes(seed->view().begin(), seed->view().end());
      EXPECT_EQ(bytes.size(), 32u);
      EXPECT_EQ(std::count(seeds.begin(), seeds.end(), bytes), 0);
      seeds.push_back(bytes);
    }
  }
}

TEST(Encoder, GivesEachTrusteeItsForm) {
  SystemRandom random;
  const auto shares = Encoder(random).Encode(LocalTableForTest::Of({5, 6, 7}), kRun, "north");
  const auto expect = [](const auto& share, size_t second_seed, size_t elements) {
    EXPECT_EQ(share.run(), kRun);
    EXPECT_EQ(share.member(), "north");
    EXPECT_EQ(share.length(), 3u);
    EXPECT_EQ(share.first_seed().size(), 32u);
    EXPECT_EQ(share.second_seed().size(), second_seed);
    EXPECT_EQ(ElementsOf(share).size(), elements);
  };
  expect(std::get<0>(*shares), 32, 0);
  expect(std::get<1>(*shares), 0, 3);
  expect(std::get<2>(*shares), 0, 3);
}

TEST(Encoder, ExpandsASeedDifferentlyForEachRunAttemptMemberAndStream) {
  const SecretBytes seed = SecretBytes::CopyOf(std::vector<uint8_t>(32, 9));
  const auto first = [&](const RunContext& run, const std::string& member, int stream) {
    return (*ExpandSeed(seed, run, member, stream, 1))[0];
  };
  const FieldElement base = first(kRun, "north", 1);
  EXPECT_EQ(base, first(kRun, "north", 1));
  EXPECT_NE(base, first({"ab", 1}, "north", 1));
  EXPECT_NE(base, first({"aa", 2}, "north", 1));
  EXPECT_NE(base, first(kRun, "south", 1));
  EXPECT_NE(base, first(kRun, "north", 2));
}

TEST(KeyInfo, IsUnambiguousHoweverTheWordsAreCut) {
  EXPECT_NE(KeyInfo({"a", 1}, "b", "cd", 1), KeyInfo({"a", 1}, "bc", "d", 1));
  EXPECT_NE(KeyInfo({"ab", 1}, "c", "d", 1), KeyInfo({"a", 1}, "bc", "d", 1));
}

class ReceiveTest : public testing::TestWithParam<int> {
 protected:
  static absl::Status Refusal(size_t first_seed, size_t second_seed, size_t elements) {
    const auto seed = [](size_t size) {
      return SecretBytes::CopyOf(std::vector<uint8_t>(size, 1));
    };
    return Receive(GetParam(), kRun, "north", 3, seed(first_seed), seed(second_seed),
                   SecretElements(elements))
        .status();
  }
};
INSTANTIATE_TEST_SUITE_P(Trustees, ReceiveTest, testing::Values(1, 2, 3));

TEST_P(ReceiveTest, TakesItsOwnFormOnly) {
  const bool first = GetParam() == 1;
  EXPECT_EQ(Refusal(32, 32, 0).ok(), first);
  EXPECT_EQ(Refusal(32, 0, 3).ok(), !first);
  for (const auto& [first_seed, second_seed, elements] :
       std::vector<std::array<size_t, 3>>{{0, 0, 0},
                                          {32, 0, 0},
                                          {31, 32, 0},
                                          {33, 32, 0},
                                          {32, 31, 0},
                                          {32, 32, 3},
                                          {31, 0, 3},
                                          {0, 0, 3},
                                          {32, 1, 3},
                                          {32, 0, 2},
                                          {32, 0, 4}}) {
    EXPECT_TRUE(absl::IsInvalidArgument(Refusal(first_seed, second_seed, elements)))
        << first_seed << " " << second_seed << " " << elements;
  }
}

TEST(Receive, KnowsNoFourthTrustee) {
  const SecretBytes seed = SecretBytes::CopyOf(std::vector<uint8_t>(32, 1));
  EXPECT_FALSE(Receive(4, kRun, "north", 0, seed, SecretBytes(), SecretElements()).ok());
}

}  // namespace
}  // namespace ginnel::sharing
