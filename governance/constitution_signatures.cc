// SPDX-License-Identifier: Apache-2.0
#include "governance/constitution_signatures.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/reason.h"
#include "crypto/dsse.h"
#include "crypto/signing.h"
#include "governance/statement.h"

namespace ginnel::governance {

ConstitutionSignatures JudgeSignatures(const v1::Envelope& envelope,
                                       const v1::Constitution& constitution) {
  ConstitutionSignatures result;
  std::multiset<std::string> unclaimed;
  for (const v1::Envelope::Signature& signature : envelope.signatures())
    unclaimed.insert(signature.keyid());
  const std::string type = crypto::PayloadType(StatementType<v1::Constitution>::kName);
  for (const v1::Member& member : constitution.members()) {
    if (member.kind() != v1::MEMBER_KIND_FULL) continue;
    const absl::StatusOr<crypto::VerifyingKey> key =
        crypto::VerifyingKey::FromHex(member.signing_key());
    const auto claimed = key.ok() ? unclaimed.find(key->KeyId()) : unclaimed.end();
    if (claimed == unclaimed.end()) {
      result.missing.push_back(member.id());
      continue;
    }
    unclaimed.erase(claimed);
    (crypto::VerifyEnvelope(envelope, type, *key).ok() ? result.valid : result.invalid)
        .push_back(member.id());
  }
  result.unknown.assign(unclaimed.begin(), unclaimed.end());
  return result;
}

absl::Status RequireAllSignatures(const ConstitutionSignatures& signatures,
                                  const AgreementFolder& folder) {
  const std::string path = folder.SignedConstitutionPath();
  if (!signatures.invalid.empty()) {
    return ReasonedError(
        absl::StatusCode::kDataLoss, v1::REASON_SIGNATURE_INVALID,
        absl::StrCat(path, ": the signature of ", absl::StrJoin(signatures.invalid, ", "),
                     " does not fit what the file says: it was altered after it was signed. "
                     "Fetch it again from another party, or sign anew"));
  }
  if (!signatures.unknown.empty()) {
    return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_SIGNATURE_INVALID,
                         absl::StrCat(path, ": signed twice or by a key that is no full member's: ",
                                      absl::StrJoin(signatures.unknown, ", "),
                                      ". Only full members sign, once each"));
  }
  if (signatures.missing.empty()) return absl::OkStatus();
  return ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_SIGNATURE_INVALID,
      absl::StrCat("the constitution is not in force: ", absl::StrJoin(signatures.missing, ", "),
                   " must still sign. Each runs ",
                   folder.SignCommand(signatures.missing.front(), "constitution")));
}

}  // namespace ginnel::governance
