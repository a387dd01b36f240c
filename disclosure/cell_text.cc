// SPDX-License-Identifier: Apache-2.0
#include "disclosure/cell_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace ginnel::disclosure {
namespace {

std::string Range(const v1::ReleasedCell& cell) {
  return absl::StrCat(WithThousands(cell.low()), "–", WithThousands(cell.high()));
}

}  // namespace

std::string WithThousands(const std::string& number) {
  const size_t start = number.rfind('-', 0) == 0 ? 1 : 0;
  size_t at = std::min(number.find('.'), number.size());
  std::string text = number;
  while (at > start + 3) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string CellText(const v1::ReleasedCell& cell) {
  switch (cell.state()) {
    case v1::CELL_STATE_VALUE:
    case v1::CELL_STATE_TRUE_ZERO:
      return WithThousands(cell.value());
    case v1::CELL_STATE_PARTIAL:
      return absl::StrCat(WithThousands(cell.value()), "+");
    case v1::CELL_STATE_SUPPRESSED:
      return cell.low().empty() || cell.high().empty() ? "s" : Range(cell);
    case v1::CELL_STATE_WITHHELD:
      return "—";
    case v1::CELL_STATE_NOT_SUPPLIED:
      return "n/s";
    case v1::CELL_STATE_NOT_APPLICABLE:
      return "n/a";
    default:
      return "?";
  }
}

const char* ExplainCellText(v1::CellState state) {
  switch (state) {
    case v1::CELL_STATE_PARTIAL:
      return "12+  a total without its suppressed or withheld parts";
    case v1::CELL_STATE_SUPPRESSED:
      return "1–7  suppressed: few people; the true figure is in this range";
    case v1::CELL_STATE_WITHHELD:
      return "—    withheld: another figure could be worked out from it, or it from too little";
    case v1::CELL_STATE_NOT_SUPPLIED:
      return "n/s  not supplied";
    case v1::CELL_STATE_NOT_APPLICABLE:
      return "n/a  not applicable: nobody to work it out over, or told in totals only";
    default:
      return nullptr;
  }
}

}  // namespace ginnel::disclosure
