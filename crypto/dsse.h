// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/digest.h"
#include "crypto/signing.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::crypto {

// DSSE v1 envelopes (https://github.com/secure-systems-lab/dsse): signature over
// PAE(type, payload) = "DSSEv1" SP len(type) SP type SP len(payload) SP payload.

/// "application/vnd.ginnel.<statement>.v1+json"
std::string PayloadType(std::string_view statement);
/// The <statement> of such a payload type; empty for any other text.
std::string StatementName(std::string_view payload_type);

std::string PreAuthenticationEncoding(std::string_view payload_type, std::string_view payload);

/// A new envelope with one signature.
absl::StatusOr<v1::Envelope> SignEnvelope(std::string_view payload_type, std::string_view payload,
                                          const Signer& signer);
/// Adds one more signature over the same payload; AlreadyExists if this key has signed it.
absl::Status AddSignature(v1::Envelope& envelope, const Signer& signer);

/// OK if `envelope` has the payload type and exactly one signature by `key`, and that one is valid.
/// Malformed for another type or a second signature by `key`; Unauthenticated
/// (REASON_SIGNATURE_INVALID) for a bad or missing one.
absl::Status VerifyEnvelope(const v1::Envelope& envelope, std::string_view payload_type,
                            const VerifyingKey& key);

/// The identity of a statement: SHA-256 of the payload exactly as signed.
Digest PayloadDigest(const v1::Envelope& envelope);

/// DSSE's own JSON for files: {"payload": base64, "payloadType": …, "signatures": [{"keyid": …,
/// "sig": base64}]}.
std::string EnvelopeToJson(const v1::Envelope& envelope);
/// Strict: duplicate or unknown keys and non-canonical base64 are errors.
absl::StatusOr<v1::Envelope> EnvelopeFromJson(std::string_view json);

}  // namespace ginnel::crypto
