// SPDX-License-Identifier: Apache-2.0
#include "tests/property/governance/every_change.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace ginnel::governance {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Sets or adds one value of a scalar field, different for different `salt`.
void Put(Message& message, const FieldDescriptor* field, int salt) {
  const Reflection& as = *message.GetReflection();
  const bool repeated = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = absl::StrCat(field->name(), " ", salt);
      return repeated ? as.AddString(&message, field, text) : as.SetString(&message, field, text);
    }
    case FieldDescriptor::CPPTYPE_UINT32:
      return as.SetUInt32(&message, field, static_cast<uint32_t>(10 + salt));
    case FieldDescriptor::CPPTYPE_UINT64:
      return as.SetUInt64(&message, field, static_cast<uint64_t>(10 + salt));
    case FieldDescriptor::CPPTYPE_INT64:
      return as.SetInt64(&message, field, 10 + salt);
    case FieldDescriptor::CPPTYPE_BOOL:
      return as.SetBool(&message, field, salt % 2 == 0);
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = 1 + salt % (field->enum_type()->value_count() - 1);
      return repeated ? as.AddEnumValue(&message, field, number)
                      : as.SetEnumValue(&message, field, number);
    }
    default:
      FAIL() << field->full_name() << ": a type that constitutions did not have: teach it here";
  }
}

}  // namespace

void Fill(Message& message, int salt) {
  const google::protobuf::Descriptor* type = message.GetDescriptor();
  const Reflection& as = *message.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    for (int n = 0; n < (field->is_repeated() ? 2 : 1); ++n) {
      if (!is_message) {
        Put(message, field, salt + n);
      } else {
        Fill(field->is_repeated() ? *as.AddMessage(&message, field)
                                  : *as.MutableMessage(&message, field),
             salt + n);
      }
    }
  }
}

namespace {

// `to` finds the message in its root.
void Collect(const Message& message, const std::string& path,
             const std::function<Message&(Message&)>& to, std::vector<Change>& changes) {
  const google::protobuf::Descriptor* type = message.GetDescriptor();
  const auto add = [&](const FieldDescriptor* field, const std::string& what,
                       const std::function<void(Message&)>& change) {
    changes.push_back({absl::StrCat(path, field->name(), " ", what),
                       [to, change](Message& root) { change(to(root)); }});
  };
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!field->is_repeated() && !message.GetReflection()->HasField(message, field))
      continue;  // another branch of a oneof
    add(field, "cleared", [field](Message& m) { m.GetReflection()->ClearField(&m, field); });
    if (field->is_repeated()) {
      add(field, "shortened", [field](Message& m) { m.GetReflection()->RemoveLast(&m, field); });
      add(field, "reordered",
          [field](Message& m) { m.GetReflection()->SwapElements(&m, field, 0, 1); });
      add(field, "lengthened", [field, is_message](Message& m) {
        is_message ? Fill(*m.GetReflection()->AddMessage(&m, field), 77) : Put(m, field, 77);
      });
    }
    if (!is_message) {
      if (!field->is_repeated()) {
        // Next to the filled value, so that booleans and enums differ from it too.
        add(field, "changed", [field](Message& m) {
          const std::string before = m.SerializeAsString();
          for (int salt = 3; m.SerializeAsString() == before; ++salt) Put(m, field, salt);
        });
      }
      continue;
    }
    for (int n = 0; n < (field->is_repeated() ? 2 : 1); ++n) {
      const Reflection& as = *message.GetReflection();
      const Message& inner = field->is_repeated() ? as.GetRepeatedMessage(message, field, n)
                                                  : as.GetMessage(message, field);
      Collect(
          inner,
          absl::StrCat(path, field->name(), field->is_repeated() ? absl::StrCat(n) : "", "."),
          [to, field, n](Message& root) -> Message& {
            Message& m = to(root);
            return field->is_repeated() ? *m.GetReflection()->MutableRepeatedMessage(&m, field, n)
                                        : *m.GetReflection()->MutableMessage(&m, field);
          },
          changes);
    }
  }
}

}  // namespace

std::vector<Change> ChangesOf(const Message& message) {
  std::vector<Change> changes;
  Collect(
      message, "", [](Message& root) -> Message& { return root; }, changes);
  return changes;
}

}  // namespace ginnel::governance
