// SPDX-License-Identifier: Apache-2.0
#include "governance/constitution_chain.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/constitution_rules.h"
#include "governance/constitution_signatures.h"
#include "governance/statement.h"
#include "governance/succession.h"

namespace ginnel::governance {
namespace {

absl::Status In(const std::string& path, const absl::Status& status) {
  if (status.ok()) return status;
  const std::string message = absl::StrCat(path, ": ", std::string(status.message()));
  return HasReason(status) ? ReasonedError(status.code(), ReasonOf(status), message)
                           : absl::Status(status.code(), message);
}

absl::StatusOr<v1::Constitution> Open(const std::string& path, const v1::Envelope& envelope) {
  auto constitution = ReadUnverifiedStatement<v1::Constitution>(envelope);
  if (!constitution.ok()) return In(path, constitution.status());
  RETURN_IF_ERROR(In(path, ValidateConstitution(*constitution)));
  return constitution;
}

absl::Status CheckLink(const AgreementFolder& folder, const v1::Envelope& before,
                       const v1::Envelope& after, const std::string& path, uint32_t version) {
  const absl::Status link = In(path, CheckSuccession(before, after));
  if (!absl::IsFailedPrecondition(link)) return link;
  return ReasonedError(
      link.code(), ReasonOf(link),
      absl::StrCat(std::string(link.message()), ". Version ", version - 1,
                   " stays in force until all have signed: put ",
                   folder.PreviousConstitutionPath(version - 1), " back as ",
                   folder.SignedConstitutionPath(), ", and gather the signatures in ",
                   folder.NextConstitutionPath()));
}

}  // namespace

absl::StatusOr<TrustedConstitution> ReadTrustedConstitution(const AgreementFolder& folder) {
  TrustedConstitution trusted;
  ASSIGN_OR_RETURN(trusted.envelope, folder.ReadSignedConstitution());
  std::string path = folder.SignedConstitutionPath();
  ASSIGN_OR_RETURN(trusted.constitution, Open(path, trusted.envelope));
  v1::Envelope envelope = trusted.envelope;
  v1::Constitution constitution = trusted.constitution;
  // Ends: ValidateConstitution lets version 1 alone be without `previous`, and each link has the
  // number below.
  while (constitution.version() > 1) {
    const uint32_t version = constitution.version();
    ASSIGN_OR_RETURN(v1::Envelope before, folder.ReadPreviousConstitution(version - 1));
    const std::string path_before = folder.PreviousConstitutionPath(version - 1);
    ASSIGN_OR_RETURN(constitution, Open(path_before, before));
    RETURN_IF_ERROR(CheckLink(folder, before, envelope, path, version));
    trusted.before.push_back(before);
    envelope = std::move(before);
    path = path_before;
  }
  const ConstitutionSignatures first = JudgeSignatures(envelope, constitution);
  if (trusted.constitution.version() == 1) {
    RETURN_IF_ERROR(RequireAllSignatures(first, folder));
  } else {
    RETURN_IF_ERROR(In(path, RequireComplete(first)));
  }
  return trusted;
}

absl::Status PutInForce(const AgreementFolder& folder, const TrustedConstitution& current,
                        const v1::Envelope& next) {
  RETURN_IF_ERROR(CheckSuccession(current.envelope, next));
  RETURN_IF_ERROR(
      folder.WritePreviousConstitution(current.constitution.version(), current.envelope));
  RETURN_IF_ERROR(folder.WriteSignedConstitution(next));
  return folder.RemoveNextConstitution();
}

}  // namespace ginnel::governance
