// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/remembering_pseudonymiser.h"

#include <set>

#include "crypto/oprf.h"
#include "tests/unit/node_ingest/ingest_fixture.h"

namespace ginnel::node {
namespace {

// A trustee in the same process; counts what it is asked for.
class CountingPeer final : public PseudonymPeer {
 public:
  explicit CountingPeer(RandomSource& random) : key_(crypto::OprfKeyPart::Generate(random)) {}
  absl::StatusOr<std::string> Evaluate(std::string_view blinded) override {
    const size_t size = blinded.size() / crypto::kOprfElementSize;
    if (elements.fetch_add(size) + size > limit) return absl::ResourceExhaustedError("enough");
    return crypto::EvaluatePart(key_, blinded);
  }
  const crypto::OprfPublicPart& public_part() const { return key_.public_part(); }

  std::atomic<size_t> elements{0};
  size_t limit = 1'000'000;

 private:
  const crypto::OprfKeyPart key_;
};

class RememberingPseudonymiserTest : public NodeStoreTest {
 protected:
  PersonNumbers PeopleOf(int count, int from = 0) {
    PersonNumbers people;
    for (int i = from; i < from + count; ++i)
      people.Add(crypto::NhsNumber::Parse(TestNumber(i)).value());
    return people;
  }
  // One ingest's; how many people it asked for.
  absl::StatusOr<std::vector<LinkageId>> Ask(const PersonNumbers& people, uint64_t* asked) {
    OprfPseudonymiser trustees({&one_, &two_, &three_},
                               {one_.public_part(), two_.public_part(), three_.public_part()},
                               random_, 1);
    OprfPseudonymiser for_label(
        {&label_one_, &two_, &three_},
        {label_one_.public_part(), two_.public_part(), three_.public_part()}, random_, 1);
    RememberingPseudonymiser pseudonymiser({.trustees = &trustees,
                                            .for_label = &for_label,
                                            .key = "K",
                                            .database = database_.get(),
                                            .marker = &marker_,
                                            .random = &random_});
    auto ids = pseudonymiser.Pseudonymise(people, {});
    *asked = pseudonymiser.asked();
    EXPECT_TRUE(!ids.ok() || pseudonymiser.Settle().ok());
    return ids;
  }

  CountingPeer one_{random_}, two_{random_}, three_{random_}, label_one_{random_};
};

TEST_F(RememberingPseudonymiserTest, ARefreshAsksForNewPeopleAloneAndGivesTheSameIds) {
  uint64_t asked = 0;
  const auto first = Ask(PeopleOf(300), &asked);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(asked, 300u);
  EXPECT_EQ(std::set(first->begin(), first->end()).size(), 300u);
  EXPECT_EQ(label_one_.elements, 2 * 17u);  // twice, because an answer is for good
  Reopen();
  const size_t before = one_.elements;
  const auto second = Ask(PeopleOf(300, 10), &asked);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(asked, 10u);
  EXPECT_EQ(one_.elements - before, 26u);  // ten people and 16 canaries
  EXPECT_EQ(label_one_.elements, 3 * 17u);
  for (size_t i = 0; i < 290; ++i) EXPECT_EQ((*second)[i], (*first)[i + 10]);
}

TEST_F(RememberingPseudonymiserTest, WhatWasAnsweredBeforeATrusteeFailedIsNotAskedForAgain) {
  uint64_t asked = 0;
  one_.limit = 700;  // two batches of 256 people and 16 canaries, and no third
  EXPECT_TRUE(absl::IsResourceExhausted(Ask(PeopleOf(1000), &asked).status()));
  one_.limit = 1'000'000;
  const auto ids = Ask(PeopleOf(1000), &asked);
  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_EQ(asked, 1000u - 2 * 256);
  EXPECT_EQ(std::set(ids->begin(), ids->end()).size(), 1000u);
}

TEST_F(RememberingPseudonymiserTest, NobodyIsAskedForWhereThereIsNobody) {
  uint64_t asked = 0;
  const auto ids = Ask(PersonNumbers(), &asked);
  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_EQ(one_.elements, 0u);
}

}  // namespace
}  // namespace ginnel::node
