// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/agreement_difference.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/document.h"
#include "base/files.h"
#include "base/status.h"
#include "cli/agreement/constitution_draft.h"
#include "crypto/dsse.h"
#include "governance/agreement_diff.h"
#include "governance/agreement_folder.h"
#include "governance/identifier.h"
#include "governance/operations_diff.h"
#include "governance/statement.h"
#include "governance/succession.h"

namespace ginnel::cli {
namespace {

using governance::AgreementFolder;

struct Text {
  v1::Envelope envelope;
  v1::Constitution constitution;
};

absl::StatusOr<Text> Open(v1::Envelope envelope) {
  Text text;
  ASSIGN_OR_RETURN(text.constitution,
                   governance::ReadUnverifiedStatement<v1::Constitution>(envelope));
  text.envelope = std::move(envelope);
  return text;
}

absl::StatusOr<Text> ReadWritten(const AgreementFolder& folder) {
  Text text;
  ASSIGN_OR_RETURN(text.constitution, folder.AssembleConstitution());
  text.envelope.set_payload_type(
      crypto::PayloadType(governance::StatementType<v1::Constitution>::kName));
  ASSIGN_OR_RETURN(*text.envelope.mutable_payload(), CanonicalJson(text.constitution));
  return text;
}

bool IsFolder(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

absl::StatusOr<Text> ReadOlder(const std::string& path) {
  if (!IsFolder(path)) {
    ASSIGN_OR_RETURN(v1::Envelope envelope, governance::ReadEnvelopeFile(path));
    return Open(std::move(envelope));
  }
  const AgreementFolder folder(path);
  if (!FileExists(folder.SignedConstitutionPath())) return ReadWritten(folder);
  ASSIGN_OR_RETURN(v1::Envelope envelope, folder.ReadSignedConstitution());
  return Open(std::move(envelope));
}

absl::StatusOr<Text> ReadNewer(const std::string& path) {
  if (!IsFolder(path)) return ReadOlder(path);
  const AgreementFolder folder(path);
  const bool written = FileExists(folder.WrittenConstitutionPath());
  if (!FileExists(folder.SignedConstitutionPath())) return ReadWritten(folder);
  ASSIGN_OR_RETURN(v1::Envelope envelope, folder.ReadSignedConstitution());
  ASSIGN_OR_RETURN(Text newest, Open(std::move(envelope)));
  if (FileExists(folder.NextConstitutionPath())) {
    ASSIGN_OR_RETURN(v1::Envelope next, folder.ReadNextConstitution());
    ASSIGN_OR_RETURN(newest, Open(std::move(next)));
  }
  // What is written counts as in ReadDraft, but any edit is shown, whatever its version number.
  if (!written) return newest;
  ASSIGN_OR_RETURN(Text text, ReadWritten(folder));
  return text.constitution.version() >= newest.constitution.version() ? text : newest;
}

// What a party says of itself in a folder; nothing where there is neither file.
absl::StatusOr<std::optional<v1::Operations>> ReadSigned(const AgreementFolder& folder,
                                                         const std::string& party) {
  if (!FileExists(folder.SignedOperationsPath(party))) return std::nullopt;
  ASSIGN_OR_RETURN(const v1::Envelope envelope, folder.ReadSignedOperations(party));
  ASSIGN_OR_RETURN(v1::Operations operations,
                   governance::ReadUnverifiedStatement<v1::Operations>(envelope));
  return operations;
}

absl::StatusOr<std::optional<v1::Operations>> ReadWrittenOperations(const AgreementFolder& folder,
                                                                    const std::string& party) {
  if (!FileExists(folder.OperationsPath(party))) return std::nullopt;
  ASSIGN_OR_RETURN(v1::Operations operations, folder.ReadOperations(party));
  return operations;
}

// As with the constitution: what is signed is older, what is written newer.
absl::Status AddOperations(const AgreementFolder& older, const AgreementFolder& newer,
                           const std::string& party,
                           std::vector<governance::AgreementChange>& changes,
                           v1::AgreementDifference& difference) {
  // The constitution may be anybody's draft: its ids are not yet fit for a path.
  if (!governance::IsPartyId(party)) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::optional<v1::Operations> before, ReadSigned(older, party));
  if (!before) {
    ASSIGN_OR_RETURN(before, ReadWrittenOperations(older, party));
  }
  ASSIGN_OR_RETURN(std::optional<v1::Operations> after, ReadWrittenOperations(newer, party));
  if (!after) {
    ASSIGN_OR_RETURN(after, ReadSigned(newer, party));
  }
  if (!after) return absl::OkStatus();
  if (!before) {
    before.emplace();
    before->set_party(party);
  }
  const std::vector<governance::AgreementChange> restated =
      governance::CompareOperations(*before, *after);
  changes.insert(changes.end(), restated.begin(), restated.end());
  if (!restated.empty()) difference.add_restated(party);
  return absl::OkStatus();
}

absl::Status AddAllOperations(const std::string& older, const std::string& newer,
                              const v1::Constitution& constitution,
                              std::vector<governance::AgreementChange>& changes,
                              v1::AgreementDifference& difference) {
  if (!IsFolder(older) || !IsFolder(newer)) return absl::OkStatus();
  const AgreementFolder before(older);
  const AgreementFolder after(newer);
  for (const v1::Member& member : constitution.members())
    RETURN_IF_ERROR(AddOperations(before, after, member.id(), changes, difference));
  for (const v1::Trustee& trustee : constitution.trustees())
    RETURN_IF_ERROR(AddOperations(before, after, trustee.id(), changes, difference));
  return absl::OkStatus();
}

void AddSigners(const Text& older, const Text& newer, v1::AgreementDifference& difference) {
  for (const governance::ConstitutionSigner& signer :
       governance::SuccessionSigners(older.constitution, newer.constitution)) {
    const auto& told = difference.signers();
    if (signer.needed && std::find(told.begin(), told.end(), signer.member) == told.end())
      difference.add_signers(signer.member);
  }
  const absl::Status terms = governance::CheckSuccessionTerms(older.envelope, newer.constitution);
  if (!terms.ok()) difference.set_detail(std::string(terms.message()));
}

}  // namespace

absl::StatusOr<v1::AgreementDifference> CompareAgreements(const std::string& older,
                                                          const std::string& newer) {
  ASSIGN_OR_RETURN(const Text before, ReadOlder(older));
  ASSIGN_OR_RETURN(const Text after, ReadNewer(newer));
  v1::AgreementDifference difference;
  difference.set_old_version(before.constitution.version());
  difference.set_new_version(after.constitution.version());
  difference.set_old_digest(crypto::PayloadDigest(before.envelope).ToHex());
  difference.set_new_digest(crypto::PayloadDigest(after.envelope).ToHex());
  const bool same = difference.old_digest() == difference.new_digest();
  std::vector<governance::AgreementChange> changes;
  if (!same) changes = governance::CompareConstitutions(before.constitution, after.constitution);
  RETURN_IF_ERROR(AddAllOperations(older, newer, after.constitution, changes, difference));
  std::stable_partition(changes.begin(), changes.end(),
                        [](const auto& each) { return each.looser; });
  for (const governance::AgreementChange& each : changes) {
    v1::AgreementChange& change = *difference.add_changes();
    change.set_group(each.group);
    change.set_text(each.text);
    change.set_looser(each.looser);
  }
  if (!same) AddSigners(before, after, difference);
  return difference;
}

void PrintDifference(const v1::AgreementDifference& difference, std::ostream& out) {
  out << "version " << difference.old_version() << "  " << difference.old_digest() << "\nversion "
      << difference.new_version() << "  " << difference.new_digest() << "\n";
  const bool same = difference.old_digest() == difference.new_digest();
  if (same && difference.changes().empty()) {
    out << "\nThe two say the same.\n";
    return;
  }
  if (same) out << "\nThe two constitutions say the same.\n";
  std::string heading;
  for (const v1::AgreementChange& change : difference.changes()) {
    const std::string group = change.looser() ? "LOOSER" : change.group();
    if (group != heading) out << "\n" << group << "\n";
    heading = group;
    out << "  " << (change.looser() ? absl::StrCat(change.group(), ": ") : "") << change.text()
        << (change.looser() ? " (LOOSER)" : "") << "\n";
  }
  if (!same) out << "\nsignatures needed\n  " << absl::StrJoin(difference.signers(), ", ") << "\n";
  if (!difference.restated().empty()) {
    out << "\noperations: each party signs its own, alone\n  "
        << absl::StrJoin(difference.restated(), ", ") << "\n";
  }
  if (!difference.detail().empty())
    out << "\nAs it stands the second cannot follow the first: " << difference.detail() << "\n";
}

}  // namespace ginnel::cli
