// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "ginnel/v1/agreement.pb.h"

namespace CLI {
class App;
}

namespace ginnel::cli {

/// Where the words come from in which a question is asked: the agreement of a person's folder, or
/// files that no agreement has yet, such as those that ship.
struct WordsOptions {
  std::string as;
  std::string dictionary;
  std::vector<std::string> models;
  bool offline = false;  // of commands that may ask the coordinator: do not
};

/// Adds --as, --dictionary and --model to `command`. `options` outlives it.
void AddWordsOptions(CLI::App& command, WordsOptions& options);

/// The agreement's constitution, or one that holds nothing but the files' dictionary and models.
/// InvalidArgument if both or neither are named, with what to write.
absl::StatusOr<v1::Constitution> LoadWords(const WordsOptions& options, const Clock& clock);

}  // namespace ginnel::cli
