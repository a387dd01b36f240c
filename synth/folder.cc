// SPDX-License-Identifier: Apache-2.0
#include "synth/folder.h"

#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status.h"

namespace ginnel::synth {
namespace {

constexpr int64_t kRepeatEvery = 997;
constexpr int64_t kInvalidEvery = 2003;

constexpr std::array<std::string_view, 18> kEthnicCategories = {
    "A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Z", "99"};

std::string_view SexOf(const Person& person) {
  return person.sex == 1 ? "1" : person.sex == 2 ? "2" : person.sex == 9 ? "9" : "X";
}

std::string_view TrueOrFalse(bool value) { return value ? "true" : "false"; }

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Folder::Folder(Member member, std::string path, std::vector<Table> tables, bool flaws)
    : member_(member), path_(std::move(path)), tables_(std::move(tables)), flaws_(flaws) {}

absl::StatusOr<Folder> Folder::Create(Member member, const std::string& path,
                                      std::vector<Table> tables, const DateText& dates,
                                      bool flaws) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error)
    return absl::ErrnoToStatus(error.value(), absl::StrCat("cannot create the folder ", path));
  Folder folder(member, path, std::move(tables), flaws);
  for (const Table& table : folder.tables_) {
    ASSIGN_OR_RETURN(CsvFile csv, CsvFile::Create(absl::StrCat(path, "/", View(table.file)),
                                                  HeadingOf(table), dates));
    folder.files_.emplace(table.file, std::make_unique<CsvFile>(std::move(csv)));
  }
  return folder;
}

void Folder::WritePersonAs(const Person& person, uint64_t nhs_number) {
  CsvFile& csv = file("persons.csv");
  csv.NhsNumber(nhs_number).Number(csv.rows() + 1).YearMonth(person.birth).YearMonth(person.death);
  csv.Text(SexOf(person)).Text(kEthnicCategories[person.ethnicity]);
  if (SectorOf(member_) == SectorOf(Member::kHarness)) {
    csv.Number(person.imd_decile_2019).Number(person.imd_decile_2025);
    // Invented: one in fifty lives outside the place; a deprived area is of the two lowest deciles.
    csv.Text(TrueOrFalse(person.nhs_number % 50 != 0))
        .Text(TrueOrFalse(person.imd_decile_2019 <= 2));
  }
  EndRow(csv);
}

void Folder::WritePerson(const Person& person) {
  WritePersonAs(person, person.nhs_number);
  if (flaws_ && file("persons.csv").rows() % kInvalidEvery == 0) {
    const uint64_t check = person.nhs_number % 10;
    WritePersonAs(person, person.nhs_number - check + (check + 1) % 10);
  }
}

void Folder::WriteConditions(const Person& person, const History& history, ConditionSet codes,
                             Day until) {
  for (const DatedCondition& condition : history.conditions) {
    if (!codes.Has(condition.condition) || condition.from >= until) continue;
    CsvFile& csv = file("conditions.csv");
    csv.NhsNumber(person.nhs_number).Text(CodeOf(condition.condition)).Date(condition.from);
    csv.Date(condition.to < until ? condition.to : kForever);
    EndRow(csv);
  }
}

void Folder::EndRow(CsvFile& csv) {
  csv.EndRow();
  if (flaws_ && csv.rows() % kRepeatEvery == 0) csv.RepeatRow();
}

absl::Status Folder::Close(std::vector<FileSummary>& summary) {
  for (const Table& table : tables_) {
    CsvFile& csv = file(table.file);
    RETURN_IF_ERROR(csv.Close());
    summary.push_back({member_, std::string(table.file), csv.rows(), csv.bytes()});
  }
  return WriteFileAtomically(path_ + "/mapping.yaml", MappingYaml(member_, tables_));
}

}  // namespace ginnel::synth
