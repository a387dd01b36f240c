// SPDX-License-Identifier: Apache-2.0
//
// Files that know people by a member's own ids, and the one file that says whose NHS number each
// is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/unit/node_ingest/ingest_fixture.h"

namespace ginnel::node {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class IdentitiesTest : public IngestTest {
 protected:
  void SetUp() override {
    WriteMapping(R"(identities: {file: ids.csv, person: local}
files:
  - file: persons.csv
    table: persons
    person: key
    columns: [{column: born, to: birth_month}]
  - file: gp.csv
    table: events
    person: key
    columns: [{column: day, to: date}]
    constants: [{to: kind, value: gp_appointment}]
)");
    Write("ids.csv", absl::StrCat("local,nhs_number\n17,", TestNumber(0), "\n 18 ,", TestNumber(1),
                                  "\n19,1234567890\n,", TestNumber(2), "\n"));
    Write("persons.csv", "key,born\n17,1950-01\n18 ,1960-02\n19,1970-03\n,1980-04\n");
    Write("gp.csv", "key,day\n18,2025-05-01\n18,2025-06-01\n99,2025-07-01\n");
  }
};

TEST_F(IdentitiesTest, JoinRowsToPeople) {
  const auto summary = Load();
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->info.people, 2u);
  // 19 has no valid number, nobody is nobody, and 99 is unknown.
  EXPECT_EQ(summary->invalid_rows, 3u);
  EXPECT_EQ(summary->invalid_identity_rows, 2u);
  EXPECT_THAT(summary->ToText(), HasSubstr("2 rows of the identities without an own id"));
  const auto records = store_->LoadRecords();
  ASSERT_TRUE(records.ok()) << records.status();
  const auto row = static_cast<uint32_t>(RowOf(*records, 1));
  EXPECT_THAT(records->events.at("gp_appointment").row, ElementsAre(row, row));
}

TEST_F(IdentitiesTest, GiveEachOwnIdOneNumber) {
  Write("ids.csv",
        absl::StrCat("local,nhs_number\n17,", TestNumber(0), "\n17,", TestNumber(1), "\n"));
  EXPECT_THAT(Errors(), ElementsAre(HasSubstr("ids.csv:3:1: this local id stands with two NHS "
                                              "numbers")));
}

TEST_F(IdentitiesTest, AreNotTheNumbersThemselves) {
  Write("ids.csv", absl::StrCat("local,nhs_number\n", TestNumber(0), ",", TestNumber(0), "\n"));
  const auto errors = Errors();
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_THAT(errors[0], HasSubstr("the own id is the NHS number itself"));
  EXPECT_EQ(errors[0].find(TestNumber(0)), std::string::npos);
}

TEST_F(IdentitiesTest, NeedTheirColumns) {
  Write("ids.csv", absl::StrCat("id,nhs_number\n17,", TestNumber(0), "\n"));
  EXPECT_THAT(Errors(), ElementsAre(HasSubstr("the identities have no column `local`")));
}

TEST_F(IdentitiesTest, AreWantedWhereAFileSaysPerson) {
  WriteMapping(R"(files:
  - file: persons.csv
    table: persons
    person: key
    nhs_number: nhs
    columns: [{column: born, to: birth_month}]
)");
  EXPECT_THAT(Errors(), ElementsAre(HasSubstr("a row says once whose it is"),
                                    HasSubstr("`person` needs `identities`")));
}

}  // namespace
}  // namespace ginnel::node
