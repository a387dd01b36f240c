// SPDX-License-Identifier: Apache-2.0
#include "disclosure/render_csv.h"

#include <string_view>
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

std::string RenderCsv(const v1::Release& release) {
  std::string csv;
  std::vector<std::string> fields;
  for (const std::string& axis : release.axes()) {
    fields.push_back(CsvText(axis));
  }
  fields.insert(fields.end(), {"measure", "value", "state", "low", "high"});
  AddLine(fields, csv);
  if (release.shadow()) {
    fields.assign(static_cast<size_t>(release.axes_size()), "");
    fields.insert(fields.end(),
                  {kShadowMark, "", StateName(v1::CELL_STATE_NOT_APPLICABLE), "", ""});
    AddLine(fields, csv);
  }
  for (const v1::ReleasedCell& cell : release.cells()) {
    fields.clear();
    for (const std::string& label : cell.labels()) {
      fields.push_back(CsvText(label));
    }
    fields.insert(fields.end(), {CsvText(cell.measure()), cell.value(), StateName(cell.state()),
                                 cell.low(), cell.high()});
    AddLine(fields, csv);
  }
  return csv;
}

}  // namespace ginnel::disclosure
