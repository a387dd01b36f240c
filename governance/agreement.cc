// SPDX-License-Identifier: Apache-2.0
#include "governance/agreement.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/constitution_chain.h"
#include "governance/constitution_rules.h"
#include "governance/identifier.h"
#include "governance/operations_rules.h"
#include "governance/statement.h"

namespace ginnel::governance {
namespace {

template <typename List>
int IndexById(const List& list, std::string_view id) {
  for (int i = 0; i < list.size(); ++i) {
    if (list.Get(i).id() == id) return i;
  }
  return -1;
}

// `status` with the file that it is about in front.
absl::Status In(const std::string& path, const absl::Status& status) {
  if (status.ok()) return status;
  return ReasonedError(status.code(), ReasonOf(status),
                       absl::StrCat(path, ": ", std::string(status.message())));
}

absl::Status NoSuch(std::string_view what, std::string_view id) {
  return ReasonedError(
      absl::StatusCode::kNotFound, v1::REASON_NOT_FOUND,
      absl::StrCat("the agreement has no ", std::string(what), " '", std::string(id), "'"));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Agreement>> Agreement::Load(const std::string& folder,
                                                                 const Clock& clock) {
  const AgreementFolder files(folder);
  std::shared_ptr<Agreement> agreement(new Agreement);
  RETURN_IF_ERROR(agreement->ReadConstitution(files));
  RETURN_IF_ERROR(agreement->CheckInForce(clock.Now()));
  RETURN_IF_ERROR(agreement->ReadOperations(files));
  return std::shared_ptr<const Agreement>(std::move(agreement));
}

absl::StatusOr<std::shared_ptr<const Agreement>> Agreement::FromStatements(
    const v1::Envelope& constitution, const std::map<std::string, v1::Envelope>& operations,
    std::vector<crypto::Digest> before) {
  std::shared_ptr<Agreement> agreement(new Agreement);
  agreement->ancestors_ = std::move(before);
  RETURN_IF_ERROR(agreement->TakeConstitution(constitution));
  RETURN_IF_ERROR(agreement->TakeOperations(AgreementFolder("agreement"), operations));
  return std::shared_ptr<const Agreement>(std::move(agreement));
}

absl::Status Agreement::TakeConstitution(const v1::Envelope& envelope) {
  ASSIGN_OR_RETURN(constitution_, ReadUnverifiedStatement<v1::Constitution>(envelope));
  RETURN_IF_ERROR(ValidateConstitution(constitution_));
  digest_ = crypto::PayloadDigest(envelope);
  return absl::OkStatus();
}

absl::Status Agreement::ReadConstitution(const AgreementFolder& folder) {
  ASSIGN_OR_RETURN(TrustedConstitution trusted, ReadTrustedConstitution(folder));
  constitution_ = std::move(trusted.constitution);
  digest_ = crypto::PayloadDigest(trusted.envelope);
  for (const v1::Envelope& before : trusted.before) {
    ancestors_.push_back(crypto::PayloadDigest(before));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Operations> Agreement::OpenOperations(const AgreementFolder& folder,
                                                         const std::string& party,
                                                         const v1::Envelope& envelope) const {
  const std::string path = folder.SignedOperationsPath(party);
  ASSIGN_OR_RETURN(const crypto::VerifyingKey key, SigningKeyOf(party));
  absl::StatusOr<v1::Operations> operations = OpenStatement<v1::Operations>(envelope, key);
  if (!operations.ok()) {
    const bool signature = ReasonOf(operations.status()) == v1::REASON_SIGNATURE_INVALID;
    const absl::Status status = In(path, operations.status());
    if (!signature) return status;
    return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_SIGNATURE_INVALID,
                         absl::StrCat(std::string(status.message()), ". ", party,
                                      " must sign it: ", folder.SignCommand(party, "operations")));
  }
  if (operations->party() != party) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": holds the operations of '", operations->party(), "'"));
  }
  RETURN_IF_ERROR(In(path, ValidateOperations(constitution_, *operations)));
  return operations;
}

absl::Status Agreement::ReadOperations(const AgreementFolder& folder) {
  ASSIGN_OR_RETURN(const auto envelopes, folder.ReadAllSignedOperations());
  ASSIGN_OR_RETURN(const std::vector<std::string> unsigned_parties, folder.UnsignedOperations());
  for (const std::string& party : unsigned_parties) {
    if (!IsParty(party)) continue;
    return absl::FailedPreconditionError(absl::StrCat(folder.OperationsPath(party),
                                                      " is not signed: ", party, " runs ",
                                                      folder.SignCommand(party, "operations")));
  }
  return TakeOperations(folder, envelopes);
}

absl::Status Agreement::TakeOperations(const AgreementFolder& folder,
                                       const std::map<std::string, v1::Envelope>& envelopes) {
  std::string digests;
  std::vector<v1::Operations> all;
  for (const auto& [party, envelope] : envelopes) {
    if (!IsParty(party)) continue;
    ASSIGN_OR_RETURN(all.emplace_back(), OpenOperations(folder, party, envelope));
    signed_operations_[party] = envelope;
    absl::StrAppend(&digests, party, " ", crypto::PayloadDigest(envelope).ToHex(), "\n");
  }
  for (const v1::Trustee& trustee : constitution_.trustees()) {
    if (envelopes.count(trustee.id()) == 0) {
      return ReasonedError(
          absl::StatusCode::kFailedPrecondition, v1::REASON_SIGNATURE_INVALID,
          absl::StrCat(folder.SignedOperationsPath(trustee.id()), " is not there: trustee ",
                       trustee.id(), " writes its operations and runs ",
                       folder.SignCommand(trustee.id(), "operations")));
    }
  }
  RETURN_IF_ERROR(In(folder.path(), ValidateTogether(constitution_, all)));
  operations_digest_ = crypto::Sha256(std::string_view(digests));
  for (v1::Operations& each : all) {
    const v1::Operations& kept = operations_.emplace(each.party(), each).first->second;
    const std::string& party = kept.party();
    if (!kept.certificate_sha256().empty()) {
      const auto kind =
          FindMember(party) != nullptr ? Principal::Kind::kNode : Principal::Kind::kTrustee;
      pins_[kept.certificate_sha256()] = Principal{kind, party};
    }
    for (const v1::Person& person : kept.people()) {
      people_[person.id()] = &person;
      pins_[person.certificate_sha256()] = Principal{Principal::Kind::kPerson, person.id()};
    }
  }
  return absl::OkStatus();
}

bool Agreement::IsParty(std::string_view id) const {
  return FindMember(id) != nullptr || FindTrustee(id) != nullptr;
}

absl::Status Agreement::CheckInForce(absl::Time now) const {
  return governance::CheckInForce(constitution_, now);
}

absl::Status Agreement::CheckDigest(std::string_view expected, std::string_view where) const {
  if (expected.empty() || digest_.ToHex() == expected) return absl::OkStatus();
  return ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_AGREEMENT_MISMATCH,
      absl::StrCat(std::string(where), ": `agreement_digest` is ", std::string(expected),
                   ", and the agreement there has ", digest_.ToHex(),
                   ": if the members have agreed on a new version, compare its digest with theirs "
                   "and set it here; if not, somebody changed the folder"));
}

