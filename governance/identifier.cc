// SPDX-License-Identifier: Apache-2.0
#include "governance/identifier.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace ginnel::governance {
namespace {

constexpr size_t kLongest = 63;

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool IsWord(std::string_view word, bool dots) {
  return !word.empty() && word.size() <= kLongest && IsLowerOrDigit(word.front()) &&
         std::all_of(word.begin(), word.end(), [dots](char c) {
           return IsLowerOrDigit(c) || c == '-' || (dots && c == '.');
         });
}

}  // namespace

bool IsPartyId(std::string_view id) { return IsWord(id, /*dots=*/false); }

absl::StatusOr<PersonName> ParsePersonId(std::string_view id) {
  const size_t at = id.find('@');
  if (at != std::string_view::npos) {
    const PersonName person{id.substr(0, at), id.substr(at + 1)};
    if (IsWord(person.name, /*dots=*/true) && IsPartyId(person.party)) return person;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "'", std::string(id.substr(0, 2 * kLongest)),
      "' is not a person id: write NAME@PARTY in lower case, such as ig-lead@harness"));
}

}  // namespace ginnel::governance
