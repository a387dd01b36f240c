// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/person_numbers.h"

#include "tests/unit/node_ingest/ingest_fixture.h"

namespace ginnel::node {
namespace {

TEST(PersonNumbers, KnowsAPersonAgainAndKeepsTheOrder) {
  PersonNumbers people;
  constexpr int kPeople = 20'000;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < kPeople; ++i) {
      ASSERT_EQ(people.Add(crypto::NhsNumber::Parse(TestNumber(i)).value()),
                static_cast<uint32_t>(i));
    }
  }
  EXPECT_EQ(people.size(), static_cast<size_t>(kPeople));
  for (int i = 0; i < kPeople; i += 37) {
    EXPECT_TRUE(people.at(static_cast<size_t>(i)) ==
                crypto::NhsNumber::Parse(TestNumber(i)).value());
  }
  EXPECT_TRUE(people.Contains(crypto::NhsNumber::Parse(TestNumber(7)).value()));
  EXPECT_FALSE(people.Contains(crypto::NhsNumber::Parse(TestNumber(kPeople)).value()));
}

TEST(PersonNumbers, KeepsNumbersThatBeginWithZeros) {
  PersonNumbers people;
  const crypto::NhsNumber number = crypto::NhsNumber::Parse("0000000019").value();
  people.Add(number);
  EXPECT_TRUE(people.at(0) == number);
}

}  // namespace
}  // namespace ginnel::node
