// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/ingest.h"

#include "base/calendar.h"

#include "tests/unit/node_ingest/ingest_fixture.h"

namespace ginnel::node {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

int32_t MonthValue(const std::string& text) { return ParseMonth(text)->value; }
int32_t DayValue(const std::string& text) { return ParseDay(text)->value; }

class IngestWholeTest : public IngestTest {
 protected:
  void WriteEverything() {
    WriteMapping(R"(files:
  - file: persons.csv
    table: persons
    columns:
      - {column: born, to: birth_month}
      - {column: died, to: death_month, format: dd/mm/yyyy}
      - {column: gender, to: sex, recode: [{from: M, to: "1"}, {from: F, to: "2"}], missing: ["?"]}
      - {column: imd, to: imd_decile_2019}
    ignore: [surname]
  - file: registrations.csv
    table: registrations
    columns: [{column: practice, to: practice}, {column: from, to: from}, {column: to, to: to}]
  - file: conditions.csv
    table: conditions
    nhs_number: nhs no
    columns: [{column: code, to: code}, {column: from, to: from}, {column: to, to: to}]
  - file: observations.csv
    table: observations
    columns: [{column: name, to: name}, {column: date, to: date}, {column: value, to: value}]
  - file: gp.csv
    table: events
    columns: [{column: date, to: date}, {column: cost, to: cost}, {column: staff, to: provider}]
    constants: [{to: kind, value: gp_appointment}]
)");
    Write("persons.csv", absl::StrCat("surname,imd,gender,born,died,nhs_number\n",               //
                                      "Ä,3,M,1950-01,,", TestNumber(0), "\n",                    //
                                      "\"O, B\",11,F,1960-12,31/05/2026,", TestNumber(1), "\n",  //
                                      "C,,?,2020-02,,", TestNumber(2), "\n",                     //
                                      "C,,?,2020-02,,", TestNumber(2), "\n"));
    Write("registrations.csv", absl::StrCat("nhs_number,practice,from,to\n",               //
                                            TestNumber(1), ",P2,2021-01-01,\n",            //
                                            TestNumber(0), ",P1,2010-01-01,\n",            //
                                            TestNumber(1), ",P1,2001-01-01,2021-01-01\n",  //
                                            TestNumber(1), ",P2,2021-01-01,\n"));
    Write("conditions.csv", absl::StrCat("nhs no,code,from,to\n",                           //
                                         TestNumber(0), ",diabetes,2019-05-01,\n",          //
                                         TestNumber(3), ",asthma,2019-05-01,2020-05-01\n",  //
                                         "1234567890,asthma,2019-05-01,\n"));
    Write("observations.csv", absl::StrCat("nhs_number,name,date,value\n",               //
                                           TestNumber(0), ",ltc_count,2025-01-01,2\n",   //
                                           TestNumber(0), ",ltc_count,2024-01-01,99\n",  //
                                           TestNumber(0), ",ltc_count,2024-02-01,98\n",  //
                                           TestNumber(1), ",ltc_count,2024-02-01,\n",    //
                                           TestNumber(1), ",smoking_status,2024-02-01,ex\n"));
    Write("gp.csv", absl::StrCat("nhs_number,date,cost,staff\n",              //
                                 TestNumber(0), ",2025-06-01,39.50,nurse\n",  //
                                 TestNumber(0), ",2025-06-01,39.50,nurse\n",  //
                                 TestNumber(0), ",2020-06-01,,\n"));
  }
};

TEST_F(IngestWholeTest, MakesRecordsSortedByPersonAndDate) {
  WriteEverything();
  const auto summary = Load();
  ASSERT_TRUE(summary.ok()) << summary.status();
  const Records records = store_->LoadRecords().value();
  ASSERT_EQ(records.people(), 4u);
  EXPECT_TRUE(std::is_sorted(records.ids.begin(), records.ids.end()));
  const auto row = [&](int i) { return static_cast<size_t>(RowOf(records, i)); };

  EXPECT_EQ(records.birth_month[row(0)], MonthValue("1950-01"));
  EXPECT_EQ(records.death_month[row(0)], kMissing);
  EXPECT_EQ(records.death_month[row(1)], MonthValue("2026-05"));
  EXPECT_EQ(records.birth_month[row(3)], kMissing);  // known from another table only
  const auto& sex = records.attributes.at("sex");
  EXPECT_EQ(sex.codes[static_cast<size_t>(sex.values[row(1)])], "2");
  EXPECT_EQ(sex.values[row(2)], kMissing);
  EXPECT_EQ(records.attributes.at("imd_decile_2019").values[row(1)], 10);

  const auto& registrations = records.registrations;
  ASSERT_EQ(registrations.row.size(), 3u);
  EXPECT_TRUE(std::is_sorted(registrations.row.begin(), registrations.row.end()));
  const auto first =
      static_cast<size_t>(std::find(registrations.row.begin(), registrations.row.end(), row(1)) -
                          registrations.row.begin());
  EXPECT_EQ(registrations.practices[registrations.practice[first]], "P1");
  EXPECT_EQ(registrations.to[first], DayValue("2021-01-01"));
  EXPECT_EQ(registrations.practices[registrations.practice[first + 1]], "P2");
  EXPECT_EQ(registrations.to[first + 1], kOpen);

  EXPECT_THAT(records.conditions.at("diabetes").row, ElementsAre(row(0)));
  EXPECT_THAT(records.conditions.at("asthma").to, ElementsAre(DayValue("2020-05-01")));
  EXPECT_THAT(records.observations.at("ltc_count").date,
              ElementsAre(DayValue("2024-01-01"), DayValue("2024-02-01"), DayValue("2025-01-01")));
  EXPECT_THAT(records.observations.at("ltc_count").value, ElementsAre(25, 25, 2));
  const auto& smoking = records.observations.at("smoking_status");
  EXPECT_EQ(smoking.codes[static_cast<size_t>(smoking.value[0])], "ex");
  const auto& events = records.events.at("gp_appointment");
  EXPECT_THAT(events.cost, ElementsAre(0, 3950, 3950));
  EXPECT_THAT(events.quantity, ElementsAre(1, 1, 1));
  EXPECT_EQ(events.providers[events.provider[0]], "");
  EXPECT_EQ(events.providers[events.provider[2]], "nurse");
}

TEST_F(IngestWholeTest, SummarisesWhatItDid) {
  WriteEverything();
  const auto summary = Load();
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->info.people, 4u);
  EXPECT_EQ(summary->info.loaded_at, "2026-06-30T12:00:00Z");
  ASSERT_EQ(summary->files.size(), 5u);
  EXPECT_EQ(summary->files[0].read, 4u);
  EXPECT_EQ(summary->files[2].invalid, 1u);
  ASSERT_EQ(summary->invalid_lines.size(), 1u);
  EXPECT_EQ(summary->invalid_lines[0].line, 4u);
  EXPECT_EQ(summary->duplicates, 2u);  // a person and a registration; never an event
  EXPECT_EQ(summary->outside_dates, 1u);
  EXPECT_EQ(summary->capped_people,
            (std::map<std::string, uint64_t>{{"imd_decile_2019", 1}, {"ltc_count", 1}}));
  EXPECT_THAT(summary->info.offers, testing::IsSupersetOf({"age", "sex", "diabetes", "ltc_count",
                                                           "gp_appointments", "registered"}));
  EXPECT_THAT(summary->info.offers, Not(testing::Contains("ae_attendances")));
  EXPECT_THAT(summary->offers_without_rows, testing::Contains("dementia"));
  EXPECT_EQ(pseudonymiser_.asked, 4u);

