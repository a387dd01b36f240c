// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/node_ingest/ingest_fixture.h"

namespace ginnel::node {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class BadInputTest : public IngestTest {
 protected:
  /// Rows of persons.csv after the number of person 0.
  std::vector<std::string> PersonErrors(const std::string& rest) {
    WritePersonsMapping();
    Write("persons.csv", absl::StrCat(kPersonsHeading, TestNumber(0), ",", rest, "\n"));
    return Errors();
  }

  void WriteEvents(const std::string& rows) {
    WriteMapping(R"(files:
  - file: events.csv
    table: events
    columns:
      - {column: day, to: date, format: dd/mm/yyyy}
      - {column: kind, to: kind}
      - {column: local, to: code}
      - {column: cost, to: cost}
      - {column: n, to: quantity}
)");
    Write("events.csv", "nhs_number,day,kind,local,cost,n\n" + rows);
  }
};

// Columns of the first row: 1 number, 12 born, 20 died …
TEST_F(BadInputTest, DatesInTheFuture) {
  EXPECT_THAT(PersonErrors("2026-07,,1,5"),
              ElementsAre("persons.csv:2:12: column `born`: '2026-07' is in the future: if it "
                          "stands for something else, list it under "
                          "`missing` of this column"));
  WriteEvents(TestNumber(0) + ",01/07/2026,gp_appointment,,5,1\n");
  EXPECT_THAT(
      Errors(),
      ElementsAre(StartsWith("events.csv:2:12: column `day`: '01/07/2026' is in the future")));
}

TEST_F(BadInputTest, DatesOfAnotherForm) {
  EXPECT_THAT(
      PersonErrors("01/1950,,1,5"),
      ElementsAre("persons.csv:2:12: column `born`: '01/1950' is not a month of the form yyyy-mm"));
}

TEST_F(BadInputTest, NegativeCostsAndQuantities) {
  WriteEvents(TestNumber(0) + ",01/05/2025,gp_appointment,,-12.50,-1\n");
  EXPECT_THAT(Errors(), ElementsAre("events.csv:2:46: column `n`: '-1' is a negative quantity",
                                    "events.csv:2:39: column `cost`: '-12.50' is a negative cost: "
                                    "take credits off the row that they "
                                    "belong to"));
}

TEST_F(BadInputTest, UnknownCodes) {
  EXPECT_THAT(PersonErrors("1950-01,,3,5"),
              ElementsAre(StartsWith("persons.csv:2:21: column `sex`: '3' is no code of `sex`")));
  WriteEvents(TestNumber(0) + ",01/05/2025,gp_apointment,,1,1\n");
  EXPECT_THAT(Errors(), ElementsAre("events.csv:2:23: column `kind`: 'gp_apointment' is no kind of "
                                    "event of the dictionary: did you mean "
                                    "`gp_appointment`? (or recode it)"));
}

TEST_F(BadInputTest, ValuesThatARecodingDoesNotList) {
  WriteMapping(
      "files:\n  - file: persons.csv\n    table: persons\n    columns:\n      - {column: sex, to: "
      "sex, recode: [{from: M, to: \"1\"}, {from: F, to: \"2\"}]}\n");
  Write("persons.csv",
        absl::StrCat("sex,nhs_number\nM,", TestNumber(0), "\nm,", TestNumber(1), "\n"));
  EXPECT_THAT(Errors(), ElementsAre("persons.csv:3:1: column `sex`: 'm' is not listed under "
                                    "`recode` of this column: did you mean `M`?"));
}

TEST_F(BadInputTest, MalformedCsv) {
  EXPECT_THAT(PersonErrors("1950-01,,1"),
              ElementsAre(StartsWith(
                  "persons.csv:2:21: the row has 4 values and the heading has 5 columns")));
  EXPECT_THAT(
      PersonErrors("\"1950-01,,1,5"),
      ElementsAre(StartsWith("persons.csv:2:12: the quote that opens here is never closed")));
}

TEST_F(BadInputTest, AnotherEncoding) {
  EXPECT_THAT(PersonErrors("1950-01,,\xE9,5"),
              ElementsAre(StartsWith("persons.csv:2:21: byte 0xe9 is not UTF-8")));
}

TEST_F(BadInputTest, ADeathBeforeBirth) {
  EXPECT_THAT(
      PersonErrors("1950-01,1949-12,1,5"),
      ElementsAre("persons.csv:2:20: column `died`: the person's death is before their birth"));
}

TEST_F(BadInputTest, TwoRowsOfOnePersonThatContradictEachOther) {
  WritePersonsMapping();
  Write("persons.csv",
        absl::StrCat(kPersonsHeading, TestNumber(0), ",1950-01,,1,5\n", TestNumber(1),
                     ",1960-01,,2,5\n", TestNumber(0), ",1950-01,,2,5\n"));
  EXPECT_THAT(Errors(), ElementsAre("persons.csv:4:21: column `sex`: the same person has another "
                                    "`sex` at persons.csv:2: each person has one "
                                    "row; remove or mend one of the two"));
}

TEST_F(BadInputTest, AnNhsNumberInAColumnOfCodesNeverComesIntoTheStore) {
  WriteEvents(absl::StrCat(TestNumber(0), ",01/05/2025,gp_appointment,", TestNumber(0), ",1,1\n"));
  EXPECT_THAT(Errors(), ElementsAre("events.csv:2:38: column `local`: this column holds the "
                                    "person's NHS number: map another one"));
}

TEST_F(BadInputTest, EpisodesThatEndBeforeTheyBegin) {
  WriteMapping(
      "files:\n  - file: r.csv\n    table: registrations\n    columns: [{column: p, to: practice}, "
      "{column: f, to: from}, {column: t, to: to}]\n");
  Write("r.csv", absl::StrCat("nhs_number,p,f,t\n", TestNumber(0), ",P1,2020-01-02,2020-01-01\n",
                              TestNumber(0), ",,2020-01-01,\n", TestNumber(0), ",P1,,\n"));
  EXPECT_THAT(Errors(), ElementsAre("r.csv:2:26: column `t`: it ends before it begins",
                                    "r.csv:3:12: column `p`: the practice is missing",
                                    "r.csv:4:15: column `f`: the date is missing"));
}

TEST_F(BadInputTest, ProblemsOfManyFilesAreListedUpToTwenty) {
  WritePersonsMapping();
  std::string rows = kPersonsHeading;
  for (int i = 0; i < 30; ++i) rows += TestNumber(i) + ",never,,1,5\n";
  Write("persons.csv", rows);
  const std::vector<std::string> errors = Errors();
  ASSERT_EQ(errors.size(), 21u);
  EXPECT_THAT(errors[19], StartsWith("persons.csv:21:12:"));
  EXPECT_EQ(errors[20], "and perhaps more");
}

TEST_F(BadInputTest, NoErrorShowsAnNhsNumberWhereverItStands) {
  // The columns are shifted by one, so that each number stands in a column of something else.
  WritePersonsMapping();
  Write("persons.csv",
        absl::StrCat("born,nhs_number,died,sex,imd\n", TestNumber(0), ",", TestNumber(1), ",",
                     TestNumber(2), ",", TestNumber(3), ",", TestNumber(4), "\n"));
  for (const std::string& error : Errors()) {
    EXPECT_THAT(error, testing::Not(testing::ContainsRegex("[0-9]{6}")));
  }
}

TEST_F(BadInputTest, AllRowsInvalidIsNoDataSet) {
  WritePersonsMapping();
  Write("persons.csv", absl::StrCat(kPersonsHeading, "1234567890,1950-01,,1,5\n"));
  EXPECT_THAT(Errors(), ElementsAre(HasSubstr("no row has a valid NHS number")));
}

}  // namespace
}  // namespace ginnel::node
