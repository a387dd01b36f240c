// SPDX-License-Identifier: Apache-2.0
#include "crypto/checkpoint.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"

namespace ginnel::crypto {
namespace {

using Signature = std::array<uint8_t, 64>;
constexpr size_t kTimeSize = 8;

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

absl::Status Malformed(std::string message) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       std::move(message));
}

absl::Status NotSigned(std::string message) {
  return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_SIGNATURE_INVALID,
                       std::move(message));
}

absl::Status CheckKeyName(std::string_view name) {
  if (IsNoteName(name)) return absl::OkStatus();
  // What a stranger sent goes into the message short and escaped.
  return Malformed(absl::StrCat("'", absl::CHexEscape(std::string(name.substr(0, 80))),
                                "' cannot name a key: use printable ASCII without spaces and '+'"));
}

void AddLine(SignedNote& note, std::string_view name, const std::string& key_hash,
             std::string_view prefix, const Signature& raw) {
  SignedNote::Line& line = note.lines.emplace_back();
  line.name = name;
  line.signature = key_hash;
  line.signature += prefix;
  line.signature.append(raw.begin(), raw.end());
}

// The next line of `text` without its newline, which is taken off.
absl::StatusOr<std::string_view> TakeLine(std::string_view& text) {
  const size_t newline = text.find('\n');
  if (newline == std::string_view::npos) {
    return Malformed("the checkpoint is cut off: expected origin, size and root, each on its line");
  }
  const std::string_view line = text.substr(0, newline);
  text.remove_prefix(newline + 1);
  return line;
}

std::string CosignedMessage(uint64_t seconds, std::string_view body) {
  return absl::StrCat("cosignature/v1\ntime ", seconds, "\n", std::string(body));
}

std::string BigEndian(uint64_t value) {
  std::string bytes(kTimeSize, '\0');
  for (size_t i = kTimeSize; i-- > 0; value >>= 8) bytes[i] = static_cast<char>(value & 0xff);
  return bytes;
}

uint64_t FromBigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

}  // namespace

std::string Checkpoint::Body() const {
  const std::string_view raw(reinterpret_cast<const char*>(root.bytes.data()), root.bytes.size());
  return absl::StrCat(origin, "\n", size, "\n", absl::Base64Escape(std::string(raw)), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpointBody(std::string_view body) {
  std::string_view rest = body;
  ASSIGN_OR_RETURN(const std::string_view origin, TakeLine(rest));
  ASSIGN_OR_RETURN(const std::string_view size, TakeLine(rest));
  ASSIGN_OR_RETURN(const std::string_view root, TakeLine(rest));
  Checkpoint checkpoint;
  if (!IsNoteName(origin)) {
    return Malformed("line 1 of the checkpoint is no log's name: printable ASCII without '+'");
  }
  checkpoint.origin = origin;
  if (!absl::SimpleAtoi(std::string(size), &checkpoint.size)) {
    return Malformed("line 2 of the checkpoint is not a size");
  }
  std::string raw;
  if (!absl::Base64Unescape(std::string(root), &raw) ||
      raw.size() != checkpoint.root.bytes.size()) {
    return Malformed("line 3 of the checkpoint is not the base64 of 32 bytes");
  }
  std::copy(raw.begin(), raw.end(), checkpoint.root.bytes.begin());
  // The parsers above allow spaces, signs and loose bits; a checkpoint has one text.
  if (checkpoint.Body() != body) {
    return Malformed(
        "the checkpoint is not in its canonical form: three lines, the size without leading zeros, "
        "padded base64");
  }
  return checkpoint;
}

absl::StatusOr<SignedNote> SignCheckpoint(const Checkpoint& checkpoint, std::string_view key_name,
                                          const Signer& signer) {
  RETURN_IF_ERROR(CheckKeyName(key_name));
  SignedNote note;
  note.body = checkpoint.Body();
  RETURN_IF_ERROR(ParseCheckpointBody(note.body).status());
  ASSIGN_OR_RETURN(const Signature raw, signer.Sign(Bytes(note.body)));
  AddLine(note, key_name,
          NoteKeyHash(key_name, NoteSignatureType::kEd25519, signer.verifying_key()), "", raw);
  return note;
}

absl::Status AddCosignature(SignedNote& note, std::string_view key_name, const Signer& signer,
                            absl::Time time) {
  RETURN_IF_ERROR(CheckKeyName(key_name));
  RETURN_IF_ERROR(ParseCheckpointBody(note.body).status());
  if (time < absl::UnixEpoch() || time == absl::InfiniteFuture()) {
    return absl::InvalidArgumentError("a cosignature states a time from 1970 on: set the clock");
  }
  const std::string key_hash =
      NoteKeyHash(key_name, NoteSignatureType::kCosignatureV1, signer.verifying_key());
  for (const SignedNote::Line& line : note.lines) {
    if (line.name == key_name && line.signature.substr(0, key_hash.size()) == key_hash) {
      return absl::AlreadyExistsError(
          absl::StrCat(std::string(key_name), " has cosigned this note already"));
    }
  }
  const auto seconds = static_cast<uint64_t>(absl::ToUnixSeconds(time));
  ASSIGN_OR_RETURN(const Signature raw, signer.Sign(Bytes(CosignedMessage(seconds, note.body))));
  AddLine(note, key_name, key_hash, BigEndian(seconds), raw);
  return absl::OkStatus();
}

absl::Status VerifyCheckpointSignature(const SignedNote& note, std::string_view key_name,
                                       const VerifyingKey& key) {
  RETURN_IF_ERROR(ParseCheckpointBody(note.body).status());
  ASSIGN_OR_RETURN(const std::string_view signature,
                   FindNoteSignature(note, key_name, NoteSignatureType::kEd25519, key));
  if (!key.Verify(Bytes(note.body), Bytes(signature))) {
    return NotSigned(absl::StrCat("the signature of ", std::string(key_name),
                                  " does not fit the checkpoint: it was changed, or another key "
                                  "signed it"));
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> VerifyCosignature(const SignedNote& note, std::string_view key_name,
                                             const VerifyingKey& key) {
  RETURN_IF_ERROR(ParseCheckpointBody(note.body).status());
  ASSIGN_OR_RETURN(const std::string_view found,
                   FindNoteSignature(note, key_name, NoteSignatureType::kCosignatureV1, key));
  const uint64_t seconds = FromBigEndian(found.substr(0, kTimeSize));
  const std::string_view signature = found.substr(std::min(kTimeSize, found.size()));
  if (!key.Verify(Bytes(CosignedMessage(seconds, note.body)), Bytes(signature))) {
    return NotSigned(absl::StrCat("the cosignature of ", std::string(key_name),
                                  " does not fit the checkpoint and its time: one of them was "
                                  "changed, or another key signed it"));
  }
  if (seconds > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
    return Malformed(absl::StrCat("the cosignature of ", std::string(key_name),
                                  " states a time that the standard does not allow"));
  }
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

}  // namespace ginnel::crypto
