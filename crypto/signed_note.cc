// SPDX-License-Identifier: Apache-2.0
#include "crypto/signed_note.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "base/utf8.h"
#include "crypto/digest.h"

namespace ginnel::crypto {
namespace {

constexpr std::string_view kLineStart = "\u2014 ";  // em dash
constexpr size_t kKeyHashSize = 4;

absl::Status Malformed(std::string message) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       std::move(message));
}

absl::Status CheckCharacters(std::string_view text) {
  const size_t valid = ValidUtf8Prefix(text);
  if (valid != text.size()) return Malformed(absl::StrCat("byte ", valid + 1, " is not UTF-8"));
  const auto* const control = std::find_if(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n';
  });
  if (control == text.end()) return absl::OkStatus();
  return Malformed(absl::StrCat("byte ", control - text.begin() + 1,
                                " is a control character other than newline"));
}

absl::StatusOr<SignedNote::Line> ParseLine(std::string_view text, size_t number) {
  const auto malformed = [number](std::string_view what) {
    return Malformed(absl::StrCat("signature line ", number, " of the note ", std::string(what)));
  };
  if (text.substr(0, kLineStart.size()) != kLineStart) {
    return malformed("does not begin with an em dash and a space");
  }
  text.remove_prefix(kLineStart.size());
  const size_t space = text.find(' ');
  if (space == std::string_view::npos) return malformed("holds no name and signature");
  SignedNote::Line line;
  line.name = text.substr(0, space);
  if (!IsNoteName(line.name)) return malformed("names no key: printable ASCII without '+'");
  const std::string base64(text.substr(space + 1));
  if (!absl::Base64Unescape(base64, &line.signature) ||
      absl::Base64Escape(line.signature) != base64) {
    return malformed("is not canonical base64 (standard alphabet, padded, no line breaks)");
  }
  if (line.signature.size() <= kKeyHashSize) return malformed("is too short for a signature");
  return line;
}

}  // namespace

std::string SignedNote::ToText() const {
  std::string text = absl::StrCat(body, "\n");
  for (const Line& line : lines) {
    text += kLineStart;
    absl::StrAppend(&text, line.name, " ", absl::Base64Escape(line.signature), "\n");
  }
  return text;
}

absl::StatusOr<SignedNote> SignedNote::Parse(std::string_view text) {
  RETURN_IF_ERROR(CheckCharacters(text));
  // The last blank line: the body may hold some.
  const size_t blank = text.rfind("\n\n");
  if (blank == std::string_view::npos) {
    return Malformed("a signed note has a blank line before its signatures, found none");
  }
  SignedNote note;
  note.body = text.substr(0, blank + 1);
  std::string_view rest = text.substr(blank + 2);
  if (rest.empty()) return Malformed("the note has no signatures");
  while (!rest.empty()) {
    const size_t newline = rest.find('\n');
    if (newline == std::string_view::npos) {
      return Malformed("the last line of the note is cut off: no newline at its end");
    }
    if (note.lines.size() == kMaxLines) {
      return Malformed(absl::StrCat("the note has more than ", kMaxLines, " signatures"));
    }
    ASSIGN_OR_RETURN(note.lines.emplace_back(),
                     ParseLine(rest.substr(0, newline), note.lines.size() + 1));
    rest.remove_prefix(newline + 1);
  }
  return note;
}

bool IsNoteName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return c > ' ' && c <= '~' && c != '+'; });
}

std::string NoteKeyHash(std::string_view name, NoteSignatureType type, const VerifyingKey& key) {
  std::string input(name);
  input += '\n';
  input += static_cast<char>(type);
  input.append(key.bytes.begin(), key.bytes.end());
  const Digest digest = Sha256(input);
  return std::string(digest.bytes.begin(), digest.bytes.begin() + kKeyHashSize);
}

absl::StatusOr<std::string_view> FindNoteSignature(const SignedNote& note, std::string_view name,
                                                   NoteSignatureType type,
                                                   const VerifyingKey& key) {
  const std::string key_hash = NoteKeyHash(name, type, key);
  std::optional<std::string_view> found;
  for (const SignedNote::Line& line : note.lines) {
    const std::string_view raw = line.signature;
    if (line.name != name || raw.substr(0, kKeyHashSize) != key_hash) continue;
    if (found.has_value()) {
      return Malformed(absl::StrCat("two signatures of one key of ", std::string(name)));
    }
    found = raw.substr(kKeyHashSize);
  }
  if (!found.has_value()) {
    return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_SIGNATURE_INVALID,
                         absl::StrCat("no signature of this kind by the key of ", std::string(name),
                                      ": ask it to sign"));
  }
  return *found;
}

}  // namespace ginnel::crypto
