// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/str_cat.h"

namespace ginnel::integration {

/// The i-th number of the 999 test range that has a valid check digit.
inline std::string TestNumber(int index) {
  for (int i = 0, seen = 0;; ++i) {
    const std::string nine = absl::StrCat(999100000 + i);
    int sum = 0;
    for (size_t k = 0; k < 9; ++k) sum += (nine[k] - '0') * static_cast<int>(10 - k);
    const int check = (11 - sum % 11) % 11;
    if (check == 10) continue;
    if (seen++ == index) return absl::StrCat(nine, check);
  }
}

}  // namespace ginnel::integration
