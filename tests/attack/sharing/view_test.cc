// SPDX-License-Identifier: Apache-2.0
// What each trustee sees of a run, byte by byte, and what it could make of it.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "crypto/field_codec.h"
#include "sharing/small_count_test.h"
#include "tests/unit/sharing/elements_of.h"
#include "tests/unit/sharing/federation.h"
#include "tests/unit/sharing/three_parties.h"
#include "tests/unit/sharing/uniformity.h"

namespace ginnel::sharing {

/// Makes what only the engine makes elsewhere.
class LocalTableForTest {
 public:
  static LocalTable Of(std::vector<int64_t> values) { return LocalTable(std::move(values)); }
};

namespace {

std::string Encoded(FieldElement element) {
  return crypto::EncodeFieldElements(std::vector<FieldElement>{element});
}

SecretBytes Seed(const std::string& bytes) {
  return SecretBytes::CopyOf({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

// What trustee `index` holds of the sum over all uploads that it was sent: its own part and the
// next.
ShareVector Held(const Federation& federation, int index, const RunContext& run) {
  ShareVector total;
  for (Received::Upload& upload : federation.received(index).uploads) {
    const auto share =
        Receive(index, run, upload.member, upload.header.length(), Seed(upload.header.first_seed()),
                Seed(upload.header.second_seed()), SecretElements(std::move(upload.elements)));
    EXPECT_TRUE(share.ok()) << share.status();
    if (total.size() == 0) total = ShareVector(share->size());
    for (size_t i = 0; i < total.size(); ++i) Set(total, i, At(total, i) + At(*share, i));
  }
  return total;
}

class SmallCell : public testing::Test {
 protected:
  // Team b has five people: three in the north, two in the south.
  SmallCell()
      : federation_({Join({PeopleOfGroup(0, 20), PeopleOfGroup(1, 3), PeopleOfGroup(2, 40)}),
                     Join({PeopleOfGroup(0, 25), PeopleOfGroup(1, 2), PeopleOfGroup(2, 40)}),
                     Join({PeopleOfGroup(0, 30), PeopleOfGroup(2, 40)})}),
        package_(federation_.Package().Build()),
        plan_(federation_.PlanOf(package_)),
        run_{RunIdOf(package_), 1} {}

  size_t People(size_t cell) const { return plan_.Position(0, cell); }

  Federation federation_;
  const v1::RunPackage package_;
  const query::Plan plan_;
  const RunContext run_;
};

TEST_F(SmallCell, IsNeverOpened) {
  const auto table = federation_.Run(package_);
  ASSERT_TRUE(table.ok()) << table.status();
  ASSERT_EQ(table->value(People(0)), 75);
  for (size_t a = 0; a < plan_.aggregates.size(); ++a) {
    EXPECT_EQ(table->value(plan_.Position(static_cast<int>(a), 1)), std::nullopt);
  }

  // Trustee 1 got x3 of as many positions as passed, and these are not those of team b.
  const ShareVector first = Held(federation_, 1, run_);
  const ShareVector second = Held(federation_, 2, run_);
  const Received view = federation_.received(1);
  ASSERT_EQ(view.openings.size(), 2u);
  std::string expected;
  size_t open = 0;
  for (size_t position = 0; position < plan_.positions(); ++position) {
    if (!table->value(position)) continue;
    EXPECT_NE(position % plan_.cells, 1u);
    EXPECT_EQ((first.own[position] + first.next[position] + second.next[position]).ToInt64(),
              *table->value(position));
    expected += Encoded(second.next[position]);
    ++open;
  }
  EXPECT_GT(open, plan_.cells);
  for (const v1::OpenResponse& opening : view.openings) EXPECT_EQ(opening.elements(), expected);
}

// Each trustee knows two parts of the sum. If the third, or anything that fixes it, ever came to
// it, it would find the count by trying them all.
TEST_F(SmallCell, IsNotFoundByTryingEveryCountAgainstAllThatATrusteeReceived) {
  ASSERT_TRUE(federation_.Run(package_).ok());
  const std::array<ShareVector, 3> held = {Held(federation_, 1, run_), Held(federation_, 2, run_),
                                           Held(federation_, 3, run_)};
  const size_t small = People(1);
  ASSERT_EQ((held[0].own[small] + held[0].next[small] + held[1].next[small]).ToInt64(), 5);
  const auto matches = [&](int trustee, size_t position) {
    const std::string bytes = federation_.received(trustee).Bytes();
    const Share mine = At(held[static_cast<size_t>(trustee - 1)], position);
    std::vector<int64_t> found;
    for (int64_t count = 0; count < 200; ++count) {
      const FieldElement missing = FieldElement::FromInt64(count) - mine.own - mine.next;
      if (bytes.find(Encoded(missing)) != std::string::npos) found.push_back(count);
    }
    return found;
  };
  for (int trustee : {1, 2, 3}) {
    for (size_t a = 0; a < plan_.aggregates.size(); ++a) {
      EXPECT_EQ(matches(trustee, plan_.Position(static_cast<int>(a), 1)), std::vector<int64_t>())
          << "trustee " << trustee << ", aggregate " << a;
    }
    // Trustees 2 and 3 find nothing that is opened either; trustee 1 does, so the search works.
    EXPECT_EQ(matches(trustee, People(0)),
              trustee == 1 ? std::vector<int64_t>{75} : std::vector<int64_t>());
  }
}

TEST_F(SmallCell, IsNotInAnyMembersShareThatTrusteeOneReceived) {
  ASSERT_TRUE(federation_.Run(package_).ok());
  const std::string view = federation_.received(1).Bytes();
  for (const Received::Upload& upload : federation_.received(2).uploads) {
    for (size_t position = 0; position < plan_.positions(); ++position) {
      EXPECT_EQ(view.find(Encoded(upload.elements[position])), std::string::npos)
          << upload.member << " " << position;
    }
  }
}

// The seeds of trustees 2 and 3 for their own pair never pass trustee 1, nor does what they hold
// in common.
TEST_F(SmallCell, LeavesTrusteeOneWithoutTheKeyOfTheOtherTwo) {
  ASSERT_TRUE(federation_.Run(package_).ok());
  const std::string view = federation_.received(1).Bytes();
  for (const v1::PeerMessage& message : federation_.received(3).messages) {
    if (message.sender() != 2 || message.payload().size() < 32) continue;
    if (message.step() > 3) continue;  // seeds and HMACs; what is opened to all comes later
    EXPECT_EQ(view.find(message.payload().substr(0, 32)), std::string::npos) << message.step();
  }
}

// --- One trustee's view of an upload
// ---------------------------------------------------------------

constexpr size_t kLength = 64;
const RunContext kRun{"aa", 1};

LocalTable Zeros() { return LocalTableForTest::Of(std::vector<int64_t>(kLength)); }
LocalTable Huge() {
  std::vector<int64_t> values;
  for (size_t i = 0; i < kLength; ++i) {
    values.push_back((int64_t{1} << 60) - 1 - static_cast<int64_t>(i));
  }
  return LocalTableForTest::Of(std::move(values));
}

bool Equal(const SecretBytes& a, const SecretBytes& b) {
  return EqualInConstantTime(a.view(), b.view());
}

TEST(UploadView, OfTrusteeOneIsTheSameWhateverTheData) {
  crypto::SeededRandom random(1), again(1);
  const auto zeros = Encoder(random).Encode(Zeros(), kRun, "north");
  const auto huge = Encoder(again).Encode(Huge(), kRun, "north");
  ASSERT_TRUE(zeros.ok() && huge.ok());
  const ShareFor<1>& a = std::get<0>(*zeros);
  const ShareFor<1>& b = std::get<0>(*huge);
  EXPECT_EQ(a.first_seed().size(), 32u);
  EXPECT_EQ(a.second_seed().size(), 32u);
  EXPECT_TRUE(Equal(a.first_seed(), b.first_seed()));
  EXPECT_TRUE(Equal(a.second_seed(), b.second_seed()));
  EXPECT_EQ(a.length(), b.length());
}

TEST(UploadView, OfTrusteesTwoAndThreeDoesNotHoldTheOthersSeed) {
  crypto::SeededRandom random(1);
  const auto shares = Encoder(random).Encode(Huge(), kRun, "north");
  ASSERT_TRUE(shares.ok());
  const SecretBytes& s1 = std::get<0>(*shares).first_seed();
  const SecretBytes& s2 = std::get<0>(*shares).second_seed();
  EXPECT_FALSE(Equal(s1, s2));
  EXPECT_TRUE(Equal(std::get<1>(*shares).first_seed(), s2));
  EXPECT_TRUE(std::get<1>(*shares).second_seed().empty());
  EXPECT_TRUE(Equal(std::get<2>(*shares).first_seed(), s1));
  EXPECT_TRUE(std::get<2>(*shares).second_seed().empty());
}

struct UploadViews {
  std::vector<FieldElement> x3;             // as sent
  std::vector<FieldElement> second, third;  // less what the trustee knows: x3 + x2, x3 + x1
  std::vector<FieldElement> twice;          // differences of two uploads of one table
};

UploadViews Look(LocalTable (*table)(), uint64_t seed) {
  UploadViews views;
  crypto::SeededRandom random(seed);
  std::vector<FieldElement> before(kLength);
  for (int upload = 0; upload < 400; ++upload) {
    const auto shares = Encoder(random).Encode(table(), kRun, "north");
    const ShareFor<2>& to_second = std::get<1>(*shares);
    const ShareFor<3>& to_third = std::get<2>(*shares);
    const auto x2 = ExpandSeed(to_second.first_seed(), kRun, "north", 2, kLength);
    const std::vector<FieldElement> to_2 = ElementsOf(to_second), to_3 = ElementsOf(to_third);
    const auto x1 = ExpandSeed(to_third.first_seed(), kRun, "north", 1, kLength);
    for (size_t i = 0; i < kLength; ++i) {
      const FieldElement x3 = to_2[i];
      EXPECT_EQ(x3, to_3[i]);
      views.x3.push_back(x3);
      views.second.push_back(x3 + (*x2)[i]);
      views.third.push_back(x3 + (*x1)[i]);
      if (upload > 0) views.twice.push_back(x3 - before[i]);
      before[i] = x3;
    }
  }
  return views;
}

TEST(UploadView, OfTrusteesTwoAndThreeIsUniformWhateverTheData) {
  for (const auto& [name, table] : {std::pair{"zeros", &Zeros}, std::pair{"huge", &Huge}}) {
    const UploadViews views = Look(table, 7);
    ExpectUniform(views.x3, std::string(name) + ": x3");
    ExpectUniform(views.second, std::string(name) + ": x3 + x2");
    ExpectUniform(views.third, std::string(name) + ": x3 + x1");
    ExpectUniform(views.twice, std::string(name) + ": from upload to upload");
  }
}

TEST(UploadView, IsJudgedByATestThatSeesBareTables) {
  std::vector<FieldElement> bare;
  for (int64_t i = 0; i < 25'600; ++i) bare.push_back(FieldElement::FromInt64(i));
  EXPECT_GT(ChiSquare(bare, false), kUniformityLimit);
  std::vector<FieldElement> shifted;
  for (int64_t i = 0; i < 25'600; ++i) shifted.push_back(FieldElement::FromInt64(i << 45));
  EXPECT_GT(ChiSquare(shifted, true), kUniformityLimit);
}

// --- What a trustee is sent during the small-count test
// --------------------------------------------

std::vector<FieldElement> ProductsSentTo(int trustee, int64_t count) {
  constexpr size_t kCells = 16;
  query::Plan plan;
  plan.cells = kCells;
  plan.aggregates = {query::Aggregate{}};
  plan.threshold = 8;
  for (uint32_t p = 0; p < kCells; ++p) {
    query::LinearForm form;
    form.terms = {{p, 1}};
    plan.tests.push_back({{form}});
    plan.own_test.push_back(static_cast<int>(p));
    plan.guards.push_back({static_cast<int>(p)});
  }
  std::vector<FieldElement> seen;
  std::array<crypto::SeededRandom, 3> random = {crypto::SeededRandom(1), crypto::SeededRandom(2),
                                                crypto::SeededRandom(3)};
  for (int round = 0; round < 60; ++round) {
    Wires wires;
    const RunContext run{"round " + std::to_string(round), 1};
    // Dealt without randomness: what hides the count must come from the protocol.
    std::array<ShareVector, 3> dealt{ShareVector(kCells), ShareVector(kCells), ShareVector(kCells)};
    for (size_t p = 0; p < kCells; ++p) {
      const FieldElement x = FieldElement::FromInt64(count);
      Set(dealt[1], p, {FieldElement(), x});
      Set(dealt[2], p, {x, FieldElement()});
    }
    AllThree([&](int i) {
      const auto at = static_cast<size_t>(i - 1);
      Party party(i, run, wires.mailbox(i), wires.peers(i), random[at], absl::Seconds(20));
      ASSERT_TRUE(party.AgreeSeeds().ok());
      const auto passed = TestSmallCounts(party, plan, {}, dealt[at]);
      ASSERT_TRUE(passed.ok()) << passed.status();
      EXPECT_EQ(*passed, std::vector<bool>(kCells, count >= 8 || count == 0));
    });
    for (const v1::PeerMessage& message : wires.sent()) {
      // Step 1 are the seeds; 2 the MACs of inputs, 3 to 5 products and their MACs; 7 opens m, 8
      // and 9 draw coins, 10 multiplies and 12 opens the check; 14 opens all t; 6, 11 and 13 wait.
      // What is opened comes from both others: one copy of it.
      if (message.receiver() != static_cast<uint32_t>(trustee) || message.step() < 2 ||
          message.step() == 8 || message.step() == 9 || message.step() > 12 ||
          message.payload().empty() || message.receiver() == message.sender() % 3 + 1) {
        continue;
      }
      const auto elements = crypto::DecodeFieldElements(message.payload());
      EXPECT_TRUE(elements.ok());
      seen.insert(seen.end(), elements->begin(), elements->end());
    }
  }
  return seen;
}

TEST(ProductView, IsUniformWhateverTheCount) {
  for (int trustee : {1, 2, 3}) {
    for (int64_t count : {3, 5, 100}) {
      ExpectUniform(ProductsSentTo(trustee, count),
                    "trustee " + std::to_string(trustee) + ", count " + std::to_string(count));
    }
  }
}

}  // namespace
}  // namespace ginnel::sharing
