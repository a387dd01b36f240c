// SPDX-License-Identifier: Apache-2.0
#include "node/store/known_numbers.h"

#include <gmock/gmock.h>

#include "base/reason.h"
#include "node/store/person_store.h"
#include "tests/unit/node_store/node_store_fixture.h"

namespace ginnel::node {
namespace {

using testing::StartsWith;

const crypto::NhsNumber kAda = crypto::NhsNumber::Parse("9990004404").value();
const crypto::NhsNumber kBea = crypto::NhsNumber::Parse("9990005419").value();

class KnownNumbersTest : public NodeStoreTest {
 protected:
  absl::StatusOr<KnownNumbers> TryWith(const std::string& key, uint8_t answer) {
    SecretBytes bytes(64);
    bytes.mutable_view()[0] = answer;
    return KnownNumbers::Open(*database_, key, bytes, marker_);
  }
  KnownNumbers OpenWith(const std::string& key, uint8_t answer) {
    auto known = TryWith(key, answer);
    EXPECT_TRUE(known.ok()) << known.status();
    return *std::move(known);
  }
  void SetUp() override { ASSERT_TRUE(KnownNumbers::Label(*database_, random_).ok()); }
};

TEST_F(KnownNumbersTest, TheLabelIsTheStoresOwnAndStays) {
  const auto label = KnownNumbers::Label(*database_, random_);
  Reopen();
  EXPECT_EQ(*KnownNumbers::Label(*database_, random_), *label);
  EXPECT_THAT(*label, StartsWith("ginnel/"));
  EXPECT_FALSE(crypto::NhsNumber::Parse(*label).ok());
}

TEST_F(KnownNumbersTest, WhoWasKeptIsFoundByTheirNumberAndNobodyElse) {
  KnownNumbers known = OpenWith("K", 1);
  const LinkageId id{7};
  ASSERT_TRUE(known.Keep({{known.MarkOf(kAda), id}}).ok());
  Reopen();
  const KnownNumbers again = OpenWith("K", 1);
  const auto all = again.Read();
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ(all->at(again.MarkOf(kAda)).id, id);
  EXPECT_FALSE(all->contains(again.MarkOf(kBea)));
}

TEST_F(KnownNumbersTest, UnderAnotherKeyMarksAreOthersAndWhatWasKeptIsGone) {
  KnownNumbers known = OpenWith("K", 1);
  ASSERT_TRUE(known.Keep({{known.MarkOf(kAda), LinkageId{7}}}).ok());
  const KnownNumbers other = OpenWith("L", 2);
  EXPECT_NE(other.MarkOf(kAda), known.MarkOf(kAda));
  EXPECT_TRUE(other.Read()->empty());
  EXPECT_TRUE(OpenWith("K", 1).Read()->empty());
}

TEST_F(KnownNumbersTest, AnotherAnswerUnderTheSameKeyChangesNothing) {
  KnownNumbers known = OpenWith("K", 1);
  ASSERT_TRUE(known.Keep({{known.MarkOf(kAda), LinkageId{7}}}).ok());
  const auto wrong = TryWith("K", 2);
  EXPECT_TRUE(absl::IsDataLoss(wrong.status())) << wrong.status();
  EXPECT_EQ(ReasonOf(wrong.status()), v1::REASON_INTEGRITY);
  EXPECT_EQ(OpenWith("K", 1).Read()->size(), 1u);
}

// The store alone, with its key, has no linkage id of those whose numbers are known.
TEST_F(KnownNumbersTest, NoIdAndNoNumberStandsInTheTable) {
  KnownNumbers known = OpenWith("K", 1);
  const LinkageId id{0xAD, 0xAA, 0xAD, 0xAA, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  ASSERT_TRUE(known.Keep({{known.MarkOf(kAda), id}}).ok());
  const std::string written(id.begin(), id.end());
  int rows = 0;
  ASSERT_TRUE(database_
                  ->Read("look",
                         [&](store::Snapshot& tx) {
                           return tx.Query("SELECT mark, hidden_id, found_by FROM known_number",
                                           [&](const store::Row& row) {
                                             ++rows;
                                             for (int column : {0, 1, 2}) {
                                               EXPECT_NE(row.BlobString(column).substr(0, 16),
                                                         written);
                                             }
                                           });
                         })
                  .ok());
  EXPECT_EQ(rows, 1);
}

TEST_F(KnownNumbersTest, WhoIsMissedTwiceIsForgottenAndOnceIsNot) {
  KnownNumbers known = OpenWith("K", 1);
  const KnownNumbers::Mark ada = known.MarkOf(kAda);
  const KnownNumbers::Mark bea = known.MarkOf(kBea);
  ASSERT_TRUE(known.Keep({{ada, LinkageId{7}}, {bea, LinkageId{8}}}).ok());
  ASSERT_TRUE(known.Settle(*known.Read(), {ada}).ok());
  ASSERT_TRUE(known.Read()->at(bea).missed);
  ASSERT_TRUE(known.Settle(*known.Read(), {ada, bea}).ok());
  ASSERT_FALSE(known.Read()->at(bea).missed);
  ASSERT_TRUE(known.Settle(*known.Read(), {ada}).ok());
  ASSERT_TRUE(known.Settle(*known.Read(), {ada}).ok());
  EXPECT_FALSE(known.Read()->contains(bea));
  EXPECT_FALSE(known.Read()->at(ada).missed);
}

TEST_F(KnownNumbersTest, WhoIsErasedOrObjectsIsForgotten) {
  KnownNumbers known = OpenWith("K", 1);
  ASSERT_TRUE(
      known.Keep({{known.MarkOf(kAda), LinkageId{7}}, {known.MarkOf(kBea), LinkageId{8}}}).ok());
  PersonStore people(*database_, marker_);
  ASSERT_TRUE(people.Erase(LinkageId{7}).ok());
  EXPECT_FALSE(known.Read()->contains(known.MarkOf(kAda)));
  ASSERT_TRUE(people.Object(LinkageId{8}, Day{}).ok());
  EXPECT_TRUE(known.Read()->empty());
}

}  // namespace
}  // namespace ginnel::node
