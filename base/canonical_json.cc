// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/json_util.h"

namespace ginnel {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kLargestDocument = 16u << 20;
constexpr int kDeepest = 64;

absl::Status Unsignable(const FieldDescriptor& field, std::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat(field.full_name(), " cannot be in a signed document: ", std::string(why)));
}

absl::Status AppendMessage(const Message& message, int depth, std::string& out);

// One value of a field: at `index` of a repeated field, or the value of a singular one where
// `index` is -1.
class Value {
 public:
  Value(const Message& message, const FieldDescriptor& field, int index)
      : message_(message), field_(field), reflection_(*message.GetReflection()), index_(index) {}

  absl::Status AppendTo(int depth, std::string& out) const {
    switch (field_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        absl::StrAppend(&out, Get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32));
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_UINT32:
        absl::StrAppend(&out, Get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32));
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_INT64:
        absl::StrAppend(&out, "\"", Get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64),
                        "\"");
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_UINT64:
        absl::StrAppend(&out, "\"", Get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64),
                        "\"");
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_BOOL:
        out += Get(&Reflection::GetBool, &Reflection::GetRepeatedBool) ? "true" : "false";
        return absl::OkStatus();
      case FieldDescriptor::CPPTYPE_ENUM:
        return AppendEnum(out);
      case FieldDescriptor::CPPTYPE_STRING:
        return AppendString(out);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return AppendMessage(index_ < 0 ? reflection_.GetMessage(message_, &field_)
                                        : reflection_.GetRepeatedMessage(message_, &field_, index_),
                             depth + 1, out);
      default:
        return Unsignable(field_, "float and double have no one spelling");
    }
  }

 private:
  template <typename T>
  T Get(T (Reflection::*one)(const Message&, const FieldDescriptor*) const,
        T (Reflection::*many)(const Message&, const FieldDescriptor*, int) const) const {
    return index_ < 0 ? (reflection_.*one)(message_, &field_)
                      : (reflection_.*many)(message_, &field_, index_);
  }

  absl::Status AppendEnum(std::string& out) const {
    const int number = Get(&Reflection::GetEnumValue, &Reflection::GetRepeatedEnumValue);
    const EnumValueDescriptor* value = field_.enum_type()->FindValueByNumber(number);
    if (value == nullptr)
      return Unsignable(field_, absl::StrCat(number, " is not a value of the enum"));
    AppendJsonString(value->name(), out);
    return absl::OkStatus();
  }

  absl::Status AppendString(std::string& out) const {
    const std::string text = Get(&Reflection::GetString, &Reflection::GetRepeatedString);
    if (field_.type() == FieldDescriptor::TYPE_BYTES) {
      AppendJsonString(absl::Base64Escape(text), out);
      return absl::OkStatus();
    }
    if (ValidUtf8Prefix(text) != text.size())
      return Unsignable(field_, "the text is not valid UTF-8");
    AppendJsonString(text, out);
    return absl::OkStatus();
  }

  const Message& message_;
  const FieldDescriptor& field_;
  const Reflection& reflection_;
  int index_;
};

absl::Status AppendField(const Message& message, const FieldDescriptor& field, int depth,
                         std::string& out) {
  if (field.is_map()) return Unsignable(field, "a map has no order");
  if (field.is_extension()) return Unsignable(field, "it is an extension");
  absl::StrAppend(&out, "\"", field.name(), "\":");
  if (!field.is_repeated()) return Value(message, field, -1).AppendTo(depth, out);
  out += '[';
  const int size = message.GetReflection()->FieldSize(message, &field);
  for (int i = 0; i < size; ++i) {
    if (i > 0) out += ',';
    RETURN_IF_ERROR(Value(message, field, i).AppendTo(depth, out));
  }
  out += ']';
  return absl::OkStatus();
}

absl::Status AppendMessage(const Message& message, int depth, std::string& out) {
  const std::string& type = message.GetDescriptor()->full_name();
  if (depth > kDeepest)
    return absl::InvalidArgumentError(absl::StrCat(type, " is nested too deeply to be signed"));
  if (!message.GetReflection()->GetUnknownFields(message).empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(type, " holds fields that this version does not know: it cannot be signed"));
  }
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::sort(fields.begin(), fields.end(), [](const FieldDescriptor* a, const FieldDescriptor* b) {
    return a->name() < b->name();
  });
  out += '{';
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    RETURN_IF_ERROR(AppendField(message, *fields[i], depth, out));
  }
  out += '}';
  return absl::OkStatus();
}

// The parser recurses once a level: bound it before it runs.
bool NestsTooDeeply(std::string_view json) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '{' || c == '[')) {
      // A list and a message for each level of messages.
      if (++depth > 2 * kDeepest) return true;
    } else if (!quoted && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<std::string> CanonicalJson(const google::protobuf::Message& message) {
  std::string json;
  RETURN_IF_ERROR(AppendMessage(message, 0, json));
  return json;
}

absl::Status ParseCanonicalJson(std::string_view bytes, google::protobuf::Message& out) {
  out.Clear();
  const std::string& type = out.GetDescriptor()->full_name();
  if (bytes.size() > kLargestDocument || NestsTooDeeply(bytes)) {
    return absl::InvalidArgumentError(
        absl::StrCat(type, ": the JSON is too large or nested too deeply"));
  }
  const auto parsed =
      google::protobuf::util::JsonStringToMessage({bytes.data(), bytes.size()}, &out);
  if (!parsed.ok()) {
    out.Clear();
    return absl::InvalidArgumentError(absl::StrCat(type, ": not a valid JSON form of it"));
  }
  const absl::StatusOr<std::string> canonical = CanonicalJson(out);
  if (!canonical.ok() || *canonical != bytes) {
    out.Clear();
    return absl::InvalidArgumentError(
        absl::StrCat(type,
                     ": the JSON is not in canonical form (sorted snake-case names, no white "
                     "space, nothing twice, defaults left out)"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel
