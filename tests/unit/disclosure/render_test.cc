// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "disclosure/render_csv.h"
#include "disclosure/render_json.h"
#include "disclosure/render_table.h"
#include "disclosure/text_grid.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"

namespace ginnel::disclosure {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

void AddCell(v1::Release& release, const std::vector<std::string>& labels,
             const std::string& measure, v1::CellState state, const std::string& value,
             const std::string& low, const std::string& high) {
  v1::ReleasedCell& cell = *release.add_cells();
  cell.mutable_labels()->Add(labels.begin(), labels.end());
  cell.set_measure(measure);
  cell.set_state(state);
  cell.set_value(value);
  cell.set_low(low);
  cell.set_high(high);
}

v1::Release Sample() {
  v1::Release release;
  release.set_title("Age and complexity matrix");
  release.set_population("everyone registered on 1 April 2026");
  release.set_purpose("population-health-planning");
  release.set_profile("nhs-1-7-round-5");
  release.add_axes("age_band");
  release.add_axes("complexity");
  release.add_measures("Population");
  release.add_measures("Diabetes, all types");
  v1::MemberEnvelope& member = *release.add_members();
  member.set_member("beck");
  member.set_state(v1::MEMBER_STATE_STALE_DATA);
  member.set_data_from("2023-04-01");
  member.set_data_to("2026-03-31");
  release.add_notes("Counts of 1 to 7 are suppressed.");
  const std::string people = release.measures(0);
  const std::string diabetes = release.measures(1);
  AddCell(release, {"0-17", "low"}, people, v1::CELL_STATE_VALUE, "49725", "49723", "49727");
  AddCell(release, {"0-17", "low"}, diabetes, v1::CELL_STATE_VALUE, "0.2", "0.1", "0.3");
  AddCell(release, {"0-17", "high"}, people, v1::CELL_STATE_SUPPRESSED, "", "1", "7");
  AddCell(release, {"0-17", "high"}, diabetes, v1::CELL_STATE_WITHHELD, "", "", "");
  AddCell(release, {"all", "low"}, people, v1::CELL_STATE_VALUE, "49725", "49723", "49727");
  AddCell(release, {"all", "low"}, diabetes, v1::CELL_STATE_NOT_SUPPLIED, "", "", "");
  AddCell(release, {"0-17", "all"}, people, v1::CELL_STATE_PARTIAL, "49725", "49724", "49734");
  AddCell(release, {"0-17", "all"}, diabetes, v1::CELL_STATE_NOT_APPLICABLE, "", "", "");
  AddCell(release, {"all", "all"}, people, v1::CELL_STATE_PARTIAL, "1234567", "1", "2");
  AddCell(release, {"all", "all"}, diabetes, v1::CELL_STATE_TRUE_ZERO, "0", "0", "0");
  return release;
}

TEST(RenderCsv, IsTidyAndQuotedByRfc4180) {
  EXPECT_EQ(RenderCsv(Sample()),
            "age_band,complexity,measure,value,state,low,high\n"
            "0-17,low,Population,49725,value,49723,49727\n"
            "0-17,low,\"Diabetes, all types\",0.2,value,0.1,0.3\n"
            "0-17,high,Population,,suppressed,1,7\n"
            "0-17,high,\"Diabetes, all types\",,withheld,,\n"
            "all,low,Population,49725,value,49723,49727\n"
            "all,low,\"Diabetes, all types\",,not_supplied,,\n"
            "0-17,all,Population,49725,partial,49724,49734\n"
            "0-17,all,\"Diabetes, all types\",,not_applicable,,\n"
            "all,all,Population,1234567,partial,1,2\n"
            "all,all,\"Diabetes, all types\",0,true_zero,0,0\n");
}

v1::Release LinkedSample() {
  v1::Release release = Sample();
  v1::LinkageQuality& council = *release.add_linkage();
  council.set_member("council");
  v1::ReleasedCell cell;
  cell.set_measure("People");
  cell.set_state(v1::CELL_STATE_VALUE);
  cell.set_value("1200");
  cell.set_low("1148");
  cell.set_high("1252");
  *council.mutable_matched() = cell;
  cell.set_measure("Percent of people");
  cell.set_value("97");
  *council.mutable_matched_percent() = cell;
  cell.set_measure("People");
  cell.set_value("35");
  *council.add_not_matched() = cell;
  cell.set_measure("Care spend");
  cell.set_state(v1::CELL_STATE_WITHHELD);
  *council.add_not_matched() = cell;
  return release;
}

TEST(RenderCsv, PutsWhatIsNotMatchedBehindTheTableUnderNamesOfItsOwn) {
  const std::string csv = RenderCsv(LinkedSample());
  EXPECT_THAT(csv, StartsWith(RenderCsv(Sample())));
  EXPECT_THAT(csv, HasSubstr("\n,,People matched (council),1200,value,1148,1252\n"));
  EXPECT_THAT(csv, HasSubstr("\n,,Percent of people matched (council),97,value,"));
  EXPECT_THAT(csv, HasSubstr("\n,,People not matched (council),35,value,"));
}

TEST(RenderTable, SaysWhatIsNotMatchedBelowTheFigures) {
  EXPECT_THAT(RenderTable(LinkedSample()),
              HasSubstr("\n  council: 1,200 people matched (97 %); not matched: 35 people, "
                        "Care spend —\n"));
  EXPECT_THAT(RenderTable(Sample()), Not(HasSubstr("matched")));
}

TEST(RenderCsv, MarksAShadowReleaseAndKeepsItsHeader) {
  v1::Release release = Sample();
  release.set_shadow(true);
  EXPECT_THAT(RenderCsv(release),
              StartsWith("age_band,complexity,measure,value,state,low,high\n"
                         ",,SHADOW RELEASE: on trial, not for decisions,,not_applicable,,\n"));
}

TEST(RenderCsv, DisarmsFormulasAndQuotesQuotes) {
  v1::Release release;
  release.add_axes("a");
  AddCell(release, {"say \"x\""}, "=HYPERLINK(1)", v1::CELL_STATE_VALUE, "-5", "-6", "-4");
  EXPECT_THAT(RenderCsv(release), HasSubstr("\"say \"\"x\"\"\",'=HYPERLINK(1),-5,value,-6,-4\n"));
}

TEST(RenderJson, ReadsBackAsTheSameRelease) {
  const absl::StatusOr<std::string> json = RenderJson(Sample());
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_THAT(*json, HasSubstr("\"query_digest\""));
  EXPECT_THAT(*json, HasSubstr("\"state\": \"CELL_STATE_SUPPRESSED\""));
  EXPECT_THAT(*json, HasSubstr("\"shadow\": false"));
  v1::Release back;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(*json, &back).ok());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(back, Sample()));
}

