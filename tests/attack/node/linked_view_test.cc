// SPDX-License-Identifier: Apache-2.0
//
// What each trustee is sent of a node's rows in a linked run, whatever the node knows of whom.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sharing/encoder.h"
#include "tests/unit/crypto/scripted_random.h"
#include "tests/unit/node_engine/engine_fixture.h"
#include "tests/unit/sharing/elements_of.h"
#include "tests/unit/sharing/uniformity.h"

namespace ginnel::node {
namespace {

using sharing::FieldElement;

constexpr size_t kSlots = 40;
const sharing::RunContext kRun{"aa", 1};

/// A node's records, by what it knows of the people on the spine.
struct Knows {
  const char* what;
  size_t of_slots;  // the first so many are its clients
  int frail;
  int64_t cost;  // pence each
};
constexpr Knows kNobody{"nobody", 0, 0, 0};
constexpr Knows kEverybodyAtMost{"everybody, at the most", kSlots, 1, 100'000};
constexpr Knows kSome{"some, cheaply", 7, 0, 1};

LinkageId Slot(size_t slot) {
  LinkageId id{};
  id.fill(0xaa);
  id[0] = static_cast<uint8_t>(slot);
  return id;
}

Records RecordsOf(const Knows& knows) {
  Records records = PeopleOf(knows.of_slots);
  for (size_t row = 0; row < knows.of_slots; ++row) records.ids[row] = Slot(row);
  records.attributes["frail"].values.assign(knows.of_slots, knows.frail);
  records.attributes["cost"].values.assign(knows.of_slots, static_cast<int32_t>(knows.cost));
  return records;
}

query::Dictionary FrailtyAndCost() {
  return DictionaryOf(
      {"name: 'frail' type: VARIABLE_TYPE_FLAG absent: ABSENT_FALSE from {attribute {}}",
       "name: 'cost' type: VARIABLE_TYPE_AMOUNT scale: '0.01' lower: 0 upper: 1000 "
       "absent: ABSENT_ZERO from {attribute {}}"});
}

// By frailty, with the cost of the frail, and the sum of all cost.
query::Plan LinkedPlanOf(const query::Dictionary& dictionary) {
  query::Plan plan = PlanAt("2026-04-01");
  plan.aggregates = {{query::Aggregate::Kind::kPeople, -1}, {query::Aggregate::Kind::kSum, 1}};
  query::LinkedSource source;
  source.sector = v1::SECTOR_ACUTE;
  source.members = {0};
  source.where = True();
  query::PlannedAxis axis;
  axis.name = "frail";
  axis.labels = {"frail", "not"};
  axis.rules = {query::ParseExpression("frail", dictionary).value(), True()};
  source.axes = {axis};
  source.codes = 3;
  query::LinkedColumn cost;
  cost.aggregate = 1;
  cost.code = 1;
  source.figures = {cost};
  source.sums = {{1, 1, 0}, {1, 2, 1}};
  query::LinkedPlan linked;
  linked.sources = {std::move(source)};
  plan.linked = std::make_shared<const query::LinkedPlan>(std::move(linked));
  return plan;
}

class LinkedView : public testing::Test {
 protected:
  sharing::Shares Upload(const Knows& knows, RandomSource& random) const {
    Engine engine(SnapshotOf(RecordsOf(knows)), Engine::Options{}, RecordsOf(knows).ids);
    std::vector<LinkageId> spine;
    for (size_t slot = 0; slot < kSlots; ++slot) spine.push_back(Slot(slot));
    const sharing::LinkedLayout layout(*plan_.linked, {kSlots, {{0, kSlots}}});
    auto table =
        engine.ComputeLinked(governance::VerifiedQueryForTest::Of(plan_, kTestPeriod, kTestMember),
                             plan_, dictionary_, spine, layout);
    EXPECT_TRUE(table.ok()) << table.status();
    auto shares = sharing::Encoder(random).Encode(*std::move(table), kRun, kTestMember);
    EXPECT_TRUE(shares.ok()) << shares.status();
    return *std::move(shares);
  }

  const query::Dictionary dictionary_ = FrailtyAndCost();
  const query::Plan plan_ = LinkedPlanOf(dictionary_);
};

TEST_F(LinkedView, OfTrusteeOneIsTwoSeedsWhateverTheNodeKnows) {
  crypto::SeededRandom random(1);
  const sharing::ShareFor<1> first = std::get<0>(Upload(kNobody, random));
  for (const Knows& knows : {kEverybodyAtMost, kSome}) {
    crypto::SeededRandom again(1);
    const sharing::ShareFor<1> share = std::get<0>(Upload(knows, again));
    EXPECT_TRUE(EqualInConstantTime(share.first_seed().view(), first.first_seed().view()));
    EXPECT_TRUE(EqualInConstantTime(share.second_seed().view(), first.second_seed().view()));
    EXPECT_EQ(share.length(), first.length()) << knows.what;
  }
}

// How it is cut for the wire goes by its length alone.
TEST_F(LinkedView, HasTheLengthThatPlanAndSpineSay) {
  const uint64_t length = kSlots * (3 + 1) + 2;
  for (const Knows& knows : {kNobody, kEverybodyAtMost, kSome}) {
    SystemRandom random;
    const sharing::Shares shares = Upload(knows, random);
    EXPECT_EQ(std::get<0>(shares).length(), length) << knows.what;
    EXPECT_EQ(ElementsOf(std::get<1>(shares)).size(), length) << knows.what;
    EXPECT_EQ(ElementsOf(std::get<2>(shares)).size(), length) << knows.what;
  }
}

TEST_F(LinkedView, OfTrusteesTwoAndThreeIsUniformWhateverTheNodeKnows) {
  for (const Knows& knows : {kNobody, kEverybodyAtMost, kSome}) {
    crypto::SeededRandom random(5);
    std::vector<FieldElement> sent, second, third, between;
    std::vector<FieldElement> before;
    for (int upload = 0; upload < 60; ++upload) {
      const sharing::Shares shares = Upload(knows, random);
      const auto& to_second = std::get<1>(shares);
      const auto& to_third = std::get<2>(shares);
      const std::vector<FieldElement> x3 = ElementsOf(to_second);
      EXPECT_EQ(x3, ElementsOf(to_third));
      const auto x2 = sharing::ExpandSeed(to_second.first_seed(), kRun, kTestMember, 2, x3.size());
      const auto x1 = sharing::ExpandSeed(to_third.first_seed(), kRun, kTestMember, 1, x3.size());
      ASSERT_TRUE(x1.ok() && x2.ok());
      for (size_t i = 0; i < x3.size(); ++i) {
        sent.push_back(x3[i]);
        second.push_back(x3[i] + (*x2)[i]);
        third.push_back(x3[i] + (*x1)[i]);
        if (upload > 0) between.push_back(x3[i] - before[i]);
      }
      before = x3;
    }
    const std::string what = knows.what;
    sharing::ExpectUniform(sent, what + ": x3");
    sharing::ExpectUniform(second, what + ": x3 + x2");
    sharing::ExpectUniform(third, what + ": x3 + x1");
    sharing::ExpectUniform(between, what + ": from upload to upload");
  }
}

// The rows themselves are anything but uniform, and the test would see it.
TEST_F(LinkedView, OfAllThreeTogetherIsTheRows) {
  crypto::SeededRandom random(6);
  std::vector<FieldElement> together;
  for (int upload = 0; upload < 60; ++upload) {
    const sharing::Shares shares = Upload(kEverybodyAtMost, random);
    const auto& to_second = std::get<1>(shares);
    const std::vector<FieldElement> x3 = ElementsOf(to_second);
    const auto x2 = sharing::ExpandSeed(to_second.first_seed(), kRun, kTestMember, 2, x3.size());
    const auto x1 =
        sharing::ExpandSeed(std::get<2>(shares).first_seed(), kRun, kTestMember, 1, x3.size());
    ASSERT_TRUE(x1.ok() && x2.ok());
    for (size_t i = 0; i < x3.size(); ++i) together.push_back(x3[i] + (*x2)[i] + (*x1)[i]);
  }
  EXPECT_GT(sharing::ChiSquare(together, false), sharing::kUniformityLimit);
  EXPECT_GT(sharing::ChiSquare(together, true), sharing::kUniformityLimit);
}

}  // namespace
}  // namespace ginnel::node
