// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/join_uploads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "crypto/field_codec.h"
#include "tests/unit/sharing/linked_city.h"

namespace ginnel::sharing {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::Test;

std::vector<int64_t> Opened(const std::array<LinkedTrustees::Result, 3>& results, size_t member) {
  const ShareVector& first = results[0].members[member];
  std::vector<int64_t> opened;
  for (size_t i = 0; i < first.size(); ++i) {
    opened.push_back((first.own[i] + first.next[i] + results[1].members[member].next[i]).ToInt64());
    EXPECT_EQ(results[1].members[member].next[i], results[2].members[member].own[i]);
  }
  return opened;
}

void ExpectAnswer(const LinkedCity& city, uint64_t block_elements) {
  LinkedTrustees trustees(city, block_elements);
  const auto results = trustees.Run();
  for (const auto& result : results) ASSERT_TRUE(result.status.ok()) << result.status;
  const std::vector<std::vector<int64_t>> answer = city.Answer();
  for (size_t member = 0; member < city.members.size(); ++member) {
    EXPECT_EQ(Opened(results, member), answer[member]) << "member " << member;
  }
}

TEST(JoinUploads, GivesEachMembersPartForTwoSources) {
  crypto::SeededRandom dice(11);
  for (int round = 0; round < 20; ++round) {
    ExpectAnswer(LinkedCity::Random(dice, 1 + dice.Next() % 3, 1, 1 + dice.Next() % 60), 128);
  }
}

TEST(JoinUploads, GivesEachMembersPartForThreeAndFourSources) {
  crypto::SeededRandom dice(12);
  for (int round = 0; round < 20; ++round) {
    ExpectAnswer(
        LinkedCity::Random(dice, 1 + dice.Next() % 3, 2 + dice.Next() % 2, 1 + dice.Next() % 40),
        256);
  }
}

TEST(JoinUploads, GivesTheSameWhateverTheSizeOfABlock) {
  crypto::SeededRandom dice(13);
  const LinkedCity city = LinkedCity::Random(dice, 2, 2, 50);
  for (const uint64_t elements : {300u, 700u, 1u << 20}) ExpectAnswer(city, elements);
}

TEST(JoinUploads, JoinsPracticesWithCodesOfTheirOwnOverTheirOwnSlotsAlone) {
  crypto::SeededRandom dice(15);
  for (int round = 0; round < 20; ++round) {
    ExpectAnswer(LinkedCity::Random(dice, 2 + dice.Next() % 3, 1 + dice.Next() % 3,
                                    1 + dice.Next() % 40, /*apart=*/true),
                 256);
  }
}

TEST(JoinUploads, AddsUpWhatOneSourceWorkedOutAlone) {
  crypto::SeededRandom dice(14);
  for (int round = 0; round < 10; ++round) {
    ExpectAnswer(LinkedCity::Random(dice, 1 + dice.Next() % 3, 0, 1 + dice.Next() % 30), 64);
  }
}

// ---- what a member may send wrongly
// ---------------------------------------------------------------------------------

LinkedCity Small() {
  crypto::SeededRandom dice(21);
  LinkedCity city = LinkedCity::Random(dice, 2, 1, 24);
  return city;
}

// General practice's second member: its range is not empty in Small().
constexpr int kCrafted = 1;

absl::Status StatusWith(const LinkedCity& city,
                        std::function<void(int, std::vector<int64_t>&)> bend) {
  LinkedTrustees trustees(city, 4096);
  trustees.bend_upload = std::move(bend);
  const auto results = trustees.Run();
  absl::Status own;  // of those that found it themselves, before another's word reached them
  for (const auto& result : results) {
    EXPECT_FALSE(result.status.ok());
    EXPECT_TRUE(result.members.empty());
    if (result.status.code() != absl::StatusCode::kAborted) own = result.status;
  }
  return own;
}

class CraftedRow : public Test {
 protected:
  // Sets the codes of the first slot of the crafted member.
  absl::Status WithCodes(const std::vector<int64_t>& codes) {
    const LinkedLayout layout(city_.plan, city_.spine, 4096);
    const uint64_t rows = layout.Part(city_.plan.sources[0], kCrafted, 0).count;
    EXPECT_GT(rows, 1u);
    return StatusWith(city_, [&](int member, std::vector<int64_t>& upload) {
      if (member != kCrafted) return;
      for (size_t code = 0; code < city_.plan.sources[0].codes; ++code) {
        upload[code * rows] = code < codes.size() ? codes[code] : 0;
      }
    });
  }
  void ExpectNamed(const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    EXPECT_NE(status.message().find(city_.members[kCrafted]), std::string::npos) << status;
  }
  const LinkedCity city_ = Small();
};

TEST_F(CraftedRow, WithTwoOnesFailsTheRunAndNamesTheMember) { ExpectNamed(WithCodes({1, 1})); }
TEST_F(CraftedRow, WithoutAOneFailsTheRunAndNamesTheMember) { ExpectNamed(WithCodes({0, 0})); }
TEST_F(CraftedRow, WithAWeightFailsTheRunAndNamesTheMember) {
  ExpectNamed(WithCodes({int64_t{1} << 40, 0}));
}
TEST_F(CraftedRow, ThatAddsUpToOneFailsTheRunAndNamesTheMember) { ExpectNamed(WithCodes({2, -1})); }

TEST(CraftedFlag, OfMoreThanOneFailsTheRunAndNamesTheMember) {
  crypto::SeededRandom dice(22);
  LinkedCity city = LinkedCity::Random(dice, 1, 1, 16);
  while (city.plan.sources[1].figures.empty() || !city.plan.sources[1].figures.back().flag) {
    city = LinkedCity::Random(dice, 1, 1, 16);
  }
  const size_t other = 1;
  const absl::Status status = StatusWith(city, [&](int member, std::vector<int64_t>& upload) {
    if (member == static_cast<int>(other)) {
      upload[upload.size() - city.plan.sources[1].sums.size() - 1] = 1 << 20;
    }
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_NE(status.message().find(city.members[other]), std::string::npos) << status;
}

// One practice and one other member, whose figure is of code 1: 7 in each slot of that code.
LinkedCity WithAFigureOfOneCode() {
  crypto::SeededRandom dice(23);
  LinkedCity city = LinkedCity::Random(dice, 1, 1, 16);
  while (city.plan.sources[1].codes < 2) city = LinkedCity::Random(dice, 1, 1, 16);
  query::LinkedSource& source = city.plan.sources[1];
  query::LinkedColumn figure;
  figure.code = 1;
  source.figures = {figure};
  source.sums.clear();
  city.sums[1].clear();
  city.rows[1].resize(source.codes);
  city.rows[1].push_back(city.rows[1][1]);
  for (int64_t& value : city.rows[1].back()) value *= 7;
  query::LinkedTerm term;
  term.factors = {{0, 1, 1}, {1, source.codes, 1}};
  term.to = {0};
  city.plan.terms = {term};
  return city;
}

TEST(JoinUploads, AddsUpAFigureOfOneCode) { ExpectAnswer(WithAFigureOfOneCode(), 512); }

TEST(CraftedFigure, InARowOfAnotherCodeFailsTheRunAndNamesTheMember) {
  const LinkedCity city = WithAFigureOfOneCode();
  const std::vector<int64_t>& of_code = city.rows[1][1];
  const size_t elsewhere =
      static_cast<size_t>(std::find(of_code.begin(), of_code.end(), 0) - of_code.begin());
  ASSERT_LT(elsewhere, of_code.size());
  const absl::Status status = StatusWith(city, [&](int member, std::vector<int64_t>& upload) {
    if (member == 1) upload[upload.size() - of_code.size() + elsewhere] = 7;
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_NE(status.message().find(city.members[1]), std::string::npos) << status;
}

TEST(JoinUploads, NamesTheMemberWhoseRowsDifferAtTwoTrustees) {
  const LinkedCity city = Small();
  LinkedTrustees trustees(city, 4096);
  trustees.bend_elements = [](int member, int trustee, std::vector<FieldElement>& elements) {
    if (member == kCrafted && trustee == 3) elements[5] += FieldElement::FromUint64(1);
  };
  for (const auto& result : trustees.Run()) {
    EXPECT_FALSE(result.status.ok());
    EXPECT_NE(result.status.message().find(city.members[kCrafted]), std::string::npos)
        << result.status;
  }
}

// Of an amount no check of form would notice it.
TEST(JoinUploads, NamesTheMemberWhoseAmountsDifferAtTwoTrustees) {
  LinkedCity city = WithAFigureOfOneCode();
  query::LinkedSource& source = city.plan.sources[1];
  source.codes = 0;
  source.figures = {query::LinkedColumn()};
  city.rows[1] = {city.rows[1].back()};
  city.plan.terms[0].factors[1] = {1, 0, 1};
  LinkedTrustees trustees(city, 4096);
  trustees.bend_elements = [](int member, int trustee, std::vector<FieldElement>& elements) {
    if (member == 1 && trustee == 3) elements[3] += FieldElement::FromUint64(1);
  };
  for (const auto& result : trustees.Run()) {
    EXPECT_FALSE(result.status.ok());
    EXPECT_NE(result.status.message().find("different shares of the upload of member-1"),
              std::string::npos)
        << result.status;
  }
}

// ---- what a trustee may send wrongly
// --------------------------------------------------------------------------------

// `others` members beside one practice; one term over the first columns of all, each combination
// of which goes somewhere.
LinkedCity OfOneTerm(size_t others, uint32_t columns) {
  crypto::SeededRandom dice(31);
  LinkedCity city = LinkedCity::Random(dice, 1, others, 8);
  city.positions = columns;
  for (query::LinkedSource& source : city.plan.sources) source.sums.clear();
  for (std::vector<int64_t>& sums : city.sums) sums.clear();
  query::LinkedTerm term;
  term.factors.push_back({0, 0, 2});
  for (size_t other = 1; other <= others; ++other) {
    term.factors.push_back({static_cast<int>(other), 0, 1});
  }
  const auto widest = static_cast<uint32_t>(city.plan.sources.back().columns());
  term.factors.back().count = std::min(columns, widest);
  for (uint32_t k = 0; k < 2 * term.factors.back().count; ++k) {
    term.to.push_back(static_cast<int32_t>(k % columns));
  }
  city.plan.terms = {term, term};
  return city;
}

// Steps of products in the check of form: MACs of its factors, its sums, and its own check.
constexpr size_t kOfForm = 3;

bool IsProduct(const v1::PeerMessage& message, const std::vector<v1::PeerMessage>& all) {
  if (message.receiver() !=
      static_cast<uint32_t>(PreviousTrustee(static_cast<int>(message.sender())))) {
    return false;
  }
  return std::none_of(all.begin(), all.end(), [&](const v1::PeerMessage& other) {
    return other.sender() == message.sender() && other.step() == message.step() &&
           other.receiver() != message.receiver();
  });
}

// In each element of all that goes to the trustee before and not to the one after: results of
// products.
void ExpectEachWrongProductEndsTheRun(const LinkedCity& city, size_t at_least) {
  constexpr uint64_t kOneBlock = 4096;
  LinkedTrustees honest(city, kOneBlock);
  for (const auto& result : honest.Run()) ASSERT_TRUE(result.status.ok()) << result.status;
  const std::vector<v1::PeerMessage> sent = honest.wires().sent();
  std::set<uint32_t> steps;
  for (const v1::PeerMessage& message : sent) {
    if (message.step() == 1 || !IsProduct(message, sent)) continue;  // the first is seeds
    steps.insert(message.step());
    const size_t elements = message.payload().size() / sizeof(FieldElement);
    for (size_t element = 0; element < elements; ++element) {
      // Each step is of all three: they take turns.
      if ((message.step() + element) % 3 + 1 != message.sender()) continue;
      LinkedTrustees cheated(city, kOneBlock, [&](v1::PeerMessage& each) {
        if (each.sender() != message.sender() || each.receiver() != message.receiver() ||
            each.step() != message.step()) {
          return;
        }
        auto bent = *crypto::DecodeFieldElements(each.payload());
        bent[element] += FieldElement::FromUint64(1);
        each.set_payload(crypto::EncodeFieldElements(bent));
      });
      for (const auto& result : cheated.Run()) {
        const absl::string_view why = result.status.message();
        EXPECT_TRUE(absl::StrContains(why, "wrong product") ||
                    absl::StrContains(why, "different parts"))
            << "step " << message.step() << " element " << element << ": " << result.status;
        EXPECT_TRUE(result.members.empty());
      }
    }
  }
  EXPECT_GE(steps.size(), at_least);
}

// The results over all rows, the MACs of their check, its sum, and its last product.
TEST(JoinUploads, EndsWhereATrusteeChangesASumOverTheRows) {
  ExpectEachWrongProductEndsTheRun(OfOneTerm(1, 3), kOfForm + 4);
}

// Before them products of single rows, with the MACs of one factor and a check of their own.
TEST(JoinUploads, EndsWhereATrusteeChangesAProductOfRows) {
  ExpectEachWrongProductEndsTheRun(OfOneTerm(2, 2), kOfForm + 4 + 3);
}

// Whatever a trustee changes on its way: it never looks as if a member had sent wrong rows, nor as
// if wrong rows were right.
TEST(JoinUploads, NoTrusteeMakesRowsOfAMemberLookOtherThanTheyAre) {
  const LinkedCity city = WithAFigureOfOneCode();
  for (const bool lies : {false, true}) {
    const auto run = [&](Wires::Change change, std::vector<v1::PeerMessage>* sent) {
      LinkedTrustees trustees(city, 4096, std::move(change));
      if (lies) {
        trustees.bend_upload = [](int member, std::vector<int64_t>& upload) {
          if (member == 1) std::swap(upload.front(), upload.back());
        };
      }
      auto results = trustees.Run();
      if (sent != nullptr) *sent = trustees.wires().sent();
      return results;
    };
    std::vector<v1::PeerMessage> sent;
    for (const auto& result : run({}, &sent)) {
      EXPECT_EQ(result.status.ok(), !lies);
      if (!lies) continue;
      EXPECT_THAT(std::string(result.status.message()), HasSubstr("not of the form"));
    }
    for (const v1::PeerMessage& message : sent) {
      if (message.step() == Party::kAbortStep || message.payload().empty()) continue;
      const auto bent = run(
          [&](v1::PeerMessage& each) {
            if (each.sender() != message.sender() || each.receiver() != message.receiver() ||
                each.step() != message.step() || each.payload().empty()) {
              return;
            }
            (*each.mutable_payload())[0] = static_cast<char>(each.payload()[0] ^ 1);
          },
          nullptr);
      // Of the last step those who got theirs unchanged have nothing more to wait for.
      EXPECT_GE(
          std::count_if(bent.begin(), bent.end(), [](const auto& r) { return !r.status.ok(); }),
          lies ? 3 : 1)
          << "step " << message.step();
      for (const auto& result : bent) {
        if (lies) continue;
        EXPECT_THAT(std::string(result.status.message()), Not(HasSubstr("not of the form")))
            << "step " << message.step();
      }
    }
  }
}

// A result that is shifted by what its cheat knows, and shifted back in the next block.
TEST(JoinUploads, EndsWhereWrongSumsOfTwoBlocksCancel) {
  const LinkedCity city = OfOneTerm(1, 3);
  constexpr uint64_t kTwoBlocks = 60;
  LinkedTrustees honest(city, kTwoBlocks);
  ASSERT_GE(honest.layout().blocks(), 2u);
  for (const auto& result : honest.Run()) ASSERT_TRUE(result.status.ok()) << result.status;
  const std::vector<v1::PeerMessage> sent = honest.wires().sent();
  const size_t results = 2 * city.plan.terms[0].products() * sizeof(FieldElement);
  std::vector<uint32_t> steps;
  for (const v1::PeerMessage& message : sent) {
    if (message.sender() == 3 && message.payload().size() == results && IsProduct(message, sent)) {
      steps.push_back(message.step());
    }
  }
  ASSERT_EQ(steps.size(), honest.layout().blocks());
  LinkedTrustees cheated(city, kTwoBlocks, [&](v1::PeerMessage& each) {
    if (each.sender() != 3 || each.receiver() != 2) return;
    const bool first = each.step() == steps[0];
    if (!first && each.step() != steps[1]) return;
    auto bent = *crypto::DecodeFieldElements(each.payload());
    bent[0] += FieldElement::FromInt64(first ? 100 : -100);
    each.set_payload(crypto::EncodeFieldElements(bent));
  });
  for (const auto& result : cheated.Run()) EXPECT_FALSE(result.status.ok());
}

}  // namespace
}  // namespace ginnel::sharing
