// SPDX-License-Identifier: Apache-2.0
#include "cli/language/supplies.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "disclosure/text_grid.h"

namespace ginnel::cli {
namespace {

bool Offers(const v1::MemberSupply& member, const std::string& variable) {
  return std::find(member.variables().begin(), member.variables().end(), variable) !=
         member.variables().end();
}

absl::StatusOr<std::vector<v1::MemberSupply>> Ask(const WordsOptions& options, const Clock& clock,
                                                  const Dial& dial) {
  ASSIGN_OR_RETURN(const Person person, Person::Load(options.as, clock));
  ASSIGN_OR_RETURN(const std::unique_ptr<CoordinatorClient> client, dial(person, clock));
  ASSIGN_OR_RETURN(const v1::ListSuppliesResponse response, client->ListSupplies());
  return std::vector<v1::MemberSupply>(response.members().begin(), response.members().end());
}

// The days are the nodes' words: shown without what could steer a terminal.
std::string DaysOf(const v1::MemberSupply& member) {
  return disclosure::Printable(absl::StrCat(member.data_from(), " to ", member.data_to()));
}

}  // namespace

Supplies AskForSupplies(const WordsOptions& options, const Clock& clock, const Dial& dial) {
  if (!options.dictionary.empty()) {
    return {{}, "a file's words are nobody's: name an agreement with --as"};
  }
  if (options.offline) return {{}, "--offline"};
  absl::StatusOr<std::vector<v1::MemberSupply>> members = Ask(options, clock, dial);
  if (!members.ok()) return {{}, std::string(members.status().message())};
  return {*std::move(members), ""};
}

std::string SayWhoOffers(const std::string& variable,
                         const std::vector<v1::MemberSupply>& members) {
  // By the days, in the order in which each comes first.
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const v1::MemberSupply& member : members) {
    if (!Offers(member, variable)) continue;
    const std::string days = DaysOf(member);
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const auto& each) { return each.first == days; });
    if (group == groups.end()) group = groups.insert(groups.end(), {days, {}});
    group->second.push_back(member.member());
  }
  if (groups.empty()) return "nobody";
  return absl::StrJoin(groups, "; ", [](std::string* out, const auto& group) {
    absl::StrAppend(out, absl::StrJoin(group.second, ", "), " ", group.first);
  });
}

std::string SayUnheard(const std::vector<v1::MemberSupply>& members) {
  std::vector<std::string> unheard;
  for (const v1::MemberSupply& member : members) {
    if (member.said_at().empty()) unheard.push_back(member.member());
  }
  return absl::StrJoin(unheard, ", ");
}

std::string SayWhoDoesNot(const std::string& variable, const std::vector<std::string>& members,
                          const Supplies& supplies) {
  std::vector<std::string> without;
  std::vector<std::string> unheard;
  for (const v1::MemberSupply& supply : supplies.members) {
    const bool expected =
        std::find(members.begin(), members.end(), supply.member()) != members.end();
    if (!expected || Offers(supply, variable)) continue;
    (supply.said_at().empty() ? unheard : without).push_back(supply.member());
  }
  std::vector<std::string> parts;
  if (!without.empty()) parts.push_back(absl::StrJoin(without, ", "));
  if (!unheard.empty()) {
    parts.push_back(absl::StrCat("not known of ", absl::StrJoin(unheard, ", "),
                                 " (no word from the node since the coordinator started)"));
  }
  return absl::StrJoin(parts, "; ");
}

}  // namespace ginnel::cli
