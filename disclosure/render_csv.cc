// SPDX-License-Identifier: Apache-2.0
#include "disclosure/render_csv.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "disclosure/csv_text.h"

namespace ginnel::disclosure {
namespace {

constexpr std::string_view kStatePrefix = "CELL_STATE_";

void AddLine(const std::vector<std::string>& fields, std::string& csv) {
  absl::StrAppend(&csv, absl::StrJoin(fields, ","), "\n");
}

}  // namespace

std::string StateName(v1::CellState state) {
  std::string name = v1::CellState_Name(state);
  if (name.rfind(kStatePrefix, 0) == 0) {
    name.erase(0, kStatePrefix.size());
  }
  absl::AsciiStrToLower(&name);
  return name;
}

std::string RenderCsv(const v1::Release& release, bool intervals) {
  std::string csv;
  std::vector<std::string> fields;
  const auto end_line = [&](const std::string& low, const std::string& high) {
    if (intervals) fields.insert(fields.end(), {low, high});
    AddLine(fields, csv);
  };
  for (const std::string& axis : release.axes()) {
    fields.push_back(CsvText(axis));
  }
  fields.insert(fields.end(), {"measure", "value", "state", "low", "high"});
  end_line("interval_low", "interval_high");
  const std::pair<bool, const char*> marks[] = {{release.synthetic(), kSyntheticMark},
                                                {release.shadow(), kShadowMark}};
  for (const auto& [marked, mark] : marks) {
    if (!marked) continue;
    fields.assign(static_cast<size_t>(release.axes_size()), "");
    fields.insert(fields.end(), {mark, "", StateName(v1::CELL_STATE_NOT_APPLICABLE), "", ""});
    end_line("", "");
  }
  const auto add = [&](const v1::ReleasedCell& cell, const std::string& measure) {
    fields.insert(fields.end(), {CsvText(measure), cell.value(), StateName(cell.state()),
                                 cell.low(), cell.high()});
    end_line(cell.interval_low(), cell.interval_high());
  };
  for (const v1::ReleasedCell& cell : release.cells()) {
    fields.clear();
    for (const std::string& label : cell.labels()) {
      fields.push_back(CsvText(label));
    }
    add(cell, cell.measure());
  }
  const auto add_beside = [&](const v1::ReleasedCell& cell, const std::string& member,
                              const char* which) {
    fields.assign(static_cast<size_t>(release.axes_size()), "");
    add(cell, absl::StrCat(cell.measure(), " ", which, " (", member, ")"));
  };
  for (const v1::LinkageQuality& member : release.linkage()) {
    add_beside(member.matched(), member.member(), "matched");
    add_beside(member.matched_percent(), member.member(), "matched");
    for (const v1::ReleasedCell& cell : member.not_matched()) {
      add_beside(cell, member.member(), "not matched");
    }
  }
  return csv;
}

}  // namespace ginnel::disclosure
