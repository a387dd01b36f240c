// SPDX-License-Identifier: Apache-2.0
#include "governance/register/living_agreement.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "governance/constitution_rules.h"
#include "governance/constitution_signatures.h"
#include "governance/operations_rules.h"
#include "governance/refuse.h"
#include "governance/statement.h"
#include "governance/succession.h"

namespace ginnel::governance {
namespace {

// Nobody locks themselves out by a version that has no next.
constexpr uint32_t kLongestStep = 1000;

// The key that signs the operations of `party`, and nothing else.
absl::StatusOr<crypto::VerifyingKey> PartyKey(const v1::Constitution& constitution,
                                              const std::string& party) {
  for (const v1::Member& member : constitution.members()) {
    if (member.id() == party) return crypto::VerifyingKey::FromHex(member.signing_key());
  }
  for (const v1::Trustee& trustee : constitution.trustees()) {
    if (trustee.id() == party) return crypto::VerifyingKey::FromHex(trustee.signing_key());
  }
  return Refuse(v1::REASON_SIGNATURE_INVALID,
                absl::StrCat("'", party, "' is no party of the constitution"));
}

// What a document says wrongly is its sender's matter, not our fault.
absl::Status WithReason(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status) || ReasonOf(status) != v1::REASON_INTERNAL) return status;
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       std::string(status.message()));
}

}  // namespace

bool ChangesAgreement(const v1::Envelope& envelope) {
  return IsStatement<v1::Constitution>(envelope) || IsStatement<v1::Operations>(envelope);
}

absl::StatusOr<LivingAgreement> LivingAgreement::After(const v1::Envelope& envelope) const {
  absl::StatusOr<State> state = IsStatement<v1::Constitution>(envelope)
                                    ? AfterConstitution(envelope)
                                    : AfterOperations(envelope);
  if (!state.ok()) return WithReason(state.status());
  RETURN_IF_ERROR(WithReason(Assemble(*state)));
  LivingAgreement next;
  next.state_ = std::make_shared<const State>(*std::move(state));
  return next;
}

absl::StatusOr<LivingAgreement::State> LivingAgreement::AfterConstitution(
    const v1::Envelope& envelope) const {
  ASSIGN_OR_RETURN(const v1::Constitution constitution,
                   ReadUnverifiedStatement<v1::Constitution>(envelope));
  if (state_) {
    RETURN_IF_ERROR(CheckSuccession(state_->envelope, envelope));
  } else {
    RETURN_IF_ERROR(ValidateConstitution(constitution));
    RETURN_IF_ERROR(RequireComplete(JudgeSignatures(envelope, constitution)));
  }
  State next = state_ ? *state_ : State();
  if (state_) next.before.push_back(crypto::PayloadDigest(state_->envelope));
  next.envelope = envelope;
  next.constitution = constitution;
  // Parties that are no longer there take their operations with them; one with a new key signs its
  // operations anew.
  std::erase_if(next.operations, [&](const auto& each) {
    const auto key = PartyKey(constitution, each.first);
    return !key.ok() || !OpenStatement<v1::Operations>(each.second, *key).ok();
  });
  // Who has left, and joins again, begins anew.
  std::erase_if(next.listing,
                [&](const std::string& party) { return !PartyKey(constitution, party).ok(); });
  return next;
}

absl::StatusOr<LivingAgreement::State> LivingAgreement::AfterOperations(
    const v1::Envelope& envelope) const {
  if (!state_) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                         "a register begins with a constitution");
  }
  ASSIGN_OR_RETURN(const v1::Operations operations,
                   OpenStatementBy<v1::Operations>(envelope, [&](const v1::Operations& claimed) {
                     return PartyKey(state_->constitution, claimed.party());
                   }));
  RETURN_IF_ERROR(ValidateOperations(state_->constitution, operations));
  State next = *state_;
  uint32_t& version = next.versions[operations.party()];
  if (operations.version() <= version) {
    return ReasonedError(
        absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
        absl::StrCat("the register holds version ", version, " of the operations of ",
                     operations.party(), ": the next must be higher than that, this one is ",
                     operations.version()));
  }
  if (operations.version() - version > kLongestStep) {
    return ReasonedError(
        absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
        absl::StrCat("the operations of ", operations.party(), " go from version ", version, " to ",
                     operations.version(), ": the next is ", version + 1));
  }
  if (next.listing.count(operations.party()) != 0)
    RETURN_IF_ERROR(CheckStillListsControllers(operations));
  if (!operations.controllers().empty()) next.listing.insert(operations.party());
  version = operations.version();
  next.operations[operations.party()] = envelope;
  return next;
}

std::shared_ptr<const Agreement> LivingAgreement::With(
    const std::map<std::string, v1::Envelope>& operations) const {
  LivingAgreement next = *this;
  for (const auto& [party, envelope] : operations) {
    absl::StatusOr<LivingAgreement> after = next.After(envelope);
    if (after.ok()) next = *std::move(after);
  }
  return next.current() ? next.current() : current();
}

absl::Status LivingAgreement::Assemble(State& state) {
  for (const v1::Trustee& trustee : state.constitution.trustees()) {
    if (state.operations.count(trustee.id()) == 0) return absl::OkStatus();  // not complete yet
  }
  ASSIGN_OR_RETURN(state.current,
                   Agreement::FromStatements(state.envelope, state.operations, state.before));
  return absl::OkStatus();
}

}  // namespace ginnel::governance
