// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "node/records.h"
#include "node/store/controlled_people.h"

namespace ginnel::node {

/// What an ingest did. For the member's own eyes: it has line numbers, and counts that are not
/// disclosure-controlled.
struct IngestSummary {
  struct Rows {
    std::string file;
    std::string table;
    uint64_t read = 0;       // with the heading's number of values
    uint64_t invalid = 0;    // without a valid NHS number: dropped
    uint64_t opted_out = 0;  // of people who are not on the allow-list: dropped
  };
  struct Line {
    std::string file;
    uint64_t line = 0;
  };
  static constexpr size_t kListedLines = 1000;

  DataSetInfo info;
  std::vector<Rows> files;
  std::vector<Line> invalid_lines;  // the first kListedLines of them
  uint64_t invalid_rows = 0;
  uint64_t opted_out_people = 0;
  uint64_t objected_people = 0;  // at this node: their rows are in `read`, and were not saved
  uint64_t invalid_allow_list_rows = 0;
  uint64_t invalid_identity_rows = 0;  // without an own id or a valid NHS number
  uint64_t duplicates = 0;             // rows that said what another one says: dropped
  uint64_t outside_dates = 0;          // events before data_from or after data_to: kept
  std::map<std::string, uint64_t>
      capped_people;  // by variable: people with a value beyond its bounds
  std::vector<std::string> unplaced_practices;  // in no area of the dictionary
  std::vector<std::string> outside_practices;   // acted for, and outside the member's areas
  std::vector<std::string> offers_without_rows;
  uint64_t new_people = 0;  // whose numbers the trustees were asked for; the others' were known
  LeftOut left_out;         // saved, and in no answer while the member's operations are as they are

  std::string ToText() const;
  std::string ToJson() const;
};

}  // namespace ginnel::node