TEST(RenderTable, PutsCellsAcrossAndMarksEveryState) {
  const std::string table = RenderTable(Sample());
  EXPECT_THAT(table,
              StartsWith("Age and complexity matrix\n"
                         "  population  everyone registered on 1 April 2026\n"
                         "  purpose     population-health-planning\n"
                         "  profile     nhs-1-7-round-5\n"
                         "  members     beck (stale data, data 2023-04-01 to 2026-03-31)\n"));
  EXPECT_THAT(table, HasSubstr("age_band               0-17  0-17\n"
                               "complexity              low  high         all\n"
                               "---------------------------------------------\n"
                               "Population           49,725   1–7  1,234,567+\n"
                               "Diabetes, all types     0.2     —           0\n"));
  EXPECT_THAT(table, HasSubstr("age_band                all     0-17\n"
                               "complexity              low      all\n"));
  for (const char* mark : {"12+  ", "1–7  ", "—    ", "n/s  ", "n/a  "}) {
    EXPECT_THAT(table, HasSubstr(mark));
  }
  EXPECT_THAT(table, HasSubstr("- Counts of 1 to 7 are suppressed.\n"));
  EXPECT_THAT(table, Not(HasSubstr("SHADOW")));
}

TEST(RenderJson, MarksAShadowRelease) {
  v1::Release release = Sample();
  release.set_shadow(true);
  const auto json = RenderJson(release);
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_THAT(*json, HasSubstr("\"shadow\": true"));
}

TEST(RenderTable, MarksAShadowReleaseAtTheTop) {
  v1::Release release = Sample();
  release.set_shadow(true);
  EXPECT_THAT(RenderTable(release), HasSubstr("*** SHADOW RELEASE"));
}

TEST(RenderTable, PutsManyCellsDown) {
  v1::Release release;
  release.add_axes("practice");
  release.add_measures("People");
  for (int i = 0; i < 13; ++i) {
    AddCell(release, {"P" + std::to_string(i)}, "People", v1::CELL_STATE_VALUE, "10", "8", "12");
  }
  AddCell(release, {"all"}, "People", v1::CELL_STATE_VALUE, "130", "104", "156");
  EXPECT_THAT(RenderTable(release), HasSubstr("practice  People\n"
                                              "----------------\n"
                                              "P0            10\n"));
}

TEST(RenderTable, NeverLetsATitleSteerTheTerminal) {
  v1::Release release = Sample();
  release.set_title("evil\x1b[2J\nsecond line\xc2\x9b");
  EXPECT_THAT(RenderTable(release), StartsWith("evil?[2J?second line?\n"));
}

TEST(TextGrid, BreaksIntoBlocksThatFit) {
  TextGrid grid({""}, {{"one"}, {"two"}, {"three"}});
  grid.AddRow("row", {"1", "2", "3"});
  EXPECT_EQ(grid.Render(14),
            "     one  two\n"
            "-------------\n"
            "row    1    2\n"
            "\n"
            "     three\n"
            "----------\n"
            "row      3\n"
            "\n");
}

}  // namespace
}  // namespace ginnel::disclosure
