// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/document.h"
#include "ginnel/config/ranking.pb.h"
#include "ginnel/v1/release.pb.h"

namespace ginnel::cli {

/// A release by segment; figures are added one by one.
class SmallRelease {
 public:
  explicit SmallRelease(const std::string& index_date = "2026-04-01") {
    release_.set_query_digest("3f2a9c01");
    release_.set_n(1);
    release_.set_index_date(index_date);
    release_.add_axes("segment");
  }
  SmallRelease& Add(const std::string& label, const std::string& measure, v1::CellState state,
                    const std::string& value, const std::string& low, const std::string& high) {
    v1::ReleasedCell& cell = *release_.add_cells();
    cell.add_labels(label);
    cell.set_measure(measure);
    cell.set_state(state);
    cell.set_value(value);
    cell.set_low(low);
    cell.set_high(high);
    bool known = false;
    for (const std::string& each : release_.measures()) known = known || each == measure;
    if (!known) release_.add_measures(measure);
    return *this;
  }
  SmallRelease& Shown(const std::string& label, const std::string& measure,
                      const std::string& value, const std::string& low = "",
                      const std::string& high = "") {
    return Add(label, measure, v1::CELL_STATE_VALUE, value, low, high);
  }
  SmallRelease& Suppressed(const std::string& label, const std::string& measure) {
    return Add(label, measure, v1::CELL_STATE_SUPPRESSED, "", "1", "7");
  }
  SmallRelease& Withheld(const std::string& label, const std::string& measure) {
    return Add(label, measure, v1::CELL_STATE_WITHHELD, "", "", "");
  }
  v1::Release& release() { return release_; }

 private:
  v1::Release release_;
};

inline config::Ranking RankingFrom(const std::string& yaml) {
  config::Ranking ranking;
  const absl::Status status = LoadYaml(yaml, "ranking.yaml", ranking);
  EXPECT_TRUE(status.ok()) << status;
  return ranking;
}

}  // namespace ginnel::cli
