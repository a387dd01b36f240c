// SPDX-License-Identifier: Apache-2.0
#include "query/bands.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/decimal.h"

namespace ginnel::query {
namespace {

absl::StatusOr<int64_t> ParseEnd(std::string_view text, int decimals) {
  ASSIGN_OR_RETURN(const Decimal number, ParseDecimal(text));
  return ToStoredUnits(number, decimals);
}

absl::StatusOr<Band> ParseBand(const std::string& text, int decimals) {
  const std::string_view view(text);
  Band band;
  band.label = text;
  if (!view.empty() && view.back() == '+') {
    ASSIGN_OR_RETURN(band.lower, ParseEnd(view.substr(0, view.size() - 1), decimals));
    return band;
  }
  const size_t dash = view.find('-');
  ASSIGN_OR_RETURN(band.lower, ParseEnd(view.substr(0, dash), decimals));
  band.upper = band.lower;
  if (dash != std::string_view::npos) {
    ASSIGN_OR_RETURN(band.upper, ParseEnd(view.substr(dash + 1), decimals));
  }
  if (*band.upper < band.lower) {
    return absl::InvalidArgumentError("its end comes before its start");
  }
  return band;
}

absl::Status CheckAdjacent(const Band& before, const Band& band, int decimals) {
  if (!before.upper) {
    return absl::InvalidArgumentError(absl::StrCat("only the last band may be open, and `",
                                                   before.label, "` is followed by `", band.label,
                                                   "`"));
  }
  if (band.lower == *before.upper + 1) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("bands `", before.label, "` and `", band.label, "` ",
                   band.lower <= *before.upper ? "overlap" : "leave a gap",
                   ": the second must start at ", FormatDecimal({*before.upper + 1, decimals})));
}

}  // namespace

absl::StatusOr<std::vector<Band>> ParseBands(const std::vector<std::string>& bands, int decimals) {
  if (bands.empty()) return absl::InvalidArgumentError("there are no bands: write 0-17,18-74,75+");
  std::vector<Band> parsed;
  for (const std::string& text : bands) {
    absl::StatusOr<Band> band = ParseBand(text, decimals);
    if (!band.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("band `", text.substr(0, 40),
                                                     "`: ", band.status().message(),
                                                     " (bands read 0-17, 75+ or 5)"));
    }
    if (!parsed.empty()) RETURN_IF_ERROR(CheckAdjacent(parsed.back(), *band, decimals));
    parsed.push_back(*std::move(band));
  }
  return parsed;
}

}  // namespace ginnel::query
