// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"

namespace ginnel {

/// What --json prints: fields as the proto names them, indented, one line end. For reading;
/// signatures are over canonical JSON.
inline absl::StatusOr<std::string> ToReadableJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) {
    return absl::InternalError("cannot write " + message.GetTypeName() + " as JSON");
  }
  return json;
}

}  // namespace ginnel
