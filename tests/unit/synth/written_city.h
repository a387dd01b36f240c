// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "synth/calibration.h"

namespace ginnel::synth {

// Reads a written city back with nothing of the code that wrote it, so that a mistake there cannot
// hide here.

inline constexpr std::array<std::string_view, 7> kMemberIds = {
    "harness",         "kilburn", "third-network", "acute-trust", "mental-health-trust",
    "community-trust", "council"};

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Calls `row` with the fields of each row after the heading, by heading; fails the test at a row
/// of another width.
using Fields = std::vector<std::string_view>;
std::vector<std::string> ReadHeading(const std::string& path);
void ForEachRow(const std::string& path, const std::vector<std::string>& columns,
                const std::function<void(const Fields&)>& row);

/// What the files say of one person who is registered on 1 April 2026.
struct PersonRead {
  int member = 0;
  int age = 0;
  int imd_decile = 0;
  int condition_count = 0;
  int ltc_count = 0;
  int risk_tenths = -1;
  int lace = -1;
  uint32_t conditions = 0;              // bit i: the i-th of kPrintedCodes
  std::array<std::string, 4> observed;  // dates of the last four of the above
  std::array<int64_t, 9> pence{};       // of 2025/26, by kind
  std::array<int, 9> rows{};
};

inline constexpr std::array<std::string_view, 9> kKinds = {
    "elective_spell",    "outpatient_attendance", "emergency_spell", "ae_attendance",  "mh_contact",
    "community_contact", "social_care_service",   "gp_appointment",  "gp_prescription"};

/// The codes of the printed prevalences, from Measure::kAsthma on.
inline constexpr std::array<std::string_view, 17> kPrintedCodes = {"asthma",
                                                                   "cancer",
                                                                   "copd",
                                                                   "chronic_renal_failure",
                                                                   "diabetes",
                                                                   "heart_failure",
                                                                   "hypertension",
                                                                   "infectious_disease",
                                                                   "depression",
                                                                   "dementia",
                                                                   "smi",
                                                                   "obesity",
                                                                   "current_smoker",
                                                                   "falls",
                                                                   "housebound",
                                                                   "social_vulnerability",
                                                                   "weight_loss_anorexia"};

struct CityRead {
  std::map<uint64_t, PersonRead> registered;  // by NHS number
  size_t registered_twice = 0;
  int64_t CountIf(const std::function<bool(const PersonRead&)>& condition) const;
};
CityRead ReadCity(const std::string& folder);

/// 3 · age band + level of complexity.
size_t CellOf(const PersonRead& person);

/// Expects every figure of the table: populations (scaled to `people` by largest remainder) and
/// prevalences to the person, means and spend to the printed precision, as far as whole people,
/// points and pence allow in a cell of that size.
void ExpectTheTable(const CityRead& city, int64_t people);

}  // namespace ginnel::synth
