// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/signing.h"

namespace ginnel::crypto {

/// What a signature line holds, by the number that C2SP gives it.
enum class NoteSignatureType : uint8_t {
  kEd25519 = 0x01,        // of the body
  kCosignatureV1 = 0x04,  // of the body and a time: c2sp.org/tlog-cosignature
};

/// A text that several keys have signed, as people can read it (c2sp.org/signed-note):
///
///   body               any lines, the last one ended too
///                      a blank line
///   — NAME BASE64      a line for each signature
///
/// One note has one text: what Parse accepts ToText gives back byte for byte. Parsing proves
/// nothing; the body means something only after a signature was verified.
struct SignedNote {
  struct Line {
    std::string name;
    std::string signature;  // raw: 4 bytes of key hash, then what the signature's type says
  };
  /// As many as a note may carry: what a stranger sends is not verified without end.
  static constexpr size_t kMaxLines = 64;

  std::string body;
  std::vector<Line> lines;

  std::string ToText() const;
  /// InvalidArgument (REASON_STATEMENT_MALFORMED) with the place. Strict: UTF-8, no control
  /// characters but newlines, 1 to kMaxLines signatures, names as IsNoteName, canonical base64.
  static absl::StatusOr<SignedNote> Parse(std::string_view text);
};

/// Whether a key or a log can be called that: printable ASCII without spaces and '+', not empty.
/// The standard allows more; names that look alike are kept out of the register.
bool IsNoteName(std::string_view name);

/// The first 4 bytes of SHA-256(name ‖ "\n" ‖ type ‖ public key). It finds a line, it proves
/// nothing: anybody can make a key with the same one.
std::string NoteKeyHash(std::string_view name, NoteSignatureType type, const VerifyingKey& key);

/// What follows the key hash in the one line of `note` by that name and key hash; other lines are
/// other keys' matter. Without one PermissionDenied (REASON_SIGNATURE_INVALID), with two
/// InvalidArgument (REASON_STATEMENT_MALFORMED). The view is into `note`; nothing is verified.
absl::StatusOr<std::string_view> FindNoteSignature(const SignedNote& note, std::string_view name,
                                                   NoteSignatureType type, const VerifyingKey& key);

}  // namespace ginnel::crypto
