// SPDX-License-Identifier: Apache-2.0
#include "node/store/person_store.h"
#include "tests/unit/node_ingest/ingest_fixture.h"

namespace ginnel::node {
namespace {

using testing::HasSubstr;
using testing::Not;

class ObjectionTest : public IngestTest {
 protected:
  void SetUp() override {
    WritePersonsMapping();
    std::string rows = kPersonsHeading;
    for (int i = 0; i < 5; ++i) absl::StrAppend(&rows, TestNumber(i), ",1950-01,,1,5\n");
    Write("persons.csv", rows);
  }
  static LinkageId IdOf(int i) {
    return HashPseudonymiser::IdOf(crypto::NhsNumber::Parse(TestNumber(i)).value());
  }

  PersonStore people_{*database_, marker_};
};

TEST_F(ObjectionTest, ObjectorsAreLeftOutOfAnIngestAndCounted) {
  for (const int i : {1, 3, 77}) ASSERT_TRUE(people_.Object(IdOf(i), Day{20'000}).ok());
  const auto summary = Load();
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->objected_people, 2u);
  EXPECT_EQ(summary->info.people, 3u);
  EXPECT_THAT(summary->ToText(), HasSubstr("  objected: 2 people left out\n"));
  EXPECT_THAT(summary->ToJson(), HasSubstr("\"objected_people\":2,"));
  const Records records = store_->LoadRecords().value();
  EXPECT_EQ(RowOf(records, 1), -1);
  EXPECT_EQ(RowOf(records, 3), -1);
  EXPECT_GE(RowOf(records, 2), 0);
}

TEST_F(ObjectionTest, NobodyIsCountedWhereNobodyObjected) {
  const auto summary = Load();
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->objected_people, 0u);
  EXPECT_THAT(summary->ToText(), Not(HasSubstr("objected")));
}

// The marks are read inside the transaction that saves, not when the ingest begins.
TEST_F(ObjectionTest, AnObjectionThatIsKeptWhileFilesAreReadCounts) {
  class Meanwhile final : public Pseudonymiser {
   public:
    explicit Meanwhile(PersonStore& people) : people_(people) {}
    absl::StatusOr<std::vector<LinkageId>> Pseudonymise(
        const PersonNumbers& people, const PseudonymProgress& progress) override {
      auto ids = HashPseudonymiser().Pseudonymise(people, progress);
      EXPECT_TRUE(people_.Object(ids->front(), Day{20'000}).ok());
      return ids;
    }

   private:
    PersonStore& people_;
  } meanwhile(people_);
  const auto summary =
      Ingest(Path("mapping.yaml"), dictionary_, *store_, meanwhile, clock_, {}, {});
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->objected_people, 1u);
  EXPECT_EQ(store_->LoadRecords()->people(), 4u);
}

TEST_F(ObjectionTest, WhereEverybodyObjectedTheDataSetIsEmpty) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(people_.Object(IdOf(i), Day{20'000}).ok());
  const auto summary = Load();
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->info.people, 0u);
}

}  // namespace
}  // namespace ginnel::node
