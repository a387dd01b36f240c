// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "crypto/signing.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/release.pb.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::governance {

// Signed statements (protocols.md 7): the canonical JSON of one message in a DSSE envelope. This is
// the one place that makes and opens them. A statement's identity is crypto::PayloadDigest of its
// envelope: the bytes as they were signed, never re-serialised.

/// The name in the payload type of each message that can be a statement. Other messages do not
/// compile.
template <typename T>
struct StatementType;

#define GINNEL_STATEMENT(message, name)             \
  template <>                                       \
  struct StatementType<message> {                   \
    static constexpr std::string_view kName = name; \
  }
GINNEL_STATEMENT(v1::Constitution, "constitution");
GINNEL_STATEMENT(v1::Operations, "operations");
GINNEL_STATEMENT(v1::Query, "query");
GINNEL_STATEMENT(v1::Approval, "approval");
GINNEL_STATEMENT(v1::StandingApproval, "standing-approval");
GINNEL_STATEMENT(v1::Delegation, "delegation");
GINNEL_STATEMENT(v1::Policy, "policy");
GINNEL_STATEMENT(v1::GoAhead, "go-ahead");
GINNEL_STATEMENT(v1::Refusal, "refusal");
GINNEL_STATEMENT(v1::Revocation, "revocation");
GINNEL_STATEMENT(v1::Suspension, "suspension");
GINNEL_STATEMENT(v1::Run, "run");
GINNEL_STATEMENT(v1::Void, "void");
GINNEL_STATEMENT(v1::Release, "release");
GINNEL_STATEMENT(v1::Released, "released");
GINNEL_STATEMENT(v1::Rejection, "rejection");
GINNEL_STATEMENT(v1::Quota, "quota");
GINNEL_STATEMENT(v1::TopUp, "top-up");
GINNEL_STATEMENT(v1::Epoch, "epoch");
GINNEL_STATEMENT(v1::SpinePart, "spine-part");
GINNEL_STATEMENT(v1::Spine, "spine");
#undef GINNEL_STATEMENT

namespace internal {
absl::StatusOr<v1::Envelope> SignMessage(std::string_view name,
                                         const google::protobuf::Message& message,
                                         const crypto::Signer& signer);
absl::Status ReadPayload(const v1::Envelope& envelope, std::string_view name,
                         google::protobuf::Message& out);
absl::Status CheckOneSignature(const v1::Envelope& envelope, std::string_view name,
                               const crypto::VerifyingKey& key);
}  // namespace internal

/// Whether `envelope` says that it holds a T. Says nothing of its signature.
template <typename T>
bool IsStatement(const v1::Envelope& envelope) {
  return envelope.payload_type() == crypto::PayloadType(StatementType<T>::kName);
}

/// Signs `statement` in its canonical form.
template <typename T>
absl::StatusOr<v1::Envelope> SignStatement(const T& statement, const crypto::Signer& signer) {
  return internal::SignMessage(StatementType<T>::kName, statement, signer);
}

/// The statement in `envelope`, if it has the payload type of T, exactly one signature, that of
/// `key`, and a payload in canonical form. REASON_STATEMENT_MALFORMED (InvalidArgument) or
/// REASON_SIGNATURE_INVALID (PermissionDenied) otherwise.
template <typename T>
absl::StatusOr<T> OpenStatement(const v1::Envelope& envelope, const crypto::VerifyingKey& key) {
  T statement;
  RETURN_IF_ERROR(internal::ReadPayload(envelope, StatementType<T>::kName, statement));
  RETURN_IF_ERROR(internal::CheckOneSignature(envelope, StatementType<T>::kName, key));
  return statement;
}

/// The same, for a statement that names its own signer: `key_of` takes the unverified T and returns
/// the key that the agreement gives for who it claims to be, or the error that refuses it. Nothing
/// of the statement is returned before its signature holds.
template <typename T, typename KeyOf>
absl::StatusOr<T> OpenStatementBy(const v1::Envelope& envelope, const KeyOf& key_of) {
  T statement;
  RETURN_IF_ERROR(internal::ReadPayload(envelope, StatementType<T>::kName, statement));
  ASSIGN_OR_RETURN(const crypto::VerifyingKey key, key_of(std::as_const(statement)));
  RETURN_IF_ERROR(internal::CheckOneSignature(envelope, StatementType<T>::kName, key));
  return statement;
}

/// The statement in `envelope` without a look at its signatures: only for those that several
/// parties sign, whose signatures are then checked one by one (constitution_signatures.h), and to
/// show a person what they are about to sign.
template <typename T>
absl::StatusOr<T> ReadUnverifiedStatement(const v1::Envelope& envelope) {
  T statement;
  RETURN_IF_ERROR(internal::ReadPayload(envelope, StatementType<T>::kName, statement));
  return statement;
}

}  // namespace ginnel::governance
