// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/standing.h"

#include <algorithm>
#include <iomanip>
#include <optional>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/files.h"
#include "base/status.h"
#include "cli/agreement/next_standing.h"
#include "crypto/digest.h"
#include "crypto/dsse.h"
#include "governance/agreement.h"
#include "governance/agreement_folder.h"
#include "governance/constitution_rules.h"
#include "governance/constitution_signatures.h"
#include "governance/operations_rules.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

using governance::AgreementFolder;

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// The constitution as it is written and as it is signed; either may be absent, not both.
struct Texts {
  v1::Constitution current;  // the signed one where there is one
  std::string digest;
  std::optional<governance::ConstitutionSignatures> signatures;
  bool edited = false;  // the written one says something else than the signed one
};

absl::StatusOr<Texts> ReadTexts(const AgreementFolder& folder) {
  Texts texts;
  std::string written;
  const bool is_signed = FileExists(folder.SignedConstitutionPath());
  if (!is_signed || FileExists(folder.WrittenConstitutionPath())) {
    ASSIGN_OR_RETURN(texts.current, folder.AssembleConstitution());
    RETURN_IF_ERROR(governance::ValidateConstitution(texts.current));
    ASSIGN_OR_RETURN(written, CanonicalJson(texts.current));
    texts.digest = crypto::Sha256(std::string_view(written)).ToHex();
    if (!is_signed) return texts;
  }
  const uint32_t written_version = texts.current.version();
  ASSIGN_OR_RETURN(const v1::Envelope envelope, folder.ReadSignedConstitution());
  ASSIGN_OR_RETURN(texts.current, governance::ReadUnverifiedStatement<v1::Constitution>(envelope));
  // A later version that is being written does not touch the one in force.
  texts.edited = !written.empty() && written != envelope.payload() &&
                 written_version <= texts.current.version();
  texts.signatures = governance::JudgeSignatures(envelope, texts.current);
  texts.digest = crypto::PayloadDigest(envelope).ToHex();
  return texts;
}

v1::SignatureState ConstitutionState(const Texts& texts, const std::string& member) {
  if (!texts.signatures || Contains(texts.signatures->missing, member))
    return v1::SIGNATURE_STATE_MISSING;
  if (Contains(texts.signatures->invalid, member)) return v1::SIGNATURE_STATE_INVALID;
  return texts.edited ? v1::SIGNATURE_STATE_OUTDATED : v1::SIGNATURE_STATE_SIGNED;
}

