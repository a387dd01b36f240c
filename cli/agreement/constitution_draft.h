// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement_folder.h"
#include "governance/constitution_chain.h"
#include "governance/constitution_signatures.h"

namespace ginnel::cli {

/// The version of a constitution that is open for signatures: the first one, or the one after that
/// which is in force and stays so until all have signed.
struct ConstitutionDraft {
  v1::Constitution constitution;
  v1::Envelope envelope;  // with the signatures so far, under this text
  std::string path;       // where they are gathered
  bool edited = false;    // others signed another text: `signed_by`
  std::vector<std::string> signed_by;
  std::optional<governance::TrustedConstitution> current;  // the version before, in force

  governance::ConstitutionSignatures Judge() const;
  std::vector<governance::ConstitutionSigner> Signers() const;
  /// ValidateConstitution, and for a next version whether it may follow the one in force. Errors
  /// name no file: the text may be spread over several.
  absl::Status CheckTerms() const;
  bool MaySign(std::string_view member) const;
};

/// The version that everybody has signed, dates aside; nothing while the first is being signed or
/// not there. DataLoss if it was altered.
absl::StatusOr<std::optional<governance::TrustedConstitution>> ReadCurrent(
    const governance::AgreementFolder& folder);

/// What is open for signatures; nothing if the version in force is also what people wrote. The
/// written text counts where it is there and has a later version than the one in force, otherwise
/// the text that others signed. FailedPrecondition if the written text differs from the version in
/// force without being a next one.
absl::StatusOr<std::optional<ConstitutionDraft>> ReadDraft(
    const governance::AgreementFolder& folder);

}  // namespace ginnel::cli
