// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/next_standing.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "cli/agreement/constitution_draft.h"
#include "crypto/dsse.h"
#include "governance/constitution_rules.h"

namespace ginnel::cli {
namespace {

using governance::AgreementFolder;
using governance::ConstitutionSignatures;

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

v1::SignatureState StateOf(const ConstitutionDraft& draft, const ConstitutionSignatures& signatures,
                           const governance::ConstitutionSigner& signer) {
  if (Contains(signatures.invalid, signer.member)) return v1::SIGNATURE_STATE_INVALID;
  if (Contains(signatures.valid, signer.member)) return v1::SIGNATURE_STATE_SIGNED;
  if (!signer.needed) return v1::SIGNATURE_STATE_NOT_NEEDED;
  return draft.edited && Contains(draft.signed_by, signer.member) ? v1::SIGNATURE_STATE_OUTDATED
                                                                  : v1::SIGNATURE_STATE_MISSING;
}

const char* Words(v1::SignatureState state) {
  switch (state) {
    case v1::SIGNATURE_STATE_SIGNED:
      return "signed";
    case v1::SIGNATURE_STATE_INVALID:
      return "INVALID";
    case v1::SIGNATURE_STATE_OUTDATED:
      return "signed an earlier text";
    case v1::SIGNATURE_STATE_NOT_NEEDED:
      return "put out by this version; need not sign";
    default:
      return "must still sign";
  }
}

std::string WhatElse(const AgreementFolder& folder, const ConstitutionDraft& draft,
                     const ConstitutionSignatures& signatures, const Clock& clock) {
  if (const absl::Status terms = draft.CheckTerms(); !terms.ok())
    return std::string(terms.message());
  if (!signatures.invalid.empty() || !signatures.associates.empty() || !signatures.unknown.empty())
    return std::string(governance::RequireComplete(signatures).message());
  if (!signatures.complete()) return "";
  const std::string put_in_force =
      absl::StrCat("`ginnel agreement next ", folder.path(), "` puts it in force");
  const absl::Status dates = governance::CheckInForce(draft.constitution, clock.Now());
  return dates.ok() ? absl::StrCat("all have signed: ", put_in_force)
                    : absl::StrCat("all have signed: from ", draft.constitution.starts(), " to ",
                                   draft.constitution.ends(), " ", put_in_force);
}

}  // namespace

absl::Status AddNextVersion(const AgreementFolder& folder, const Clock& clock,
                            v1::AgreementReport& report) {
  // What is wrong with the version in force is said elsewhere: Agreement::Load judges it.
  if (const auto current = ReadCurrent(folder); !current.ok() || !current->has_value())
    return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<ConstitutionDraft> draft, ReadDraft(folder));
  if (!draft) return absl::OkStatus();
  v1::NextVersion& next = *report.mutable_next();
  const ConstitutionSignatures signatures = draft->Judge();
  next.set_version(draft->constitution.version());
  next.set_digest(crypto::PayloadDigest(draft->envelope).ToHex());
  next.set_detail(WhatElse(folder, *draft, signatures, clock));
  std::vector<std::string> told;
  for (const governance::ConstitutionSigner& signer : draft->Signers()) {
    if (Contains(told, signer.member)) continue;  // by its other key
    told.push_back(signer.member);
    v1::NextSignature& signature = *next.add_signatures();
    signature.set_member(signer.member);
    signature.set_state(StateOf(*draft, signatures, signer));
    if (signature.state() == v1::SIGNATURE_STATE_MISSING ||
        signature.state() == v1::SIGNATURE_STATE_OUTDATED)
      signature.set_remedy(folder.SignCommand(signer.member, "constitution"));
  }
  return absl::OkStatus();
}

void PrintNextVersion(const v1::NextVersion& next, std::ostream& out) {
  out << "\nVersion " << next.version() << " is being signed; the version before stays in force "
      << "until all have\n  digest " << next.digest() << "\n";
  for (const v1::NextSignature& signature : next.signatures()) {
    out << "  " << signature.member() << ": " << Words(signature.state());
    if (!signature.remedy().empty()) out << ": " << signature.remedy();
    out << "\n";
  }
  if (!next.detail().empty()) out << "  " << next.detail() << "\n";
}

}  // namespace ginnel::cli