  const std::string text = summary->ToText();
  EXPECT_THAT(text, HasSubstr("Loaded data set 1 of harness: 4 people, 2023-04-01 to 2026-03-31"));
  EXPECT_THAT(text, HasSubstr("1 row without a valid NHS number left out: " +
                              Path("conditions.csv") + " line 4\n"));
  EXPECT_THAT(text, HasSubstr("ltc_count: capped to its bounds for 1 people"));
  const std::string json = summary->ToJson();
  EXPECT_THAT(json, HasSubstr("\"people\":4,"));
  EXPECT_THAT(json, HasSubstr("\"capped_people\":{\"imd_decile_2019\":1,\"ltc_count\":1}"));
  for (const std::string& out : {text, json})
    EXPECT_THAT(out, Not(testing::ContainsRegex("999[0-9]{7}|1234567890")));
}

TEST_F(IngestWholeTest, NoNhsNumberIsInAnyFileOfTheStore) {
  WriteEverything();
  ASSERT_TRUE(Load().ok());
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (!entry.path().filename().string().starts_with("node.db")) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    for (int i = 0; i < 4; ++i) EXPECT_THAT(bytes, Not(HasSubstr(TestNumber(i))));
  }
  // Nor in what its key holder can read.
  const absl::Status status = database_->Read("search", [](store::Snapshot& snapshot) {
    return snapshot.Query("SELECT data FROM column_chunk", [](const store::Row& row) {
      const std::string data = row.BlobString(0);
      for (int i = 0; i < 4; ++i) {
        const std::string number = TestNumber(i);
        const auto binary = static_cast<uint64_t>(std::stoll(number));
        EXPECT_THAT(data, Not(HasSubstr(number)));
        EXPECT_EQ(data.find(std::string(reinterpret_cast<const char*>(&binary), 8)),
                  std::string::npos);
      }
    });
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(IngestWholeTest, ATrusteeThatIsAwayLeavesTheEarlierDataWhole) {
  WriteEverything();
  ASSERT_TRUE(Load().ok());
  pseudonymiser_.failure =
      absl::UnavailableError("trustee 2 did not pseudonymise: connection refused");
  Write("gp.csv", "nhs_number,date,cost,staff\n");
  EXPECT_EQ(Load().status(), pseudonymiser_.failure);
  EXPECT_EQ(store_->Info()->generation, 1);
  EXPECT_EQ(store_->LoadRecords()->events.size(), 1u);
}

TEST_F(IngestWholeTest, AFullDiskLeavesTheEarlierDataWhole) {
  WriteEverything();
  ASSERT_TRUE(Load().ok());
  std::string rows = "nhs_number,date,cost,staff\n";
  for (int i = 0; i < 20'000; ++i) absl::StrAppend(&rows, TestNumber(i), ",2025-06-01,", i, ",\n");
  Write("gp.csv", rows);
  store_.reset();
  Reopen({.max_pages = 60});
  store_ = std::make_unique<RecordStore>(*database_, marker_);
  const absl::Status full = Load().status();
  EXPECT_TRUE(absl::IsResourceExhausted(full)) << full;
  EXPECT_THAT(std::string(full.message()), HasSubstr("disk is full"));
  EXPECT_EQ(store_->Info()->generation, 1);
  EXPECT_EQ(store_->LoadRecords()->people(), 4u);
}

TEST_F(IngestWholeTest, ANewIngestReplacesTheEarlierDataSet) {
  WriteEverything();
  ASSERT_TRUE(Load().ok());
  WritePersonsMapping();
  Write("persons.csv", absl::StrCat(kPersonsHeading, TestNumber(9), ",1950-01,,1,5\n"));
  ASSERT_TRUE(Load().ok());
  EXPECT_EQ(store_->Info()->generation, 2);
  const Records records = store_->LoadRecords().value();
  EXPECT_EQ(records.people(), 1u);
  EXPECT_TRUE(records.events.empty());
}

TEST_F(IngestWholeTest, PeopleWhoAreNotOnTheAllowListLeaveNothing) {
  WriteEverything();
  std::ofstream(Path("mapping.yaml"), std::ios::app)
      << "allow_list: {file: allowed.csv, date: \"2026-06-01\"}\n";
  Write("allowed.csv",
        absl::StrCat("nhs_number\n", TestNumber(1), "\n", TestNumber(2), "\nnonsense\n"));
  const auto summary = Load({.allow_list_required = true});
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->opted_out_people, 2u);
  EXPECT_EQ(summary->files[4].opted_out, 3u);
  EXPECT_EQ(summary->invalid_allow_list_rows, 1u);
  EXPECT_EQ(pseudonymiser_.asked, 2u);
  const Records records = store_->LoadRecords().value();
  EXPECT_EQ(records.people(), 2u);
  EXPECT_EQ(RowOf(records, 0), -1);
  EXPECT_TRUE(records.events.empty());
  EXPECT_EQ(store_->Info()->opt_out_list_date, "2026-06-01");
}

TEST_F(IngestWholeTest, AnAllowListWithoutItsHeadingIsRefused) {
  WriteEverything();
  std::ofstream(Path("mapping.yaml"), std::ios::app)
      << "allow_list: {file: allowed.csv, date: \"2026-06-01\"}\n";
  Write("allowed.csv", TestNumber(1) + "\n");
  EXPECT_THAT(Errors(), ElementsAre("allowed.csv:1:1: the allow-list has no column `nhs_number`: "
                                    "write it as its first line"));
}

TEST_F(IngestWholeTest, ReadsStandardInput) {
  WriteMapping(
      "files:\n  - file: \"-\"\n    table: persons\n    columns: [{column: born, to: "
      "birth_month}]\n");
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const std::string text =
      absl::StrCat("born,nhs_number\r\n1950-01,", TestNumber(0), "\r\n,", TestNumber(1), "\r\n");
  ASSERT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(ends[1]);
  const auto summary = Load({.standard_input = ends[0]});
  close(ends[0]);
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->info.people, 2u);
  EXPECT_EQ(summary->files[0].file, "standard input");
}

TEST_F(IngestWholeTest, SeveralFilesMayShareAPersonOut) {
  WriteMapping(R"(files:
  - {file: a.csv, table: persons, columns: [{column: born, to: birth_month}]}
  - {file: b.csv, table: persons, columns: [{column: sex, to: sex}]}
)");
  Write("a.csv", absl::StrCat("nhs_number,born\n", TestNumber(0), ",1950-01\n"));
  Write("b.csv", absl::StrCat("nhs_number,sex\n", TestNumber(0), ",2\n", TestNumber(1), ",1\n"));
  const auto summary = Load();
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->duplicates, 0u);
  const Records records = store_->LoadRecords().value();
  const auto row = static_cast<size_t>(RowOf(records, 0));
  EXPECT_EQ(records.birth_month[row], MonthValue("1950-01"));
  EXPECT_EQ(records.attributes.at("sex").values[row], 1);
}

TEST_F(IngestWholeTest, NumbersMayBeWrittenWithSpacesOrHyphens) {
  WritePersonsMapping();
  const std::string n = TestNumber(0);
  Write("persons.csv", absl::StrCat(kPersonsHeading, n.substr(0, 3), " ", n.substr(3, 3), " ",
                                    n.substr(6), ",1950-01,,1,5\n", n.substr(0, 3), "-",
                                    n.substr(3, 3), "-", n.substr(6), ",1950-01,,1,5\n"));
  const auto summary = Load();
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->info.people, 1u);
  EXPECT_EQ(summary->duplicates, 1u);
}

TEST_F(IngestWholeTest, TwoPeopleUnderOnePseudonymAreNotSaved) {
  class Broken final : public Pseudonymiser {
    absl::StatusOr<std::vector<LinkageId>> Pseudonymise(const PersonNumbers& people,
                                                        const PseudonymProgress&) override {
      return std::vector<LinkageId>(people.size());
    }
  } broken;
  WriteEverything();
  const absl::Status status =
      Ingest(Path("mapping.yaml"), dictionary_, *store_, broken, clock_, {}).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_TRUE(absl::IsNotFound(store_->Info().status()));
}

}  // namespace
}  // namespace ginnel::node
