// SPDX-License-Identifier: Apache-2.0
#include "crypto/dsse.h"

#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::crypto {
namespace {

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

absl::Status Malformed(std::string message) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       std::move(message));
}

absl::Status NotAuthentic(std::string message) {
  return ReasonedError(absl::StatusCode::kUnauthenticated, v1::REASON_SIGNATURE_INVALID,
                       std::move(message));
}

constexpr std::string_view kTypeBefore = "application/vnd.ginnel.";
constexpr std::string_view kTypeAfter = ".v1+json";

}  // namespace

std::string PayloadType(std::string_view statement) {
  std::string type(kTypeBefore);
  type += statement;
  type += kTypeAfter;
  return type;
}

std::string StatementName(std::string_view payload_type) {
  if (!payload_type.starts_with(kTypeBefore) || !payload_type.ends_with(kTypeAfter)) return "";
  payload_type.remove_prefix(kTypeBefore.size());
  if (payload_type.size() < kTypeAfter.size()) return "";
  payload_type.remove_suffix(kTypeAfter.size());
  return std::string(payload_type);
}

std::string PreAuthenticationEncoding(std::string_view payload_type, std::string_view payload) {
  std::string encoding = absl::StrCat("DSSEv1 ", payload_type.size(), " ");
  encoding.reserve(encoding.size() + payload_type.size() + payload.size() + 24);
  encoding += payload_type;
  absl::StrAppend(&encoding, " ", payload.size(), " ");
  encoding += payload;
  return encoding;
}

absl::StatusOr<v1::Envelope> SignEnvelope(std::string_view payload_type, std::string_view payload,
                                          const Signer& signer) {
  v1::Envelope envelope;
  envelope.set_payload_type(std::string(payload_type));
  envelope.set_payload(std::string(payload));
  RETURN_IF_ERROR(AddSignature(envelope, signer));
  return envelope;
}

absl::Status AddSignature(v1::Envelope& envelope, const Signer& signer) {
  const std::string key_id = signer.verifying_key().KeyId();
  for (const v1::Envelope::Signature& signature : envelope.signatures()) {
    if (signature.keyid() == key_id) {
      return absl::AlreadyExistsError(absl::StrCat("key ", key_id, " has signed this already"));
    }
  }
  using Signature = std::array<uint8_t, 64>;
  ASSIGN_OR_RETURN(
      const Signature raw,
      signer.Sign(Bytes(PreAuthenticationEncoding(envelope.payload_type(), envelope.payload()))));
  v1::Envelope::Signature* const added = envelope.add_signatures();
  added->set_keyid(key_id);
  added->set_sig(std::string(raw.begin(), raw.end()));
  return absl::OkStatus();
}

absl::Status VerifyEnvelope(const v1::Envelope& envelope, std::string_view payload_type,
                            const VerifyingKey& key) {
  if (envelope.payload_type() != payload_type) {
    // What a stranger sent goes into the message short and escaped.
    return Malformed(absl::StrCat("the envelope holds '",
                                  absl::CHexEscape(envelope.payload_type().substr(0, 80)),
                                  "', expected '", std::string(payload_type), "'"));
  }
  const std::string key_id = key.KeyId();
  const std::string signed_bytes =
      PreAuthenticationEncoding(envelope.payload_type(), envelope.payload());
  bool found = false;
  for (const v1::Envelope::Signature& signature : envelope.signatures()) {
    if (signature.keyid() != key_id) continue;
    if (found) return Malformed(absl::StrCat("two signatures by key ", key_id));
    if (!key.Verify(Bytes(signed_bytes), Bytes(signature.sig()))) {
      return NotAuthentic(
          absl::StrCat("the signature by key ", key_id,
                       " does not fit the payload: the file was changed after it was signed"));
    }
    found = true;
  }
  if (!found) return NotAuthentic(absl::StrCat("no signature by key ", key_id));
  return absl::OkStatus();
}

Digest PayloadDigest(const v1::Envelope& envelope) {
  return Sha256(std::string_view(envelope.payload()));
}

}  // namespace ginnel::crypto
