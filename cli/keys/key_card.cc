// SPDX-License-Identifier: Apache-2.0
#include "cli/keys/key_card.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace ginnel::cli {
namespace {

constexpr size_t kPrefix = sizeof("ROLE_") - 1;

// "ROLE_IG_LEAD" → "ig_lead", as in YAML.
std::string YamlName(v1::Role role) {
  return absl::AsciiStrToLower(v1::Role_Name(role).substr(kPrefix));
}

// "ig-lead", as people write it in an id or on the command line.
std::string Word(v1::Role role) { return absl::StrReplaceAll(YamlName(role), {{"_", "-"}}); }

std::vector<v1::Role> AllRoles() {
  std::vector<v1::Role> roles;
  for (int role = v1::ROLE_UNSPECIFIED + 1; role < v1::Role_ARRAYSIZE; ++role)
    roles.push_back(static_cast<v1::Role>(role));
  return roles;
}

absl::Status Unknown(const std::string& what) {
  std::vector<std::string> words;
  for (const v1::Role role : AllRoles()) words.push_back(Word(role));
  return absl::InvalidArgumentError(
      absl::StrCat(what, ": the roles are ", absl::StrJoin(words, ", ")));
}

}  // namespace

absl::StatusOr<std::vector<v1::Role>> RolesFor(const std::string& person_id,
                                               const std::vector<std::string>& words) {
  std::vector<v1::Role> roles;
  const std::vector<v1::Role> all = AllRoles();
  for (const std::string& word : words) {
    const auto role = std::find_if(all.begin(), all.end(), [&word](v1::Role each) {
      return word == Word(each) || word == YamlName(each);
    });
    if (role == all.end()) return Unknown(absl::StrCat("--role ", word));
    roles.push_back(*role);
  }
  if (!words.empty()) return roles;
  for (const v1::Role role : all) {
    const std::string word = Word(role);
    const bool whole = absl::StartsWith(person_id, word) &&
                       person_id.find_first_of("@.-", word.size()) == word.size();
    if (whole) return std::vector<v1::Role>{role};
  }
  return Unknown(absl::StrCat("'", person_id, "' does not begin with a role: give --role"));
}

std::string CardLine(const v1::Person& person) {
  std::vector<std::string> roles;
  for (const int role : person.roles()) roles.push_back(YamlName(static_cast<v1::Role>(role)));
  return absl::StrCat("{id: ", person.id(), ", roles: [", absl::StrJoin(roles, ", "),
                      "], signing_key: \"", person.signing_key(), "\", certificate_sha256: \"",
                      person.certificate_sha256(), "\"}");
}

std::string OrganisationCardLine(const std::string& signing_key_hex) {
  return absl::StrCat("signing_key: \"", signing_key_hex, "\"");
}

}  // namespace ginnel::cli
