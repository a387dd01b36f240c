// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/document_signing.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/files.h"
#include "base/reason.h"
#include "base/status.h"
#include "cli/agreement/constitution_draft.h"
#include "cli/agreement/next_version.h"
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

absl::Status WrongKey(const std::string& party, const std::string& expected,
                      const std::string& given) {
  return absl::PermissionDeniedError(absl::StrCat("this is not the key of ", party,
                                                  ": the constitution gives ", expected,
                                                  ", the file holds ", given));
}

absl::Status CheckKey(const v1::Constitution& constitution, const std::string& party,
                      const crypto::Signer& signer) {
  const std::string expected = KeyOf(constitution, party);
  if (expected.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", party, "' is neither a member nor a trustee of the constitution"));
  }
  const std::string given = signer.verifying_key().ToHex();
  return given == expected ? absl::OkStatus() : WrongKey(party, expected, given);
}

// The member keys that a constitution, or the one before it, gives for `party`: two if it changes.
std::vector<std::string> SigningKeysOf(const ConstitutionDraft& draft, const std::string& party) {
  std::vector<std::string> keys;
  for (const governance::ConstitutionSigner& each : draft.Signers()) {
    if (each.member == party) keys.push_back(each.signing_key);
  }
  return keys;
}

absl::Status CheckMaySign(const ConstitutionDraft& draft, const std::string& party,
                          const crypto::Signer& signer) {
  const std::vector<std::string> keys = SigningKeysOf(draft, party);
  if (keys.empty()) {
    RETURN_IF_ERROR(CheckKey(draft.constitution, party, signer));
    return absl::PermissionDeniedError(
        absl::StrCat(party,
                     " is not a full member: only full members sign the constitution. It signs "
                     "its own operations"));
  }
  const std::string given = signer.verifying_key().ToHex();
  if (std::find(keys.begin(), keys.end(), given) != keys.end()) return absl::OkStatus();
  return WrongKey(party, absl::StrJoin(keys, " and "), given);
}

absl::Status SignedByOthers(const ConstitutionDraft& draft) {
  return absl::FailedPreconditionError(
      absl::StrCat("constitution.yaml, dictionary.yaml or models/ say something else than what ",
                   absl::StrJoin(draft.signed_by, ", "),
                   " signed. Restore them, or drop those signatures and begin again with "
                   "--start-over"));
}

// The version in force, of which nothing is left to sign.
absl::StatusOr<SignedDocument> SignedBefore(const AgreementFolder& folder, const std::string& party,
                                            const crypto::Signer& signer) {
  ConstitutionDraft draft;
  ASSIGN_OR_RETURN(const auto current, ReadCurrent(folder));
  draft.constitution = current->constitution;
  RETURN_IF_ERROR(CheckMaySign(draft, party, signer));
  // After a crash the file that it came from may be left.
  RETURN_IF_ERROR(folder.RemoveNextConstitution());
  return SignedDocument{"constitution",
                        current->constitution.version(),
                        crypto::PayloadDigest(current->envelope).ToHex(),
                        folder.SignedConstitutionPath(),
                        /*already=*/true,
                        ""};
}

}  // namespace

absl::StatusOr<SignedDocument> SignConstitution(const AgreementFolder& folder,
                                                const std::string& party,
                                                const crypto::Signer& signer, bool start_over,
                                                const Clock& clock) {
  ASSIGN_OR_RETURN(std::optional<ConstitutionDraft> draft, ReadDraft(folder));
  if (!draft) return SignedBefore(folder, party, signer);
  RETURN_IF_ERROR(draft->CheckTerms());
  RETURN_IF_ERROR(CheckMaySign(*draft, party, signer));
  if (draft->edited && !start_over) return SignedByOthers(*draft);
  SignedDocument document{"constitution",
                          draft->constitution.version(),
                          crypto::PayloadDigest(draft->envelope).ToHex(),
                          draft->path,
                          false,
                          ""};
  const governance::ConstitutionSignatures before = draft->Judge();
  const absl::Status fits = governance::RequireComplete(before);
  if (!fits.ok() && !absl::IsFailedPrecondition(fits)) {
    return ReasonedError(fits.code(), ReasonOf(fits),
                         absl::StrCat(draft->path, ": ", std::string(fits.message())));
  }
  const absl::Status added = crypto::AddSignature(draft->envelope, signer);
  document.already = absl::IsAlreadyExists(added);
  if (!document.already) {
    RETURN_IF_ERROR(added);
    RETURN_IF_ERROR(draft->current ? folder.WriteNextConstitution(draft->envelope)
                                   : folder.WriteSignedConstitution(draft->envelope));
  }
  if (!draft->current) return document;
  ASSIGN_OR_RETURN(document.note, PutInForceIfComplete(folder, *draft, clock));
  if (!FileExists(draft->path)) document.path = folder.SignedConstitutionPath();
  return document;
}

absl::StatusOr<bool> IsSignerOfConstitution(const AgreementFolder& folder,
                                            const std::string& party) {
  ASSIGN_OR_RETURN(const std::optional<ConstitutionDraft> draft, ReadDraft(folder));
  if (draft) return draft->MaySign(party);
  ASSIGN_OR_RETURN(const v1::Constitution current, CurrentConstitution(folder));
  ConstitutionDraft in_force;
  in_force.constitution = current;
  return in_force.MaySign(party);
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

namespace {

// The one in force; for a party that it does not know, the next one if that does. Who joins can
// then be ready before the version comes into force.
absl::StatusOr<v1::Constitution> ConstitutionWith(const AgreementFolder& folder,
                                                  const std::string& party) {
  ASSIGN_OR_RETURN(const v1::Constitution current, CurrentConstitution(folder));
  if (!KeyOf(current, party).empty()) return current;
  const auto draft = ReadDraft(folder);
  const bool joins = draft.ok() && draft->has_value() && (*draft)->CheckTerms().ok() &&
                     !KeyOf((*draft)->constitution, party).empty();
  return joins ? (*draft)->constitution : current;
}

}  // namespace

absl::StatusOr<SignedDocument> SignOperations(const AgreementFolder& folder,
                                              const std::string& party,
                                              const crypto::Signer& signer) {
  ASSIGN_OR_RETURN(const v1::Constitution constitution, ConstitutionWith(folder, party));
  RETURN_IF_ERROR(CheckKey(constitution, party, signer));
  ASSIGN_OR_RETURN(const v1::Operations operations, folder.ReadOperations(party));
  RETURN_IF_ERROR(governance::ValidateOperations(constitution, operations));
  ASSIGN_OR_RETURN(const v1::Envelope envelope, governance::SignStatement(operations, signer));
  SignedDocument document{absl::StrCat("operations of ", party),
                          operations.version(),
                          crypto::PayloadDigest(envelope).ToHex(),
                          folder.SignedOperationsPath(party),
                          false,
                          ""};
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
    // The register would refuse it, and tell whoever hands it in less.
    if (before.ok() && !before->controllers().empty())
      RETURN_IF_ERROR(governance::CheckStillListsControllers(operations));
  }
  RETURN_IF_ERROR(folder.WriteSignedOperations(party, envelope));
  return document;
}

}  // namespace ginnel::cli
