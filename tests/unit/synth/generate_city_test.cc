// SPDX-License-Identifier: Apache-2.0
#include "synth/generate_city.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/document.h"
#include "ginnel/config/mapping.pb.h"
#include "gtest/gtest.h"
#include "synth/nhs_numbers.h"
#include "tests/unit/synth/written_city.h"

namespace ginnel::synth {
namespace {

CitySummary Generate(const std::string& folder, int64_t people, uint64_t seed, bool flaws = false) {
  CitySummary summary;
  const absl::Status status =
      GenerateCity({.people = people, .seed = seed, .out_dir = folder, .flaws = flaws}, &summary);
  EXPECT_TRUE(status.ok()) << status;
  return summary;
}

std::vector<std::string> CsvFiles(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".csv") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> NumbersIn(const std::string& path) {
  std::set<std::string> numbers;
  ForEachRow(path, {"nhs_number"}, [&](const Fields& row) { numbers.emplace(row[0]); });
  return numbers;
}

TEST(GenerateCity, FilesOfASmallerCityGiveThePrintedTable) {
  TemporaryFolder folder;
  const CitySummary summary = Generate(folder.path(), 20'000, 1);
  const CityRead city = ReadCity(folder.path());
  ExpectTheTable(city, 20'000);
  const int64_t brent = city.CountIf(
      [](const PersonRead& p) { return p.member < 2 && p.age >= 75 && p.ltc_count >= 1; });
  EXPECT_EQ(brent, summary.brent_cohort);
  EXPECT_NEAR(static_cast<double>(brent), 6'500.0 * 20'000 / 229'323, 17);
  EXPECT_EQ(summary.registered, 20'000);
  EXPECT_LT(summary.event_rows, 12 * summary.registered);
}

TEST(GenerateCity, EveryNhsNumberIsValidAndBelongsToOnePersonOfAMember) {
  TemporaryFolder folder;
  Generate(folder.path(), 3'000, 2);
  std::map<std::string, std::string> birth;
  for (std::string_view member : kMemberIds) {
    std::set<std::string> persons;
    const std::string path = folder.path() + "/" + std::string(member);
    ForEachRow(path + "/persons.csv", {"nhs_number", "birth_month"}, [&](const Fields& row) {
      ASSERT_TRUE(IsValidNhsNumber(row[0]));
      ASSERT_EQ(row[0].substr(0, 3), "999");
      ASSERT_TRUE(persons.emplace(row[0]).second) << "twice in " << member;
      const auto [known, first] = birth.emplace(row[0], row[1]);
      ASSERT_EQ(known->second, row[1]) << "two people of one number";
    });
    for (const std::string& file : CsvFiles(path)) {
      for (const std::string& number : NumbersIn(file))
        ASSERT_TRUE(persons.contains(number)) << file;
    }
  }
}

TEST(GenerateCity, ServicesShareMostPeopleWithTheNetworksAndKnowSomeWhoAreRegisteredNowhere) {
  TemporaryFolder folder;
  Generate(folder.path(), 5'000, 2);
  std::set<std::string> networks;
  for (size_t i = 0; i < 3; ++i)
    networks.merge(NumbersIn(folder.path() + "/" + std::string(kMemberIds[i]) + "/persons.csv"));
  for (size_t i = 3; i < kMemberIds.size(); ++i) {
    const std::set<std::string> service =
        NumbersIn(folder.path() + "/" + std::string(kMemberIds[i]) + "/persons.csv");
    const auto unknown = std::count_if(service.begin(), service.end(),
                                       [&](const std::string& n) { return !networks.contains(n); });
    EXPECT_GT(unknown, 0) << kMemberIds[i];
    EXPECT_LT(unknown * 5, static_cast<int64_t>(service.size())) << kMemberIds[i];
  }
}

TEST(GenerateCity, OneSeedGivesTheSameBytesAndAnotherSeedOthers) {
  TemporaryFolder one, same, other;
  Generate(one.path(), 1'000, 4);
  Generate(same.path(), 1'000, 4);
  Generate(other.path(), 1'000, 5);
  const std::vector<std::string> files = CsvFiles(one.path());
  ASSERT_GE(files.size(), 25u);
  for (const std::string& file : files) {
    const std::string name = file.substr(one.path().size());
    EXPECT_EQ(Content(file), Content(same.path() + name)) << name;
    EXPECT_NE(Content(file), Content(other.path() + name)) << name;
  }
}

TEST(GenerateCity, EachMappingNamesTheMemberAndEveryColumnOfItsFiles) {
  TemporaryFolder folder;
  Generate(folder.path(), 500, 1);
  for (std::string_view member : kMemberIds) {
    const std::string path = folder.path() + "/" + std::string(member);
    const absl::StatusOr<config::Mapping> mapping =
        LoadYamlFile<config::Mapping>(path + "/mapping.yaml");
    ASSERT_TRUE(mapping.ok()) << mapping.status();
    EXPECT_EQ(mapping->member(), member);
    EXPECT_NE(mapping->sector(), v1::SECTOR_UNSPECIFIED);
    EXPECT_EQ(mapping->data_to(), "2026-03-31");
    EXPECT_EQ(static_cast<size_t>(mapping->files_size()), CsvFiles(path).size());
    for (const config::FileMapping& file : mapping->files()) {
      std::set<std::string> named(file.ignore().begin(), file.ignore().end());
      named.insert(file.nhs_number());
      for (const config::ColumnMapping& column : file.columns()) named.insert(column.column());
      const std::vector<std::string> heading = ReadHeading(path + "/" + file.file());
      EXPECT_EQ(named, std::set<std::string>(heading.begin(), heading.end())) << file.file();
    }
  }
}

TEST(GenerateCity, EveryDateExistsAndEveryCostHasPence) {
  TemporaryFolder folder;
  Generate(folder.path(), 500, 1);
  for (const std::string& file : CsvFiles(folder.path())) {
    const std::vector<std::string> heading = ReadHeading(file);
    ForEachRow(file, heading, [&](const Fields& row) {
      for (size_t i = 0; i < row.size(); ++i) {
        const std::string& column = heading[i];
        const bool date = column == "date" || column == "recorded" || column == "resolved" ||
                          column.starts_with("registered_");
        const bool month = column.ends_with("_month");
        const bool may_be_empty =
            column == "resolved" || column == "registered_to" || column == "death_month";
        ASSERT_TRUE(!row[i].empty() || may_be_empty) << column << " in " << file;
        if (row[i].empty()) continue;
        if (date) {
          ASSERT_TRUE(ParseDay(row[i]).ok()) << row[i];
          ASSERT_LE(row[i], "2026-03-31") << column << " in " << file;
        }
        if (month) {
          ASSERT_TRUE(ParseMonth(row[i]).ok()) << row[i];
        }
        if (column == "cost") {
          ASSERT_EQ(row[i].find('.') + 3, row[i].size()) << row[i];
        }
      }
    });
  }
}

TEST(GenerateCity, FlawsAreInvalidNumbersAndRepeatedRowsButNoEvents) {
  TemporaryFolder clean, flawed;
  Generate(clean.path(), 5'000, 1);
  Generate(flawed.path(), 5'000, 1, /*flaws=*/true);
  size_t invalid = 0, repeated = 0;
  for (size_t i = 0; i < 3; ++i) {
    const std::string member = "/" + std::string(kMemberIds[i]);
    ForEachRow(flawed.path() + member + "/persons.csv", {"nhs_number"},
               [&](const Fields& row) { invalid += IsValidNhsNumber(row[0]) ? 0 : 1; });
    std::string before;
    ForEachRow(flawed.path() + member + "/conditions.csv", {"nhs_number", "condition", "recorded"},
               [&](const Fields& row) {
                 const std::string now =
                     std::string(row[0]) + std::string(row[1]) + std::string(row[2]);
                 repeated += now == before ? 1 : 0;
                 before = now;
               });
    EXPECT_EQ(Content(flawed.path() + member + "/events.csv"),
              Content(clean.path() + member + "/events.csv"));
  }
  EXPECT_GT(invalid, 0u);
  EXPECT_GT(repeated, 0u);
}

TEST(GenerateCity, SaysWhatItWroteAndHowFarItIs) {
  TemporaryFolder folder;
  std::vector<double> done;
  CitySummary summary;
  ASSERT_TRUE(
      GenerateCity({.people = 500,
                    .seed = 1,
                    .out_dir = folder.path(),
                    .progress = [&](std::string_view, double part) { done.push_back(part); }},
                   &summary)
          .ok());
  EXPECT_EQ(done.front(), 0.0);
  EXPECT_EQ(done.back(), 1.0);
  int64_t bytes = 0;
  for (const FileSummary& file : summary.files) {
    const std::string path = folder.path() + "/" +
                             std::string(kMemberIds[static_cast<size_t>(file.member)]) + "/" +
                             file.file;
    EXPECT_EQ(static_cast<int64_t>(std::filesystem::file_size(path)), file.bytes) << path;
    bytes += file.bytes;
  }
  EXPECT_EQ(bytes, summary.bytes);
}

TEST(GenerateCity, ReportsAFolderThatCannotBeWritten) {
  TemporaryFolder folder;
  std::ofstream(folder.path() + "/file") << "in the way";
  CitySummary summary;
  const absl::Status status =
      GenerateCity({.people = 100, .out_dir = folder.path() + "/file"}, &summary);
  EXPECT_FALSE(status.ok());
  EXPECT_NE(std::string(status.message()).find("/file/harness"), std::string::npos) << status;
  EXPECT_EQ(GenerateCity({.people = 100}, &summary).code(), absl::StatusCode::kInvalidArgument);
}

TEST(GenerateCity, ReportsAFullDisk) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() + "/council");
  std::filesystem::create_symlink("/dev/full", folder.path() + "/council/persons.csv");
  CitySummary summary;
  const absl::Status status = GenerateCity({.people = 100, .out_dir = folder.path()}, &summary);
  EXPECT_FALSE(status.ok());
  EXPECT_NE(std::string(status.message()).find("council/persons.csv"), std::string::npos) << status;
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/council/mapping.yaml"));
}

}  // namespace
}  // namespace ginnel::synth
