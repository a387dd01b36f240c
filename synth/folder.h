// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "synth/csv_file.h"
#include "synth/history.h"
#include "synth/tables.h"

namespace ginnel::synth {

/// What was written to one file.
struct FileSummary {
  Member member = Member::kHarness;
  std::string file;
  int64_t rows = 0;  // without the heading
  int64_t bytes = 0;
};

/// One member's folder while it is being written: a CSV file for each table, and mapping.yaml.
/// Holds what every member writes alike. Existing files of the same names are overwritten. Not
/// thread-safe.
class Folder {
 public:
  /// With `flaws`, now and then a row that is not an event is repeated, and a person follows whose
  /// NHS number fails modulus 11.
  static absl::StatusOr<Folder> Create(Member member, const std::string& path,
                                       std::vector<Table> tables, const DateText& dates,
                                       bool flaws);

  Member member() const { return member_; }
  CsvFile& file(std::string_view name) { return *files_.find(name)->second; }

  void WritePerson(const Person& person);
  /// Those in `codes` that were recorded before `until`.
  void WriteConditions(const Person& person, const History& history, ConditionSet codes, Day until);
  /// Ends a row that is not an event.
  void EndRow(CsvFile& csv);

  /// Closes the files, then writes mapping.yaml: a folder that has it is whole. Appends to
  /// `summary`.
  absl::Status Close(std::vector<FileSummary>& summary);

 private:
  Folder(Member member, std::string path, std::vector<Table> tables, bool flaws);
  void WritePersonAs(const Person& person, uint64_t nhs_number);

  Member member_;
  std::string path_;
  std::vector<Table> tables_;
  bool flaws_;
  std::map<std::string_view, std::unique_ptr<CsvFile>> files_;
};

}  // namespace ginnel::synth