// Operations that nobody's agreement asks for: a slip in a name, or a party that has left.
absl::Status AddStrays(const AgreementFolder& folder, const v1::Constitution& current,
                       v1::AgreementReport& report) {
  std::set<std::string> known;
  for (const v1::Member& member : current.members()) known.insert(member.id());
  for (const v1::Trustee& trustee : current.trustees()) known.insert(trustee.id());
  ASSIGN_OR_RETURN(const auto envelopes, folder.ReadAllSignedOperations());
  for (const auto& [party, envelope] : envelopes) {
    if (known.count(party) != 0) continue;
    report.add_notes(absl::StrCat(folder.SignedOperationsPath(party), " counts for nothing: '",
                                  party, "' is no party of version ", current.version()));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::SignatureState> OperationsState(const AgreementFolder& folder,
                                                   const Texts& texts, const std::string& party,
                                                   const std::string& key_hex, bool needed) {
  std::string written;
  if (FileExists(folder.OperationsPath(party))) {
    ASSIGN_OR_RETURN(const v1::Operations operations, folder.ReadOperations(party));
    RETURN_IF_ERROR(governance::ValidateOperations(texts.current, operations));
    ASSIGN_OR_RETURN(written, CanonicalJson(operations));
  }
  if (!FileExists(folder.SignedOperationsPath(party))) {
    return written.empty() && !needed ? v1::SIGNATURE_STATE_NOT_NEEDED
                                      : v1::SIGNATURE_STATE_MISSING;
  }
  ASSIGN_OR_RETURN(const v1::Envelope envelope, folder.ReadSignedOperations(party));
  ASSIGN_OR_RETURN(const crypto::VerifyingKey key, crypto::VerifyingKey::FromHex(key_hex));
  if (!governance::OpenStatement<v1::Operations>(envelope, key).ok())
    return v1::SIGNATURE_STATE_INVALID;
  return written.empty() || written == envelope.payload() ? v1::SIGNATURE_STATE_SIGNED
                                                          : v1::SIGNATURE_STATE_OUTDATED;
}

void AddRemedies(const AgreementFolder& folder, v1::PartyStanding& standing) {
  const auto to_do = [](v1::SignatureState state) {
    return state != v1::SIGNATURE_STATE_SIGNED && state != v1::SIGNATURE_STATE_NOT_NEEDED;
  };
  if (to_do(standing.constitution())) {
    standing.add_remedies(folder.SignCommand(standing.party(), "constitution"));
  }
  if (to_do(standing.operations())) {
    if (!FileExists(folder.OperationsPath(standing.party()))) {
      standing.add_remedies("write " + folder.OperationsPath(standing.party()));
    }
    standing.add_remedies(folder.SignCommand(standing.party(), "operations"));
  }
}

const char* Words(v1::SignatureState state) {
  switch (state) {
    case v1::SIGNATURE_STATE_SIGNED:
      return "signed";
    case v1::SIGNATURE_STATE_INVALID:
      return "INVALID";
    case v1::SIGNATURE_STATE_OUTDATED:
      return "edited since signed";
    case v1::SIGNATURE_STATE_NOT_NEEDED:
      return "-";
    default:
      return "MISSING";
  }
}

const char* Words(v1::PartyKind kind) {
  switch (kind) {
    case v1::PARTY_KIND_FULL_MEMBER:
      return "full member";
    case v1::PARTY_KIND_ASSOCIATE_MEMBER:
      return "associate";
    default:
      return "trustee";
  }
}

}  // namespace

absl::StatusOr<v1::AgreementReport> ReportStanding(const std::string& path, const Clock& clock) {
  const AgreementFolder folder(path);
  ASSIGN_OR_RETURN(const Texts texts, ReadTexts(folder));
  v1::AgreementReport report;
  report.set_digest(texts.digest);
  for (const v1::Member& member : texts.current.members()) {
    v1::PartyStanding& standing = *report.add_parties();
    const bool full = member.kind() == v1::MEMBER_KIND_FULL;
    standing.set_party(member.id());
    standing.set_kind(full ? v1::PARTY_KIND_FULL_MEMBER : v1::PARTY_KIND_ASSOCIATE_MEMBER);
    standing.set_constitution(full ? ConstitutionState(texts, member.id())
                                   : v1::SIGNATURE_STATE_NOT_NEEDED);
    ASSIGN_OR_RETURN(
        const v1::SignatureState state,
        OperationsState(folder, texts, member.id(), member.signing_key(), /*needed=*/false));
    standing.set_operations(state);
    AddRemedies(folder, standing);
  }
  for (const v1::Trustee& trustee : texts.current.trustees()) {
    v1::PartyStanding& standing = *report.add_parties();
    standing.set_party(trustee.id());
    standing.set_kind(v1::PARTY_KIND_TRUSTEE);
    standing.set_constitution(v1::SIGNATURE_STATE_NOT_NEEDED);
    ASSIGN_OR_RETURN(
        const v1::SignatureState state,
        OperationsState(folder, texts, trustee.id(), trustee.signing_key(), /*needed=*/true));
    standing.set_operations(state);
    AddRemedies(folder, standing);
  }
  RETURN_IF_ERROR(AddStrays(folder, texts.current, report));
  if (!texts.edited) RETURN_IF_ERROR(AddNextVersion(folder, clock, report));
  const auto agreement = governance::Agreement::Load(path, clock);
  report.set_in_force(agreement.ok());
  if (agreement.ok()) {
    report.set_operations_digest((*agreement)->operations_digest().ToHex());
  } else {
    report.set_detail(std::string(agreement.status().message()));
  }
  return report;
}

void PrintStanding(const v1::AgreementReport& report, std::ostream& out) {
  size_t widest = 5;
  for (const v1::PartyStanding& standing : report.parties())
    widest = std::max(widest, standing.party().size());
  const int first = static_cast<int>(widest) + 2;
  out << std::left << std::setw(first) << "PARTY" << std::setw(13) << "KIND" << std::setw(21)
      << "CONSTITUTION"
      << "OPERATIONS\n";
  for (const v1::PartyStanding& standing : report.parties()) {
    out << std::setw(first) << standing.party() << std::setw(13) << Words(standing.kind())
        << std::setw(21) << Words(standing.constitution()) << Words(standing.operations()) << "\n";
  }
  out << "\nagreement digest   " << report.digest() << "\n";
  if (report.in_force()) out << "operations digest  " << report.operations_digest() << "\n";
  bool heading = false;
  for (const v1::PartyStanding& standing : report.parties()) {
    for (const std::string& remedy : standing.remedies()) {
      if (!heading) out << "\nStill to do:\n";
      heading = true;
      out << "  " << standing.party() << ": " << remedy << "\n";
    }
  }
  for (const std::string& note : report.notes()) out << "\nNote: " << note << "\n";
  if (report.has_next()) PrintNextVersion(report.next(), out);
  out << (report.in_force() ? "\nThe agreement is in force.\n"
                            : "\nThe agreement is NOT in force.\n");
}

}  // namespace ginnel::cli
