// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement_folder.h"

namespace ginnel::governance {

/// A key whose signature a constitution may carry. A member whose key changes has two.
struct ConstitutionSigner {
  std::string member;
  std::string signing_key;  // 64 hex digits
  bool needed = true;       // false: may sign, need not
};

/// Where the full members stand with a constitution.
struct ConstitutionSignatures {
  std::vector<std::string> valid;    // member ids in agreement order
  std::vector<std::string> missing;  // have not signed
  std::vector<std::string> invalid;  // a signature in their name does not fit: the file was altered
  std::vector<std::string> associates;  // have signed, and do not vote
  std::vector<std::string>
      unknown;  // other key ids: of strangers, or a second signature by one key
  bool complete() const {
    return missing.empty() && invalid.empty() && associates.empty() && unknown.empty();
  }
};

/// Judges each signature over the payload as it stands: `signers` may sign, each key once, and
/// nobody else; `associates` are told apart from strangers. A member with two keys is valid only
/// with both.
ConstitutionSignatures JudgeSignaturesOf(const v1::Envelope& envelope,
                                         const std::vector<ConstitutionSigner>& signers,
                                         const std::vector<ConstitutionSigner>& associates);

/// The same for a first version, which is signed by its own full members alone, by the keys that
/// `constitution` (the payload, parsed) gives.
ConstitutionSignatures JudgeSignatures(const v1::Envelope& envelope,
                                       const v1::Constitution& constitution);

/// OK if all who must have signed, and nobody else. Missing: FailedPrecondition that says who must
/// still sign. Invalid, by an associate or unknown: DataLoss. All with REASON_SIGNATURE_INVALID.
absl::Status RequireComplete(const ConstitutionSignatures& signatures);

/// The same, with the file's name and the command that adds a missing signature.
absl::Status RequireAllSignatures(const ConstitutionSignatures& signatures,
                                  const AgreementFolder& folder);

}  // namespace ginnel::governance
