// SPDX-License-Identifier: Apache-2.0
#include "disclosure/render_json.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"

namespace ginnel::disclosure {

absl::StatusOr<std::string> RenderJson(const v1::Release& release) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(release, &json, options);
  if (!status.ok()) {
    return absl::InternalError(
        absl::StrCat("a release cannot be written as JSON: ", status.ToString()));
  }
  return json;
}

}  // namespace ginnel::disclosure
