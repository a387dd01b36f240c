// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement_folder.h"

namespace ginnel::governance {

/// Where the full members stand with a constitution.
struct ConstitutionSignatures {
  std::vector<std::string> valid;    // member ids in agreement order
  std::vector<std::string> missing;  // have not signed
  std::vector<std::string> invalid;  // a signature in their name does not fit: the file was altered
  std::vector<std::string>
      unknown;  // key ids that are no full member's: nobody else signs or votes
  bool complete() const { return missing.empty() && invalid.empty() && unknown.empty(); }
};

/// Judges each signature over the payload as it stands, by the keys that `constitution` (the
/// payload, parsed) gives.
ConstitutionSignatures JudgeSignatures(const v1::Envelope& envelope,
                                       const v1::Constitution& constitution);

/// OK if every full member has signed and nobody else. Missing: FailedPrecondition that says who
/// must still sign and with which command. Invalid or unknown: DataLoss. Both with
/// REASON_SIGNATURE_INVALID.
absl::Status RequireAllSignatures(const ConstitutionSignatures& signatures,
                                  const AgreementFolder& folder);

}  // namespace ginnel::governance
