// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/random.h"

namespace ginnel::cli {

/// The public half of what a key folder holds.
struct PublicKeys {
  std::string signing_key;         // hex
  std::string person;              // id; empty in an organisation's folder
  std::string certificate_sha256;  // hex; empty in an organisation's folder
};

/// Makes signing.key, tls.key, tls.crt and person.yaml for a person in `folder`, which only its
/// owner can enter. AlreadyExists, and nothing is changed, if one of them is there. `agreement`
/// (may be empty) goes into person.yaml.
absl::StatusOr<PublicKeys> CreatePersonKeys(const std::string& folder, const std::string& person,
                                            const std::string& agreement, RandomSource& random,
                                            const Clock& clock);

/// Makes signing.key, with which an organisation signs the constitution and its operations. It is
/// better kept offline.
absl::StatusOr<PublicKeys> CreateOrganisationKey(const std::string& folder, RandomSource& random);

/// Reads the public half again. PermissionDenied if others can read a secret file.
absl::StatusOr<PublicKeys> ReadPublicKeys(const std::string& folder);

}  // namespace ginnel::cli
