// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "crypto/digest.h"
#include "crypto/signed_note.h"
#include "crypto/signing.h"

namespace ginnel::crypto {

/// What a log says of itself at one size (c2sp.org/tlog-checkpoint). Its body in a note is
///
///   ORIGIN             the log's name, as IsNoteName
///   SIZE               leaves, decimal
///   ROOT               base64 of the Merkle root of the first SIZE leaves (crypto/merkle.h)
///
/// and nothing more. No other message that these keys sign can be read as such a body: a DSSE
/// encoding has a space in its first line, a cosigned message has five lines.
struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Digest root;

  std::string Body() const;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// InvalidArgument (REASON_STATEMENT_MALFORMED) unless `body` is just what Body() gives for some
/// checkpoint: no extension lines, no leading zeros, canonical base64 of 32 bytes.
absl::StatusOr<Checkpoint> ParseCheckpointBody(std::string_view body);

/// A note with the log's own Ed25519 signature. InvalidArgument (REASON_STATEMENT_MALFORMED) if
/// the origin or `key_name` is no name.
absl::StatusOr<SignedNote> SignCheckpoint(const Checkpoint& checkpoint, std::string_view key_name,
                                          const Signer& signer);

/// Adds a cosignature/v1 (c2sp.org/tlog-cosignature): the cosigner says that at `time`, cut to
/// whole seconds, this was the largest tree that it had seen of the log, and that it held together
/// with all before. To verify that, and the log's signature, is the caller's part, before it calls.
/// InvalidArgument if the body is no checkpoint, `key_name` no name, or the time before 1970;
/// AlreadyExists if this key has cosigned the note: for a newer time take the line out first.
absl::Status AddCosignature(SignedNote& note, std::string_view key_name, const Signer& signer,
                            absl::Time time);

/// OK if the body is a checkpoint and the note has exactly one line by that name and key hash, and
/// that one is valid. PermissionDenied (REASON_SIGNATURE_INVALID) for a bad or missing signature,
/// InvalidArgument (REASON_STATEMENT_MALFORMED) for another body or two lines. Lines of others are
/// not looked at. Whether the origin is the log that was expected is the caller's to compare.
absl::Status VerifyCheckpointSignature(const SignedNote& note, std::string_view key_name,
                                       const VerifyingKey& key);

/// The same for a cosignature/v1: the time that it states. How old or how far in the future that
/// may be is the caller's to judge.
absl::StatusOr<absl::Time> VerifyCosignature(const SignedNote& note, std::string_view key_name,
                                             const VerifyingKey& key);

}  // namespace ginnel::crypto
