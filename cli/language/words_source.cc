// SPDX-License-Identifier: Apache-2.0
#include "cli/language/words_source.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/status.h"
#include "cli/person.h"

namespace ginnel::cli {

void AddWordsOptions(CLI::App& command, WordsOptions& options) {
  command.add_option("--as", options.as,
                     "whose agreement: a person's folder (default: $GINNEL_PERSON)");
  command.add_option("--dictionary", options.dictionary,
                     "a dictionary file instead of an agreement's (models/dictionary.yaml ships)");
  command.add_option("--model", options.models,
                     "with --dictionary: a segmentation model's file; may be repeated");
}

absl::StatusOr<v1::Constitution> LoadWords(const WordsOptions& options, const Clock& clock) {
  if (!options.dictionary.empty() && !options.as.empty()) {
    return absl::InvalidArgumentError("--as and --dictionary: name one of them");
  }
  if (options.dictionary.empty()) {
    if (!options.models.empty()) {
      return absl::InvalidArgumentError(
          "--model: only with --dictionary; an agreement has its own");
    }
    const absl::StatusOr<Person> person = Person::Load(options.as, clock);
    if (!person.ok()) {
      return absl::Status(person.status().code(),
                          absl::StrCat(person.status().message(),
                                       "; or take a file's words with --dictionary "
                                       "models/dictionary.yaml"));
    }
    return person->agreement->constitution();
  }
  v1::Constitution constitution;
  RETURN_IF_ERROR(LoadYamlFile(options.dictionary, *constitution.mutable_dictionary()));
  for (const std::string& file : options.models) {
    RETURN_IF_ERROR(LoadYamlFile(file, *constitution.add_models()));
  }
  return constitution;
}

}  // namespace ginnel::cli
