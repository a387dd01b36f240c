// SPDX-License-Identifier: Apache-2.0
#include "query/names.h"

#include <algorithm>
#include <array>

namespace ginnel::query {
namespace {

bool IsName(std::string_view name, bool hyphens) {
  if (name.empty() || name.size() > 64 || name[0] < 'a' || name[0] > 'z') return false;
  return std::all_of(name.begin(), name.end(), [hyphens](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (hyphens && c == '-');
  });
}

}  // namespace

bool IsReservedWord(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kWords = {
      "true", "false", "in", "has", "null", "otherwise", "and", "or", "not"};
  return std::find(kWords.begin(), kWords.end(), name) != kWords.end();
}

bool IsVariableName(std::string_view name) {
  return IsName(name, /*hyphens=*/false) && !IsReservedWord(name);
}

bool IsDocumentName(std::string_view name) { return IsName(name, /*hyphens=*/true); }

bool IsLine(std::string_view text) {
  if (text.empty() || text.size() > 200 || text.front() == ' ' || text.back() == ' ') return false;
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace ginnel::query
