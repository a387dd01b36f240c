// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/language/words_source.h"
#include "cli/person.h"
#include "ginnel/v1/coordinator.pb.h"

namespace ginnel::cli {

/// Which member offers what, as the coordinator tells it; or why nobody could say.
struct Supplies {
  std::vector<v1::MemberSupply> members;
  std::string not_asked;  // empty where it was asked, and answered

  bool Asked() const { return not_asked.empty(); }
};

/// Asks the coordinator of the agreement that `options` name. Never an error: a dictionary can be
/// read without anybody, and what is missing then is said.
Supplies AskForSupplies(const WordsOptions& options, const Clock& clock, const Dial& dial);

/// "harness, kilburn 2023-04-01 to 2026-03-31; trust 2022-04-01 to 2026-02-28": who offers
/// `variable`, by the days that their records cover; "nobody" where none does.
std::string SayWhoOffers(const std::string& variable, const std::vector<v1::MemberSupply>& members);

/// The members whose node has said nothing since the coordinator started, so that what they offer
/// is not known; empty where all have.
std::string SayUnheard(const std::vector<v1::MemberSupply>& members);

/// Of `members` (ids of those whose sector supplies a variable): who does not offer it, and whose
/// node has not been heard. Empty where everybody offers it.
std::string SayWhoDoesNot(const std::string& variable, const std::vector<std::string>& members,
                          const Supplies& supplies);

}  // namespace ginnel::cli
