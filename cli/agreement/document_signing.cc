// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/document_signing.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/document.h"
#include "base/files.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/constitution_rules.h"
#include "governance/constitution_signatures.h"
#include "governance/operations_rules.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

using governance::AgreementFolder;

std::string KeyOf(const v1::Constitution& constitution, const std::string& party) {
  for (const v1::Member& member : constitution.members()) {
    if (member.id() == party) return member.signing_key();
  }
  for (const v1::Trustee& trustee : constitution.trustees()) {
    if (trustee.id() == party) return trustee.signing_key();
  }
  return "";
}

absl::Status CheckKey(const v1::Constitution& constitution, const std::string& party,
                      const crypto::Signer& signer) {
  const std::string expected = KeyOf(constitution, party);
  if (expected.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", party, "' is neither a member nor a trustee of the constitution"));
  }
  const std::string given = signer.verifying_key().ToHex();
  if (given == expected) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat("this is not the key of ", party,
                                                  ": the constitution gives ", expected,
                                                  ", the file holds ", given));
}

absl::Status CheckMaySign(const v1::Constitution& constitution, const std::string& party,
                          const crypto::Signer& signer) {
  RETURN_IF_ERROR(CheckKey(constitution, party, signer));
  for (const v1::Member& member : constitution.members()) {
    if (member.id() == party && member.kind() == v1::MEMBER_KIND_FULL) return absl::OkStatus();
  }
  return absl::PermissionDeniedError(absl::StrCat(party,
                                                  " is not a full member: only full members sign "
                                                  "the constitution. It signs its own operations"));
}

// The envelope to sign: the one that is there, or a new one without signatures.
absl::StatusOr<v1::Envelope> EnvelopeToSign(const AgreementFolder& folder, bool start_over) {
  v1::Envelope envelope;
  const bool signed_before = FileExists(folder.SignedConstitutionPath());
  if (signed_before) {
    ASSIGN_OR_RETURN(envelope, folder.ReadSignedConstitution());
    if (!FileExists(folder.path() + "/constitution.yaml")) return envelope;
  }
  ASSIGN_OR_RETURN(const v1::Constitution written, folder.AssembleConstitution());
  ASSIGN_OR_RETURN(const std::string payload, CanonicalJson(written));
  if (signed_before && envelope.payload() == payload) return envelope;
  if (signed_before && !start_over) {
    ASSIGN_OR_RETURN(const v1::Constitution before,
                     governance::ReadUnverifiedStatement<v1::Constitution>(envelope));
    return absl::FailedPreconditionError(absl::StrCat(
        "constitution.yaml, dictionary.yaml or models/ say something else than what ",
        absl::StrJoin(governance::JudgeSignatures(envelope, before).valid, ", "),
        " signed. Restore them, or drop those signatures and begin again with --start-over"));
  }
  envelope.Clear();
  envelope.set_payload_type(
      crypto::PayloadType(governance::StatementType<v1::Constitution>::kName));
  envelope.set_payload(payload);
  return envelope;
}

}  // namespace

absl::StatusOr<SignedDocument> SignConstitution(const AgreementFolder& folder,
                                                const std::string& party,
                                                const crypto::Signer& signer, bool start_over) {
  ASSIGN_OR_RETURN(v1::Envelope envelope, EnvelopeToSign(folder, start_over));
  ASSIGN_OR_RETURN(const v1::Constitution constitution,
                   governance::ReadUnverifiedStatement<v1::Constitution>(envelope));
  RETURN_IF_ERROR(governance::ValidateConstitution(constitution));
  RETURN_IF_ERROR(CheckMaySign(constitution, party, signer));
  SignedDocument document{"constitution", constitution.version(),
                          crypto::PayloadDigest(envelope).ToHex(), folder.SignedConstitutionPath(),
                          false};
  const governance::ConstitutionSignatures before =
      governance::JudgeSignatures(envelope, constitution);
  if (!before.invalid.empty() || !before.unknown.empty())
    return governance::RequireAllSignatures(before, folder);
  const absl::Status added = crypto::AddSignature(envelope, signer);
  document.already = absl::IsAlreadyExists(added);
  if (document.already) return document;
  RETURN_IF_ERROR(added);
  RETURN_IF_ERROR(folder.WriteSignedConstitution(envelope));
  return document;
}

absl::StatusOr<v1::Constitution> CurrentConstitution(const AgreementFolder& folder) {
  v1::Constitution constitution;
  if (FileExists(folder.SignedConstitutionPath())) {
    ASSIGN_OR_RETURN(const v1::Envelope envelope, folder.ReadSignedConstitution());
    ASSIGN_OR_RETURN(constitution, governance::ReadUnverifiedStatement<v1::Constitution>(envelope));
  } else {
    ASSIGN_OR_RETURN(constitution, folder.AssembleConstitution());
  }
  RETURN_IF_ERROR(governance::ValidateConstitution(constitution));
  return constitution;
}

absl::StatusOr<SignedDocument> SignOperations(const AgreementFolder& folder,
                                              const std::string& party,
                                              const crypto::Signer& signer) {
  ASSIGN_OR_RETURN(const v1::Constitution constitution, CurrentConstitution(folder));
  RETURN_IF_ERROR(CheckKey(constitution, party, signer));
  ASSIGN_OR_RETURN(const v1::Operations operations, folder.ReadOperations(party));
  RETURN_IF_ERROR(governance::ValidateOperations(constitution, operations));
  ASSIGN_OR_RETURN(const v1::Envelope envelope, governance::SignStatement(operations, signer));
  SignedDocument document{absl::StrCat("operations of ", party), operations.version(),
                          crypto::PayloadDigest(envelope).ToHex(),
                          folder.SignedOperationsPath(party), false};
  if (FileExists(document.path)) {
    ASSIGN_OR_RETURN(const v1::Envelope last, folder.ReadSignedOperations(party));
    const absl::StatusOr<v1::Operations> before =
        governance::OpenStatement<v1::Operations>(last, signer.verifying_key());
    document.already = before.ok() && last.payload() == envelope.payload();
    if (document.already) return document;
    if (before.ok() && operations.version() <= before->version()) {
      return absl::InvalidArgumentError(
          absl::StrCat(folder.OperationsPath(party), ": version ", operations.version(),
                       " was signed with another text: write version: ", before->version() + 1));
    }
  }
  RETURN_IF_ERROR(folder.WriteSignedOperations(party, envelope));
  return document;
}

}  // namespace ginnel::cli
