// SPDX-License-Identifier: Apache-2.0
// The file form of envelopes: only as much JSON as DSSE needs, so that one text has one reading.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"

namespace ginnel::crypto {
namespace {

constexpr size_t kMaxSignatures = 256;

std::string Base64(const std::string& bytes) { return absl::Base64Escape(bytes); }

void AppendQuoted(std::string& out, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

class EnvelopeReader {
 public:
  explicit EnvelopeReader(std::string_view json) : json_(json) {}

  absl::StatusOr<v1::Envelope> Read() {
    v1::Envelope envelope;
    static constexpr std::array<std::string_view, 3> kKeys = {"payload", "payloadType",
                                                              "signatures"};
    RETURN_IF_ERROR(ReadObject(kKeys, [&](size_t key) { return ReadMember(key, envelope); }));
    SkipSpace();
    if (position_ != json_.size()) return Error("nothing may follow the envelope");
    if (envelope.payload_type().empty()) return Error("payloadType is empty");
    return envelope;
  }

 private:
  absl::Status ReadMember(size_t key, v1::Envelope& envelope) {
    switch (key) {
      case 0:
        return ReadBase64(*envelope.mutable_payload());
      case 1:
        return ReadString(*envelope.mutable_payload_type());
      default:
        return ReadSignatures(envelope);
    }
  }

  absl::Status ReadSignatures(v1::Envelope& envelope) {
    static constexpr std::array<std::string_view, 2> kKeys = {"keyid", "sig"};
    RETURN_IF_ERROR(Expect('['));
    if (Accept(']')) return absl::OkStatus();
    do {
      if (static_cast<size_t>(envelope.signatures_size()) == kMaxSignatures) {
        return Error(absl::StrCat("more than ", kMaxSignatures, " signatures"));
      }
      v1::Envelope::Signature& signature = *envelope.add_signatures();
      RETURN_IF_ERROR(ReadObject(kKeys, [&](size_t key) {
        return key == 0 ? ReadString(*signature.mutable_keyid())
                        : ReadBase64(*signature.mutable_sig());
      }));
    } while (Accept(','));
    return Expect(']');
  }

  // An object with each of `keys` exactly once, in any order.
  template <size_t kCount, typename ReadValue>
  absl::Status ReadObject(const std::array<std::string_view, kCount>& keys, ReadValue read_value) {
    std::array<bool, kCount> seen{};
    RETURN_IF_ERROR(Expect('{'));
    do {
      std::string name;
      RETURN_IF_ERROR(ReadString(name));
      size_t key = 0;
      while (key < kCount && keys[key] != name) ++key;
      if (key == kCount) return Error(absl::StrCat("unknown key '", name.substr(0, 40), "'"));
      if (std::exchange(seen[key], true)) return Error(absl::StrCat("key '", name, "' twice"));
      RETURN_IF_ERROR(Expect(':'));
      RETURN_IF_ERROR(read_value(key));
    } while (Accept(','));
    RETURN_IF_ERROR(Expect('}'));
    for (size_t key = 0; key < kCount; ++key) {
      if (!seen[key]) return Error(absl::StrCat("key '", std::string(keys[key]), "' is missing"));
    }
    return absl::OkStatus();
  }

  absl::Status ReadString(std::string& out) {
    RETURN_IF_ERROR(Expect('"'));
    out.clear();
    while (position_ < json_.size() && json_[position_] != '"') {
      char c = json_[position_++];
      if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) {
        return Error("strings hold printable ASCII only");
      }
      if (c == '\\') {
        if (position_ == json_.size()) break;
        c = json_[position_++];
        if (c != '"' && c != '\\' && c != '/') return Error("unsupported escape in a string");
      }
      out += c;
    }
    if (position_ == json_.size()) return Error("a string does not end");
    ++position_;
    return absl::OkStatus();
  }

  absl::Status ReadBase64(std::string& out) {
    std::string text;
    RETURN_IF_ERROR(ReadString(text));
    if (!absl::Base64Unescape(text, &out) || Base64(out) != text) {
      return Error("not canonical base64 (standard alphabet, padded, no line breaks)");
    }
    return absl::OkStatus();
  }

  void SkipSpace() {
    static constexpr std::string_view kSpace = " \t\r\n";
    while (position_ < json_.size() && kSpace.find(json_[position_]) != std::string_view::npos) {
      ++position_;
    }
  }

  bool Accept(char c) {
    SkipSpace();
    if (position_ == json_.size() || json_[position_] != c) return false;
    ++position_;
    return true;
  }

  absl::Status Expect(char c) {
    if (Accept(c)) return absl::OkStatus();
    return Error(absl::StrCat("expected '", std::string(1, c), "'"));
  }

  absl::Status Error(const std::string& what) const {
    size_t line = 1;
    size_t column = 1;
    for (const char c : json_.substr(0, position_)) {
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                         absl::StrCat("not a DSSE envelope: ", line, ":", column, ": ", what));
  }

  std::string_view json_;
  size_t position_ = 0;
};

}  // namespace

std::string EnvelopeToJson(const v1::Envelope& envelope) {
  std::string json = "{\"payload\":";
  AppendQuoted(json, Base64(envelope.payload()));
  json += ",\"payloadType\":";
  AppendQuoted(json, envelope.payload_type());
  json += ",\"signatures\":[";
  for (int i = 0; i < envelope.signatures_size(); ++i) {
    json += i == 0 ? "{\"keyid\":" : ",{\"keyid\":";
    AppendQuoted(json, envelope.signatures(i).keyid());
    json += ",\"sig\":";
    AppendQuoted(json, Base64(envelope.signatures(i).sig()));
    json += '}';
  }
  json += "]}";
  return json;
}

absl::StatusOr<v1::Envelope> EnvelopeFromJson(std::string_view json) {
  return EnvelopeReader(json).Read();
}

}  // namespace ginnel::crypto
