// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "crypto/signing.h"
#include "governance/agreement_folder.h"

namespace ginnel::cli {

/// What a signature was put under.
struct SignedDocument {
  std::string what;  // "constitution", "operations of harness"
  uint32_t version = 0;
  std::string digest;  // hex SHA-256 of the payload
  std::string path;
  bool already = false;  // this party had signed exactly this before
  std::string note;      // what follows: who must still sign, or that it is in force
};

/// Adds the signature of `party` to the constitution that is open for signatures
/// (constitution_draft.h), as people wrote it or, where only the signed file was passed on, as
/// others signed it. A next version with the last signature comes into force at once if `clock` is
/// within its dates. PermissionDenied if `party` may not sign or `signer` is not its key.
/// FailedPrecondition if others signed another text, unless `start_over` drops their signatures;
/// what is in force is never dropped.
absl::StatusOr<SignedDocument> SignConstitution(const governance::AgreementFolder& folder,
                                                const std::string& party,
                                                const crypto::Signer& signer, bool start_over,
                                                const Clock& clock);

/// Whether the constitution that is open for signatures, or the one in force, is `party`'s to sign.
absl::StatusOr<bool> IsSignerOfConstitution(const governance::AgreementFolder& folder,
                                            const std::string& party);

/// Signs operations/PARTY.yaml by the key that the constitution gives for `party`; for one that
/// joins with the next version, that one. A changed text needs a higher version.
absl::StatusOr<SignedDocument> SignOperations(const governance::AgreementFolder& folder,
                                              const std::string& party,
                                              const crypto::Signer& signer);

/// The constitution that counts for whom to believe: the signed one, or the written one before
/// anybody has signed. Validated.
absl::StatusOr<v1::Constitution> CurrentConstitution(const governance::AgreementFolder& folder);

}  // namespace ginnel::cli
