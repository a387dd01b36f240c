// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/integration/federation.h"

namespace ginnel::integration {

// The commands by which the agreement of a federation changes, as docs/operations.md says.

/// In a text, what is written and what is to be written in its place.
using Edits = std::vector<std::pair<std::string, std::string>>;

/// The digest of the constitution in force in the agreement's folder.
absl::StatusOr<std::string> DigestInForce(const Federation& federation);
/// Sets `agreement_digest` to it wherever a process or a person has a configuration.
absl::Status PinAgreement(const Federation& federation);
/// The next version of the constitution, edited, and signed by each of `members`: in force in the
/// folder, and nowhere else yet. Its digest.
absl::StatusOr<std::string> SignNextConstitution(Federation& federation,
                                                 const std::vector<std::string>& members,
                                                 const Edits& edits);
/// The next version of a party's operations, edited, and signed by the party alone.
absl::Status SignNextOperations(Federation& federation, const std::string& party,
                                const Edits& edits);
/// Hands in what the folder holds: the constitution, or a party's operations.
std::vector<std::string> SubmitWords(const Federation& federation, const std::string& party = "");
Outcome SubmitAgreement(const Federation& federation, const std::string& party = "");

}  // namespace ginnel::integration
