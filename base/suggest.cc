// SPDX-License-Identifier: Apache-2.0
#include "base/suggest.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace ginnel {
namespace {

// Names are short; what is longer is no misspelling, and must not cost quadratic time.
constexpr size_t kLongestName = 64;

size_t Distance(std::string_view a, std::string_view b) {
  const size_t width = b.size() + 1;
  std::vector<size_t> table((a.size() + 1) * width);
  const auto at = [&](size_t i, size_t j) -> size_t& { return table[i * width + j]; };
  for (size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
  for (size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
      at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
      }
    }
  }
  return at(a.size(), b.size());
}

}  // namespace

std::string Suggest(std::string_view wrong, const std::vector<std::string>& known) {
  if (wrong.empty() || wrong.size() > kLongestName) return "";
  const std::string lower = absl::AsciiStrToLower(absl::string_view(wrong.data(), wrong.size()));
  // About one slip in three letters: more would suggest words that have nothing to do with it.
  size_t best = std::max<size_t>(1, lower.size() / 3) + 1;
  const std::string* closest = nullptr;
  for (const std::string& name : known) {
    if (name.size() > kLongestName) continue;
    const size_t distance = Distance(lower, absl::AsciiStrToLower(name));
    if (distance < best) {
      best = distance;
      closest = &name;
    }
  }
  return closest == nullptr ? "" : absl::StrCat(": did you mean `", *closest, "`?");
}

}  // namespace ginnel
