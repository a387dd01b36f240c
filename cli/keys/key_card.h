// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ginnel/v1/agreement.pb.h"

namespace ginnel::cli {

/// The roles in words ("ig-lead"), or, without words, the role that the person's id begins with:
/// "analyst-2@harness" is an analyst. InvalidArgument lists the roles that there are.
absl::StatusOr<std::vector<v1::Role>> RolesFor(const std::string& person_id,
                                               const std::vector<std::string>& words);

/// One line of YAML for `people:` of operations/PARTY.yaml.
std::string CardLine(const v1::Person& person);

/// One line of YAML for a member of constitution.yaml.
std::string OrganisationCardLine(const std::string& signing_key_hex);

}  // namespace ginnel::cli
