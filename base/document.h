// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/status.h"
#include "google/protobuf/message.h"

namespace ginnel {

// Two forms of one proto message: YAML for people, canonical JSON for signatures.

/// The one canonical JSON form of `message`: field names in snake case sorted bytewise, defaults
/// left out (explicit `optional` kept), 64-bit integers as strings, enums by name, bytes as padded
/// base64, only `"`, `\` and control characters escaped, no white space. InvalidArgument for what a
/// signed document may not hold: map, float, double, unknown fields, invalid UTF-8.
absl::StatusOr<std::string> CanonicalJson(const google::protobuf::Message& message);

/// Accepts `bytes` only if they are the canonical form of the message that they parse to, which
/// refuses duplicate keys, unknown fields, trailing commas and every other spelling. `out` is
/// overwritten.
absl::Status ParseCanonicalJson(std::string_view bytes, google::protobuf::Message& out);

template <typename T>
absl::StatusOr<T> ParseCanonicalJson(std::string_view bytes) {
  T message;
  RETURN_IF_ERROR(ParseCanonicalJson(bytes, message));
  return message;
}

/// Reads one YAML document into `out`. Errors read `file:line:column: unknown field `secter` in
/// Member: did you mean `sectors`?`. Enum values are written without their prefix, in lower case
/// (`general_practice`). Duplicate keys, several documents, alias bombs, leading zeros and values
/// of a wrong type are errors.
absl::Status LoadYaml(std::string_view text, std::string_view file, google::protobuf::Message& out);
absl::Status LoadYamlFile(const std::string& path, google::protobuf::Message& out);

template <typename T>
absl::StatusOr<T> LoadYamlFile(const std::string& path) {
  T message;
  RETURN_IF_ERROR(LoadYamlFile(path, message));
  return message;
}

}  // namespace ginnel
