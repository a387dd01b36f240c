// SPDX-License-Identifier: Apache-2.0
#include "sharing/small_count_test.h"

#include <gtest/gtest.h>

#include "sharing/opening.h"
#include "tests/unit/crypto/scripted_random.h"
#include "tests/unit/sharing/three_parties.h"

namespace ginnel::sharing {
namespace {

// One test for each of `counts`, and one for all but the first of two members.
query::Plan PlanOf(size_t counts, bool zero_is_small) {
  query::Plan plan;
  plan.cells = counts;
  plan.aggregates = {query::Aggregate{}};
  plan.threshold = 8;
  for (uint32_t p = 0; p < counts; ++p) {
    query::LinearForm form;
    form.terms = {{p, 1}};
    form.zero_is_small = zero_is_small;
    plan.tests.push_back({{form}});
    plan.own_test.push_back(static_cast<int>(p));
    plan.guards.push_back({static_cast<int>(p)});
  }
  return plan;
}

// The bits that the three trustees see, for a single member with these counts.
std::vector<bool> PassedOf(const query::Plan& plan,
                           const std::vector<std::vector<int64_t>>& members,
                           size_t factors_in_a_batch = kFactorsInABatch) {
  Wires wires;
  SystemRandom random;
  std::vector<std::array<ShareVector, 3>> dealt;
  for (const auto& member : members) dealt.push_back(Deal(member));
  std::array<std::vector<bool>, 3> bits;
  AllThree([&](int i) {
    const auto at = static_cast<size_t>(i - 1);
    std::vector<ShareVector> mine;
    ShareVector total(plan.positions());
    for (auto& shares : dealt) {
      for (size_t p = 0; p < plan.positions(); ++p) Set(total, p, At(total, p) + At(shares[at], p));
      mine.push_back(std::move(shares[at]));
    }
    Party party(i, {"run", 1}, wires.mailbox(i), wires.peers(i), random, absl::Seconds(5));
    ASSERT_TRUE(party.AgreeSeeds().ok());
    const auto passed = TestSmallCounts(party, plan, mine, total, factors_in_a_batch);
    ASSERT_TRUE(passed.ok()) << passed.status();
    bits[at] = *passed;
  });
  EXPECT_EQ(bits[0], bits[1]);
  EXPECT_EQ(bits[1], bits[2]);
  return bits[0];
}

TEST(SmallCountTest, FailsOneToSevenAndPassesZeroAndTheRest) {
  std::vector<int64_t> counts;
  std::vector<bool> expected;
  for (int64_t count = 0; count <= 20; ++count) {
    counts.push_back(count);
    expected.push_back(count == 0 || count >= 8);
  }
  EXPECT_EQ(PassedOf(PlanOf(counts.size(), false), {counts}), expected);
}

TEST(SmallCountTest, FailsZeroWhereZeroIsSmall) {
  EXPECT_EQ(PassedOf(PlanOf(3, true), {{0, 7, 8}}), (std::vector<bool>{false, false, true}));
}

TEST(SmallCountTest, TestsTheSumOfTheMembersAndNotEachOfThem) {
  EXPECT_EQ(PassedOf(PlanOf(2, false), {{4, 3}, {4, 3}}), (std::vector<bool>{true, false}));
}

TEST(SmallCountTest, FailsWhatIsSmallWithoutOneMember) {
  query::Plan plan = PlanOf(2, false);
  for (int member : {0, 1}) {
    for (uint32_t p : {0u, 1u}) {
      query::LinearForm form;
      form.terms = {{p, 1}};
      form.without_member = member;
      plan.tests[p].forms.push_back(form);
    }
  }
  // 100 + 3: whoever holds the 100 could subtract it. 100 + 0 is the 100's own figure.
  EXPECT_EQ(PassedOf(plan, {{100, 100}, {3, 0}}), (std::vector<bool>{false, true}));
}

// Random counts, forms and thresholds, in batches of every size: the bits are those that anybody
// who saw the counts would give.
TEST(SmallCountTest, GivesTheBitsThatTheCountsHave) {
  crypto::SeededRandom random(20);
  const auto draw = [&](uint64_t below) { return static_cast<int64_t>(random.Next() % below); };
  for (int time = 0; time < 12; ++time) {
    const size_t positions = 1 + static_cast<size_t>(draw(12));
    std::vector<std::vector<int64_t>> members(3, std::vector<int64_t>(positions));
    for (auto& member : members) {
      for (int64_t& count : member) count = draw(21);
    }
    query::Plan plan = PlanOf(positions, false);
    plan.threshold = static_cast<uint32_t>(2 + draw(8));
    std::vector<bool> expected;
    for (query::SmallnessTest& test : plan.tests) {
      test.forms.clear();
      bool passes = true;
      for (int64_t forms = draw(4); forms >= 0; --forms) {
        query::LinearForm form;
        form.zero_is_small = draw(2) == 0;
        form.without_member = static_cast<int>(draw(4)) - 1;
        int64_t value = 0;
        for (int64_t terms = draw(2); terms >= 0; --terms) {
          const auto position = static_cast<uint32_t>(draw(positions));
          const int64_t coefficient = draw(2) == 0 ? 1 : -1;
          form.terms.emplace_back(position, coefficient);
          for (size_t m = 0; m < members.size(); ++m) {
            if (static_cast<int>(m) != form.without_member) {
              value += coefficient * members[m][position];
            }
          }
        }
        passes = passes && (value < (form.zero_is_small ? 0 : 1) || value >= plan.threshold);
        test.forms.push_back(form);
      }
      expected.push_back(passes);
    }
    const auto batch = static_cast<size_t>(1 + draw(60));
    EXPECT_EQ(PassedOf(plan, members, batch), expected) << "time " << time;
  }
}

TEST(Opening, SelectsNothingForAPositionWithoutGuards) {
  query::Plan plan = PlanOf(2, false);
  plan.guards[1].clear();
  EXPECT_EQ(OpenPositions(plan, {true, true}), (std::vector<uint32_t>{0}));
}

TEST(Opening, JoinsWhatPassedAndLeavesTheRestClosed) {
  const query::Plan plan = PlanOf(3, false);
  auto dealt = Deal({12, 5, 100});
  const std::vector<bool> passed = {true, false, true};
  const PassedShares first = SelectPassed(plan, passed, dealt[0]);
  const PassedShares second = SelectPassed(plan, passed, dealt[1]);
  const auto packed = PassedShares::Unpack(first.Pack());
  ASSERT_TRUE(packed.ok());
  std::string x3;
  for (size_t i = 0; i < 2; ++i) {
    for (int shift = 0; shift < 64; shift += 8) {
      x3.push_back(static_cast<char>(second.shares.next[i].value() >> shift));
    }
  }
  const std::string bits = PackPassed(passed);
  const auto table = Opening::Join(plan, *packed, bits, x3, bits, x3);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->value(0), 12);
  EXPECT_EQ(table->value(1), std::nullopt);
  EXPECT_EQ(table->value(2), 100);

  std::string other = x3;
  other[0] = static_cast<char>(other[0] ^ 1);
  EXPECT_TRUE(absl::IsDataLoss(Opening::Join(plan, *packed, bits, x3, bits, other).status()));
  // A trustee that claims that the small cell passed.
  EXPECT_TRUE(absl::IsDataLoss(
      Opening::Join(plan, *packed, PackPassed({true, true, true}), x3, bits, x3).status()));
}

}  // namespace
}  // namespace ginnel::sharing
