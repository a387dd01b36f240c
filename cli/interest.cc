// SPDX-License-Identifier: Apache-2.0
#include "cli/interest.h"

#include "absl/strings/str_cat.h"

namespace ginnel::cli {
namespace {

struct Word {
  v1::Interest interest;
  std::string_view text;
};
constexpr Word kWords[] = {{v1::INTEREST_NONE, "none"},
                           {v1::INTEREST_PROFESSIONAL, "professional"},
                           {v1::INTEREST_FINANCIAL, "financial"},
                           {v1::INTEREST_PERSONAL, "personal"}};

}  // namespace

std::string InterestInEnglish(v1::Interest interest) {
  for (const Word& word : kWords) {
    if (word.interest == interest) return std::string(word.text);
  }
  return "not stated";
}

absl::StatusOr<v1::Interest> ParseInterest(std::string_view text) {
  for (const Word& word : kWords) {
    if (word.text == text) return word.interest;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--interest `", std::string(text), "`: it is none, professional, financial or personal"));
}

}  // namespace ginnel::cli
