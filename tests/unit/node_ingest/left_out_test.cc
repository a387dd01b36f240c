// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/node_ingest/ingest_fixture.h"

namespace ginnel::node {
namespace {

using testing::HasSubstr;
using testing::Not;

// Two people of Y00001, one of Y0OO02 (a slip: letters for digits), one of Y00003, one of nobody.
class LeftOutTest : public IngestTest {
 protected:
  void SetUp() override {
    WriteMapping(R"(files:
  - file: persons.csv
    table: persons
    columns: [{column: born, to: birth_month}]
  - file: registrations.csv
    table: registrations
    columns: [{column: practice, to: practice}, {column: from, to: from}]
)");
    std::string persons = "nhs_number,born\n";
    for (int i = 0; i < 5; ++i) absl::StrAppend(&persons, TestNumber(i), ",1950-01\n");
    Write("persons.csv", persons);
    std::string episodes = "nhs_number,practice,from\n";
    for (const char* practice : {"Y00001", "Y00001", "Y0OO02", "Y00003"})
      absl::StrAppend(&episodes, TestNumber(row_++), ",", practice, ",2010-01-01\n");
    Write("registrations.csv", episodes);

    v1::Operations operations;
    for (const char* practice : {"Y00001", "Y00002", "Y00003"})
      operations.add_controllers()->set_ods_code(practice);
    operations.mutable_controllers(2)->set_withdrawn(true);
    options_.controllers = Controllers(operations);
  }

  int row_ = 0;
  IngestOptions options_;
};

TEST_F(LeftOutTest, IsSaidByPracticeSoThatASlipInACodeShows) {
  const auto summary = Load(options_);
  ASSERT_TRUE(summary.ok()) << summary.status();
  const std::string text = summary->ToText();
  EXPECT_THAT(text, HasSubstr("operations do not name their practice: 3 people\n"));
  EXPECT_THAT(text, HasSubstr("practices that are not listed: Y0OO02 (1 person)\n"));
  EXPECT_THAT(text, HasSubstr("practices that have withdrawn: Y00003 (1 person)\n"));
  EXPECT_THAT(text, HasSubstr("without any registration: 1 person\n"));
  EXPECT_THAT(text, HasSubstr("controllers without people here: Y00002\n"));
  EXPECT_THAT(summary->ToJson(),
              HasSubstr("\"left_out\":{\"not_listed\":{\"Y0OO02\":1},\"withdrawn\":{\"Y00003\":1},"
                        "\"unregistered\":1,\"without_people\":[\"Y00002\"]}"));
}

// What is left out is a matter of each answer: a practice that comes back needs no new ingest.
TEST_F(LeftOutTest, IsSavedLikeTheRest) {
  ASSERT_TRUE(Load(options_).ok());
  EXPECT_EQ(store_->LoadRecords()->people(), 5u);
}

TEST_F(LeftOutTest, IsNobodyWhereTheMemberActsForItself) {
  const auto summary = Load();
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_THAT(summary->ToText(), Not(HasSubstr("controllers")));
  EXPECT_TRUE(summary->left_out.nothing_to_say());
}

}  // namespace
}  // namespace ginnel::node
