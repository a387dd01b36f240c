// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crypto/prg.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

Prg Make(const SecretBytes& seed, const std::string& info) {
  auto prg = Prg::Create(seed, info);
  EXPECT_TRUE(prg.ok());
  return *std::move(prg);
}

TEST(PrgProperty, StreamsOfDistinctLabelsAndSeedsNeverMeet) {
  SeededRandom random(401);
  const SecretBytes seed = SecretBytes::Random(32, random);
  const SecretBytes other = SecretBytes::Random(32, random);
  std::set<uint64_t> seen;
  size_t drawn = 0;
  for (int label = 0; label < 200; ++label) {
    for (const SecretBytes* const chosen : {&seed, &other}) {
      Prg prg = Make(*chosen, "label " + std::to_string(label));
      for (int i = 0; i < 50; ++i, ++drawn) seen.insert(prg.Next().value());
    }
  }
  EXPECT_EQ(seen.size(), drawn);  // a chance collision has probability 2^-33
}

TEST(PrgProperty, TheSameSeedAndLabelGiveTheSameStream) {
  SeededRandom random(402);
  for (int round = 0; round < 20; ++round) {
    const SecretBytes seed = SecretBytes::Random(32, random);
    std::vector<FieldElement> here(500);
    std::vector<FieldElement> there(500);
    Make(seed, "x").Fill(std::span<FieldElement>(here));
    Make(seed, "x").Fill(std::span<FieldElement>(there));
    ASSERT_EQ(here, there);
  }
}

TEST(PrgProperty, EveryBitOfAnElementIsSetHalfOfTheTime) {
  SeededRandom random(403);
  Prg prg = Make(SecretBytes::Random(32, random), "bits");
  constexpr int kDraws = 40'000;
  std::vector<int> set(61);
  for (int i = 0; i < kDraws; ++i) {
    const uint64_t value = prg.Next().value();
    ASSERT_LT(value, FieldElement::kModulus);
    for (size_t bit = 0; bit < set.size(); ++bit) set[bit] += static_cast<int>(value >> bit & 1);
  }
  // Six standard deviations of Binomial(40000, 1/2) are 600.
  for (const int count : set) EXPECT_NEAR(count, kDraws / 2, 600);
}

}  // namespace
}  // namespace ginnel::crypto
