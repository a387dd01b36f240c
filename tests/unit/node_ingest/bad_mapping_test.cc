// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/node_ingest/ingest_fixture.h"

namespace ginnel::node {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class BadMappingTest : public IngestTest {
 protected:
  BadMappingTest() {
    Write("persons.csv", absl::StrCat("nhs_number,born,sex\n", TestNumber(0), ",1950-01,1\n"));
  }
};

TEST_F(BadMappingTest, AColumnThatTheFileDoesNotHaveIsSaidAtItsPlaceInTheMapping) {
  WriteMapping(
      "files:\n  - file: persons.csv\n    table: persons\n    columns:\n      - {column: borm, to: "
      "birth_month}\n    ignore: [sex, born]\n");
  EXPECT_THAT(
      Errors(),
      ElementsAre("mapping.yaml:9:18: no column `borm` in persons.csv: did you mean `born`?"));
}

TEST_F(BadMappingTest, AColumnThatTheMappingDoesNotKnowIsSaidAtItsHeading) {
  WriteMapping(
      "files:\n  - file: persons.csv\n    table: persons\n    columns:\n      - {column: born, to: "
      "birth_month}\n    ignore: [sexx]\n");
  EXPECT_THAT(Errors(), ElementsAre("persons.csv:1:17: the mapping does not know column 'sex': did "
                                    "you mean `sexx`?; map it or list it under `ignore`"));
}

TEST_F(BadMappingTest, AFileWithoutAHeadingLineShowsNoNumber) {
  Write("persons.csv", absl::StrCat(TestNumber(0), ",1950-01,1\n", TestNumber(1), ",1960-01,2\n"));
  WriteMapping(
      "files:\n  - file: persons.csv\n    table: persons\n    columns:\n      - {column: born, to: "
      "birth_month}\n");
  const std::vector<std::string> errors = Errors();
  EXPECT_THAT(errors,
              testing::Contains("persons.csv:1:1: the mapping does not know column a value with "
                                "many digits (not shown); map it or list it under `ignore`"));
  for (const std::string& error : errors)
    EXPECT_THAT(error, testing::Not(HasSubstr(TestNumber(0))));
}

TEST_F(BadMappingTest, AnUnknownTargetSuggestsTheNearest) {
  WriteMapping(
      "files:\n  - file: persons.csv\n    table: persons\n    columns:\n      - {column: born, to: "
      "birth_mnth}\n");
  EXPECT_THAT(Errors(), testing::Contains("mapping.yaml:9:28: unknown target `birth_mnth` of "
                                          "persons: did you mean `birth_month`?"));
}

TEST_F(BadMappingTest, AnUnknownVariableAmongTheOffersSuggestsTheNearest) {
  WriteMapping(
      "files:\n  - file: persons.csv\n    table: persons\n    columns:\n      - {column: born, to: "
      "birth_month}\n    ignore: [sex]\noffers: [age,\n  agee]\n");
  EXPECT_THAT(Errors(),
              ElementsAre(testing::AllOf(testing::StartsWith("mapping.yaml:12:3: unknown variable"),
                                         HasSubstr("`age`"))));
}

TEST_F(BadMappingTest, AnOfferThatNoFileFillsIsRefused) {
  WriteMapping(
      "files:\n  - file: persons.csv\n    table: persons\n    columns:\n      - {column: born, to: "
      "birth_month}\n    ignore: [sex]\noffers: [age, diabetes]\n");
  EXPECT_THAT(Errors(), ElementsAre("mapping.yaml:11:15: no file of the mapping gives `diabetes`: "
                                    "map it or do not offer it"));
}

TEST_F(BadMappingTest, SeveralProblemsAreSaidTogether) {
  Write("mapping.yaml", R"(member: kilburn
sector: general_practice
data_from: "2026-03-31"
data_to: "2023-04-01"
files:
  - file: missing.csv
    table: registrations
    columns:
      - {column: practice, to: practice, format: "yy-mm"}
      - {column: other, to: practice}
allow_list: {file: allowed.csv, date: "2026-07-01"}
)");
  const std::vector<std::string> errors = Errors({.member = "harness"});
  EXPECT_THAT(
      errors,
      testing::UnorderedElementsAre(
          "mapping.yaml:1:9: the mapping is of member `kilburn` and this node is `harness`'s",
          "mapping.yaml:4:10: `data_to` is before `data_from`",
          "mapping.yaml:11:39: `date` 2026-07-01 is in the future",
          testing::StartsWith("mapping.yaml:9:50: unknown date format"),
          "mapping.yaml:10:29: `practice` is given twice",
          "mapping.yaml:6:5: no column or constant gives `from`, which each row of registrations "
          "needs"));
}

TEST_F(BadMappingTest, AMissingFileIsSaidAtItsPlaceInTheMapping) {
  WriteMapping(
      "files:\n  - file: person.csv\n    table: persons\n    columns:\n      - {column: born, to: "
      "birth_month}\n");
  EXPECT_THAT(Errors(),
              ElementsAre("mapping.yaml:6:11: cannot open person.csv: No such file or directory"));
}

TEST_F(BadMappingTest, AnUnknownFieldOfTheMappingIsSaidAtItsPlace) {
  WriteMapping("files:\n  - fille: person.csv\n");
  const std::vector<std::string> errors = Errors();
  ASSERT_FALSE(errors.empty());
  EXPECT_THAT(errors[0], testing::StartsWith("mapping.yaml:6:5: "));
  EXPECT_THAT(errors[0], HasSubstr("fille"));
}

TEST_F(BadMappingTest, ARuleThatWantsAnAllowListRefusesAMappingWithoutOne) {
  WriteMapping(
      "files:\n  - file: persons.csv\n    table: persons\n    columns:\n      - {column: born, to: "
      "birth_month}\n    ignore: [sex]\n");
  EXPECT_THAT(Errors({.allow_list_required = true}),
              ElementsAre(testing::StartsWith("mapping.yaml:1:1: `allow_list` is missing")));
  EXPECT_TRUE(Load().ok());
}

TEST_F(BadMappingTest, StandardInputCanBeReadOnce) {
  WriteMapping(
      "files:\n  - file: \"-\"\n    table: persons\n    columns: [{column: born, to: "
      "birth_month}]\nallow_list: {file: \"-\", date: \"2026-01-01\"}\n");
  EXPECT_THAT(Errors(), ElementsAre("mapping.yaml:6:11: standard input can be read only once"));
}

}  // namespace
}  // namespace ginnel::node
