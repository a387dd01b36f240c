// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace ginnel::node {

/// First 16 bytes of the OPRF output for one NHS number (protocols.md 1).
using LinkageId = std::array<uint8_t, 16>;

inline constexpr int32_t kMissing = std::numeric_limits<int32_t>::min();
/// `to` of an episode or condition that has not ended.
inline constexpr int32_t kOpen = std::numeric_limits<int32_t>::max();

/// Codes as the member wrote them; a column holds indices into it.
using CodeTable = std::vector<std::string>;

/// One data set of a member, in columns. Persons are sorted by linkage id; `row` is a person's place in that order. Each other
/// table is sorted by row, then by date. Days are Day::value, months Month::value. Values of attributes and observations are in the
/// stored units of the dictionary's variable (scaled integers; flags 0/1; categories index `codes`).
struct Records {
  struct ValueColumn {
    std::vector<int32_t> values;  // kMissing where there is none
    CodeTable codes;              // categories only
  };
  struct Registrations {
    std::vector<uint32_t> row;
    std::vector<uint16_t> practice;  // index into practices
    std::vector<int32_t> from, to;   // to: first day no longer registered, or kOpen
    CodeTable practices;
  };
  struct Conditions {  // of one code
    std::vector<uint32_t> row;
    std::vector<int32_t> from, to;   // to: first day resolved, or kOpen
  };
  struct Observations {  // of one name
    std::vector<uint32_t> row;
    std::vector<int32_t> date, value;
    CodeTable codes;
  };
  struct Events {  // of one kind
    std::vector<uint32_t> row;
    std::vector<int32_t> date;
    std::vector<int32_t> quantity;   // 1 where the file has none
    std::vector<int32_t> cost;       // pence; 0 where the file has none
    std::vector<uint16_t> code, provider, portfolio;  // indices; index 0 is "" (not stated)
    CodeTable codes, providers, portfolios;
  };

  std::vector<LinkageId> ids;
  std::vector<int32_t> birth_month, death_month;  // kMissing where unknown or alive
  absl::flat_hash_map<std::string, ValueColumn> attributes;
  Registrations registrations;
  absl::flat_hash_map<std::string, Conditions> conditions;
  absl::flat_hash_map<std::string, Observations> observations;
  absl::flat_hash_map<std::string, Events> events;

  size_t people() const { return ids.size(); }
};

/// What is known of a data set beside its rows.
struct DataSetInfo {
  int64_t generation = 0;
  std::string member;
  std::string data_from, data_to;      // days
  std::string loaded_at;               // RFC 3339
  std::string opt_out_list_date;       // empty where none was applied
  std::vector<std::string> offers;     // variables that this member answers
  uint64_t people = 0;
};

}  // namespace ginnel::node
