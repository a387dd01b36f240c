// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ginnel/config/mapping.pb.h"
#include "query/dictionary.h"

namespace ginnel::node {

/// What records may hold under a dictionary: the names that its variables are derived from, each
/// with the (first) variable that says how its values are written.
struct Targets {
  explicit Targets(const query::Dictionary& dictionary);

  std::map<std::string, int> attributes;    // name → variable
  std::map<std::string, int> observations;  // name → variable
  std::vector<std::string> conditions;      // codes
  std::vector<std::string> event_kinds;

  /// The values of `to` that a file of this table may have, and those that it must have.
  std::vector<std::string> Of(config::Table table) const;
  static std::vector<std::string> RequiredOf(config::Table table);
};

/// "persons", as the mapping writes it.
std::string NameOf(config::Table table);

/// The code, kind or name that a variable is derived from: its own name where the derivation says
/// none.
std::string SourceOf(const v1::Variable& variable);

}  // namespace ginnel::node
