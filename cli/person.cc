// SPDX-License-Identifier: Apache-2.0
#include "cli/person.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/files.h"
#include "base/status.h"

namespace ginnel::cli {

absl::StatusOr<Person> Person::Load(const std::string& folder, const Clock& clock) {
  Person person;
  person.folder = folder;
  if (person.folder.empty()) {
    const char* set = std::getenv("GINNEL_PERSON");
    if (set == nullptr || *set == '\0') {
      return absl::InvalidArgumentError(
          "who are you? Give --as DIR (made by `ginnel keys create --person`), or set "
          "GINNEL_PERSON");
    }
    person.folder = set;
  }
  const std::string path = absl::StrCat(person.folder, "/person.yaml");
  ASSIGN_OR_RETURN(person.config, LoadYamlFile<config::PersonConfig>(path));
  if (person.config.agreement().empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": no `agreement`: add the folder of the agreement's files"));
  }
  ASSIGN_OR_RETURN(person.agreement,
                   governance::Agreement::Load(RelativeTo(path, person.config.agreement()), clock));
  RETURN_IF_ERROR(person.agreement->CheckDigest(person.config.agreement_digest(), path));
  ASSIGN_OR_RETURN(query::Dictionary dictionary,
                   query::Dictionary::Create(person.agreement->constitution().dictionary()));
  person.dictionary = std::make_shared<const query::Dictionary>(std::move(dictionary));
  return person;
}

std::string Person::KeyFolder() const {
  return RelativeTo(absl::StrCat(folder, "/person.yaml"),
                    config.key_dir().empty() ? "keys" : config.key_dir());
}

std::string Person::KeyPath(const std::string& name) const {
  return absl::StrCat(KeyFolder(), "/", name);
}

absl::StatusOr<crypto::SigningKey> Person::SigningKey() const {
  return crypto::SigningKey::Load(KeyPath("signing.key"));
}

}  // namespace ginnel::cli
