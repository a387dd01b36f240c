// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/constitution_draft.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/files.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/constitution_rules.h"
#include "governance/statement.h"
#include "governance/succession.h"

namespace ginnel::cli {
namespace {

using governance::AgreementFolder;
using governance::TrustedConstitution;

v1::Envelope Unsigned(const std::string& payload) {
  v1::Envelope envelope;
  envelope.set_payload_type(
      crypto::PayloadType(governance::StatementType<v1::Constitution>::kName));
  envelope.set_payload(payload);
  return envelope;
}

// The text that people wrote, as it would be signed; nothing where only signed files were passed
// on.
absl::StatusOr<std::optional<std::pair<v1::Constitution, std::string>>> ReadWritten(
    const AgreementFolder& folder) {
  std::optional<std::pair<v1::Constitution, std::string>> written;
  if (!FileExists(folder.WrittenConstitutionPath())) return written;
  ASSIGN_OR_RETURN(v1::Constitution constitution, folder.AssembleConstitution());
  ASSIGN_OR_RETURN(std::string payload, CanonicalJson(constitution));
  written.emplace(std::move(constitution), std::move(payload));
  return written;
}

// The file in which signatures are gathered; nothing if there are none yet. What crashed after it
// came into force may still be there: it is no next version.
absl::StatusOr<std::optional<v1::Envelope>> ReadGathered(
    const AgreementFolder& folder, const std::optional<TrustedConstitution>& current) {
  std::optional<v1::Envelope> gathered;
  if (!current) {
    if (!FileExists(folder.SignedConstitutionPath())) return gathered;
    ASSIGN_OR_RETURN(gathered, folder.ReadSignedConstitution());
    return gathered;
  }
  if (!FileExists(folder.NextConstitutionPath())) return gathered;
  ASSIGN_OR_RETURN(gathered, folder.ReadNextConstitution());
  if (gathered->payload() == current->envelope.payload()) gathered.reset();
  return gathered;
}

absl::Status IsNoNextVersion(const AgreementFolder& folder, const TrustedConstitution& current) {
  return absl::FailedPreconditionError(absl::StrCat(
      "constitution.yaml, dictionary.yaml or models/ say something else than version ",
      current.constitution.version(), ", which is in force. Restore them, or make them the next ",
      "version: `ginnel agreement next ", folder.path(), "`"));
}

}  // namespace

governance::ConstitutionSignatures ConstitutionDraft::Judge() const {
  return current ? governance::JudgeSuccession(current->constitution, envelope, constitution)
                 : governance::JudgeSignatures(envelope, constitution);
}

std::vector<governance::ConstitutionSigner> ConstitutionDraft::Signers() const {
  if (current) return governance::SuccessionSigners(current->constitution, constitution);
  return governance::SuccessionSigners(constitution, constitution);
}

absl::Status ConstitutionDraft::CheckTerms() const {
  if (current) return governance::CheckSuccessionTerms(current->envelope, constitution);
  RETURN_IF_ERROR(governance::ValidateConstitution(constitution));
  if (constitution.version() == 1) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "version ", constitution.version(), " follows another, and no completely signed ",
      "constitution.dsse.json is here: fetch it, with previous/, from another party"));
}

bool ConstitutionDraft::MaySign(std::string_view member) const {
  const auto signers = Signers();
  return std::any_of(signers.begin(), signers.end(),
                     [member](const auto& each) { return each.member == member; });
}

absl::StatusOr<std::optional<TrustedConstitution>> ReadCurrent(const AgreementFolder& folder) {
  std::optional<TrustedConstitution> current;
  if (!FileExists(folder.SignedConstitutionPath())) return current;
  absl::StatusOr<TrustedConstitution> read = governance::ReadTrustedConstitution(folder);
  if (read.ok()) {
    current = *std::move(read);
    return current;
  }
  // Only a first version gathers its signatures in the file that counts: nothing was in force.
  ASSIGN_OR_RETURN(const v1::Envelope envelope, folder.ReadSignedConstitution());
  const auto constitution = governance::ReadUnverifiedStatement<v1::Constitution>(envelope);
  const bool first = constitution.ok() && constitution->version() == 1;
  if (first && absl::IsFailedPrecondition(read.status())) return current;
  return read.status();
}

absl::StatusOr<std::optional<ConstitutionDraft>> ReadDraft(const AgreementFolder& folder) {
  std::optional<ConstitutionDraft> none;
  ConstitutionDraft draft;
  ASSIGN_OR_RETURN(draft.current, ReadCurrent(folder));
  draft.path = draft.current ? folder.NextConstitutionPath() : folder.SignedConstitutionPath();
  ASSIGN_OR_RETURN(auto written, ReadWritten(folder));
  ASSIGN_OR_RETURN(const auto gathered, ReadGathered(folder, draft.current));
  if (written && draft.current) {
    if (written->second == draft.current->envelope.payload()) {
      written.reset();  // these are the words of the version in force: they draft nothing
    } else if (written->first.version() <= draft.current->constitution.version()) {
      return IsNoNextVersion(folder, *draft.current);
    }
  }
  if (!written && !gathered) {
    if (draft.current) return none;
    return absl::FailedPreconditionError(absl::StrCat(
        folder.WrittenConstitutionPath(),
        " is not there: this folder holds no agreement. Write one, or fetch the folder"));
  }
  if (!written || (gathered && gathered->payload() == written->second)) {
    draft.envelope = *gathered;
    ASSIGN_OR_RETURN(draft.constitution,
                     governance::ReadUnverifiedStatement<v1::Constitution>(draft.envelope));
    return draft;
  }
  draft.constitution = std::move(written->first);
  draft.envelope = Unsigned(written->second);
  if (gathered) {
    draft.edited = true;
    ConstitutionDraft before = draft;
    before.envelope = *gathered;
    ASSIGN_OR_RETURN(before.constitution,
                     governance::ReadUnverifiedStatement<v1::Constitution>(*gathered));
    draft.signed_by = before.Judge().valid;
  }
  return draft;
}

}  // namespace ginnel::cli
