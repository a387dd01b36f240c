// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "node/records.h"

namespace ginnel::node {

/// Codes in the order of their first appearance; a code is known by its index.
class CodeIndex {
 public:
  explicit CodeIndex(CodeTable first = {});
  /// The index, or −1 for a code that is not known yet.
  int Find(std::string_view code) const;
  /// ResourceExhausted beyond 65,535 codes.
  absl::StatusOr<uint16_t> Add(std::string_view code);
  const CodeTable& codes() const { return codes_; }

 private:
  CodeTable codes_;
  absl::flat_hash_map<std::string, uint16_t> index_;
};

/// The rows of an ingest as they were read: `row` of each table is still the person's index in
/// PersonNumbers, in file order.
struct Staging {
  struct Persons {
    struct Origin {
      uint32_t file = 0;
      uint32_t line = 0;  // 0: no row of this person yet
    };
    std::vector<Origin> origins;
    std::vector<int32_t> birth_month, death_month;
    std::map<std::string, Records::ValueColumn> attributes;
  };
  struct EventCodes {
    CodeIndex codes{CodeTable{""}}, providers{CodeTable{""}}, portfolios{CodeTable{""}};
  };

  Persons persons;
  Records::Registrations registrations;
  CodeIndex practices;
  std::map<std::string, Records::Conditions, std::less<>> conditions;
  std::map<std::string, Records::Observations, std::less<>> observations;
  std::map<std::string, Records::Events, std::less<>> events;
  std::map<std::string, EventCodes, std::less<>> event_codes;

  // For the summary.
  std::map<std::string, std::vector<uint32_t>> capped;  // people by variable, with repetitions
  uint64_t duplicates = 0;
  uint64_t outside_dates = 0;  // events before data_from or after data_to
};

/// Sorts what was read under the people's linkage ids, by person and then by date, and drops rows
/// that say the same twice (except events: two alike can both have happened), which
/// `staging.duplicates` counts. DataLoss if two people have one id.
absl::StatusOr<Records> Assemble(Staging& staging, const std::vector<LinkageId>& ids);

}  // namespace ginnel::node
