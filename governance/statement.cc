// SPDX-License-Identifier: Apache-2.0
#include "governance/statement.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/reason.h"

namespace ginnel::governance::internal {
namespace {

absl::Status Malformed(std::string message) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       std::move(message));
}

}  // namespace

absl::StatusOr<v1::Envelope> SignMessage(std::string_view name,
                                         const google::protobuf::Message& message,
                                         const crypto::Signer& signer) {
  ASSIGN_OR_RETURN(const std::string payload, CanonicalJson(message));
  return crypto::SignEnvelope(crypto::PayloadType(name), payload, signer);
}

absl::Status ReadPayload(const v1::Envelope& envelope, std::string_view name,
                         google::protobuf::Message& out) {
  const std::string type = crypto::PayloadType(name);
  if (envelope.payload_type() != type) {
    // What a stranger sent goes into the message short and escaped.
    return Malformed(absl::StrCat("statement has the payload type '",
                                  absl::CHexEscape(envelope.payload_type().substr(0, 80)),
                                  "' where '", type, "' is needed"));
  }
  if (absl::Status parsed = ParseCanonicalJson(envelope.payload(), out); !parsed.ok()) {
    return Malformed(absl::StrCat(
        std::string(name), " statement is not in canonical form: ", std::string(parsed.message())));
  }
  return absl::OkStatus();
}

absl::Status CheckOneSignature(const v1::Envelope& envelope, std::string_view name,
                               const crypto::VerifyingKey& key) {
  if (envelope.signatures_size() != 1) {
    return Malformed(absl::StrCat(std::string(name), " statement has ", envelope.signatures_size(),
                                  " signatures where exactly one is needed"));
  }
  if (!crypto::VerifyEnvelope(envelope, crypto::PayloadType(name), key).ok()) {
    return ReasonedError(
        absl::StatusCode::kPermissionDenied, v1::REASON_SIGNATURE_INVALID,
        absl::StrCat(std::string(name), " statement has no valid signature of the key ",
                     key.KeyId().substr(0, 16), "…: it was altered, or signed by another key"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::governance::internal