bool Agreement::Follows(const crypto::Digest& constitution) const {
  return constitution == digest_ ||
         std::find(ancestors_.begin(), ancestors_.end(), constitution) != ancestors_.end();
}

bool Agreement::Accepts(std::string_view constitution) const {
  if (constitution == digest_.ToHex()) return true;
  return constitution_.in_flight() == v1::IN_FLIGHT_FINISH && !constitution.empty() &&
         constitution == constitution_.previous();
}

int Agreement::MemberIndex(std::string_view id) const {
  return IndexById(constitution_.members(), id);
}

int Agreement::TrusteeIndex(std::string_view id) const {
  return IndexById(constitution_.trustees(), id) + 1;
}

const v1::Member* Agreement::FindMember(std::string_view id) const {
  const int index = MemberIndex(id);
  return index < 0 ? nullptr : &constitution_.members(index);
}

const v1::Trustee* Agreement::FindTrustee(std::string_view id) const {
  const int index = TrusteeIndex(id);
  return index == 0 ? nullptr : &trustee(index);
}

const v1::Purpose* Agreement::FindPurpose(std::string_view id) const {
  const int index = IndexById(constitution_.purposes(), id);
  return index < 0 ? nullptr : &constitution_.purposes(index);
}

const v1::Person* Agreement::FindPerson(std::string_view id) const {
  const auto found = people_.find(id);
  return found == people_.end() ? nullptr : found->second;
}

const v1::Operations* Agreement::FindOperations(std::string_view party) const {
  const auto found = operations_.find(party);
  return found == operations_.end() ? nullptr : &found->second;
}

std::string Agreement::PartyOf(std::string_view person) const {
  if (FindPerson(person) == nullptr) return "";
  const absl::StatusOr<PersonName> name = ParsePersonId(person);
  return name.ok() ? std::string(name->party) : "";
}

bool Agreement::HasRole(std::string_view person, v1::Role role) const {
  const v1::Person* found = FindPerson(person);
  if (found == nullptr) return false;
  for (const int each : found->roles()) {
    if (each == role) return true;
  }
  return false;
}

std::string Agreement::OrganisationOf(std::string_view party) const {
  const v1::Trustee* found = FindTrustee(party);
  return found == nullptr ? std::string(party) : governance::OrganisationOf(constitution_, *found);
}

absl::StatusOr<std::string> Agreement::Endpoint(std::string_view trustee_id) const {
  const v1::Operations* operations = FindOperations(trustee_id);
  if (operations == nullptr || operations->endpoint().empty()) return NoSuch("trustee", trustee_id);
  return operations->endpoint();
}

absl::StatusOr<std::string> Agreement::CertificatePin(std::string_view party) const {
  const v1::Operations* operations = FindOperations(party);
  if (operations == nullptr || operations->certificate_sha256().empty())
    return NoSuch("certificate of", party);
  return operations->certificate_sha256();
}

absl::StatusOr<crypto::VerifyingKey> Agreement::SigningKeyOf(std::string_view id) const {
  if (const v1::Member* member = FindMember(id))
    return crypto::VerifyingKey::FromHex(member->signing_key());
  if (const v1::Trustee* found = FindTrustee(id))
    return crypto::VerifyingKey::FromHex(found->signing_key());
  if (const v1::Person* person = FindPerson(id))
    return crypto::VerifyingKey::FromHex(person->signing_key());
  return NoSuch("party or person", id);
}

std::optional<Principal> Agreement::Find(std::string_view certificate_sha256_hex) const {
  const auto found = pins_.find(certificate_sha256_hex);
  if (found == pins_.end()) return std::nullopt;
  return found->second;
}

}  // namespace ginnel::governance
