// SPDX-License-Identifier: Apache-2.0
#include "governance/constitution_signatures.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/reason.h"
#include "crypto/dsse.h"
#include "crypto/signing.h"
#include "governance/statement.h"

namespace ginnel::governance {

namespace {

void AddOnce(const std::string& member, std::vector<std::string>& list) {
  if (std::find(list.begin(), list.end(), member) == list.end()) list.push_back(member);
}

void Remove(const std::vector<std::string>& members, std::vector<std::string>& list) {
  list.erase(std::remove_if(list.begin(), list.end(),
                            [&members](const std::string& each) {
                              return std::find(members.begin(), members.end(), each) !=
                                     members.end();
                            }),
             list.end());
}

absl::Status Altered(std::string message) {
  return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_SIGNATURE_INVALID,
                       std::move(message));
}

}  // namespace

ConstitutionSignatures JudgeSignaturesOf(const v1::Envelope& envelope,
                                         const std::vector<ConstitutionSigner>& signers,
                                         const std::vector<ConstitutionSigner>& associates) {
  ConstitutionSignatures result;
  std::multiset<std::string> unclaimed;
  for (const v1::Envelope::Signature& signature : envelope.signatures())
    unclaimed.insert(signature.keyid());
  const auto claim = [&unclaimed](const ConstitutionSigner& signer) {
    const auto key = crypto::VerifyingKey::FromHex(signer.signing_key);
    const auto claimed = key.ok() ? unclaimed.find(key->KeyId()) : unclaimed.end();
    if (claimed == unclaimed.end()) return false;
    unclaimed.erase(claimed);
    return true;
  };
  const std::string type = crypto::PayloadType(StatementType<v1::Constitution>::kName);
  for (const ConstitutionSigner& signer : signers) {
    if (!claim(signer)) {
      if (signer.needed) AddOnce(signer.member, result.missing);
      continue;
    }
    const auto key = crypto::VerifyingKey::FromHex(signer.signing_key);
    const bool fits = crypto::VerifyEnvelope(envelope, type, *key).ok();
    AddOnce(signer.member, fits ? result.valid : result.invalid);
  }
  Remove(result.invalid, result.valid);
  Remove(result.missing, result.valid);
  for (const ConstitutionSigner& associate : associates) {
    if (claim(associate)) AddOnce(associate.member, result.associates);
  }
  result.unknown.assign(unclaimed.begin(), unclaimed.end());
  return result;
}

ConstitutionSignatures JudgeSignatures(const v1::Envelope& envelope,
                                       const v1::Constitution& constitution) {
  std::vector<ConstitutionSigner> signers;
  std::vector<ConstitutionSigner> associates;
  for (const v1::Member& member : constitution.members()) {
    (member.kind() == v1::MEMBER_KIND_FULL ? signers : associates)
        .push_back({member.id(), member.signing_key()});
  }
  return JudgeSignaturesOf(envelope, signers, associates);
}

absl::Status RequireComplete(const ConstitutionSignatures& signatures) {
  if (!signatures.invalid.empty()) {
    return Altered(absl::StrCat("the signature of ", absl::StrJoin(signatures.invalid, ", "),
                                " does not fit what the file says: it was altered after it was "
                                "signed. Fetch it again from another party, or sign anew"));
  }
  if (!signatures.associates.empty()) {
    return Altered(absl::StrCat("signed by ", absl::StrJoin(signatures.associates, ", "),
                                ", an associate, which does not vote. Only full members sign, "
                                "once each: take the signature out"));
  }
  if (!signatures.unknown.empty()) {
    return Altered(absl::StrCat("signed twice or by a key that is no full member's: ",
                                absl::StrJoin(signatures.unknown, ", "),
                                ". Only full members sign, once each"));
  }
  if (signatures.missing.empty()) return absl::OkStatus();
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_SIGNATURE_INVALID,
                       absl::StrCat(absl::StrJoin(signatures.missing, ", "), " must still sign"));
}

absl::Status RequireAllSignatures(const ConstitutionSignatures& signatures,
                                  const AgreementFolder& folder) {
  const absl::Status complete = RequireComplete(signatures);
  if (complete.ok()) return complete;
  std::string message = std::string(complete.message());
  if (absl::IsDataLoss(complete)) {
    message = absl::StrCat(folder.SignedConstitutionPath(), ": ", message);
  } else {
    message = absl::StrCat("the constitution is not in force: ", message, ". Each runs ",
                           folder.SignCommand(signatures.missing.front(), "constitution"));
  }
  return ReasonedError(complete.code(), ReasonOf(complete), std::move(message));
}

}  // namespace ginnel::governance
