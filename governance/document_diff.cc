// SPDX-License-Identifier: Apache-2.0
#include "governance/document_diff.h"

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"

namespace ginnel::governance {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What `message` says in `field`, presence included. No map is in a signed document, so that equal
// content has equal bytes.
std::string BytesOf(const Message& message, const FieldDescriptor* field) {
  const std::unique_ptr<Message> copy(message.New());
  const std::unique_ptr<Message> only(message.New());
  copy->CopyFrom(message);
  message.GetReflection()->SwapFields(copy.get(), only.get(), {field});
  return only->SerializeAsString();
}

}  // namespace

void ChangeList::AddNumber(const std::string& what, int64_t older, int64_t newer,
                           const std::string& unit, Ranks ranks) {
  if (older == newer) return;
  const std::string text =
      absl::StrCat(what, " goes from ", older, " to ", newer, unit.empty() ? "" : " ", unit);
  if (ranks == Ranks::kNot) return Add(text);
  const bool looser = (newer > older) == (ranks == Ranks::kHigherIsLooser);
  looser ? AddLooser(text) : Add(absl::StrCat(text, " (stricter)"));
}

void ChangeList::AddText(const std::string& what, const std::string& older,
                         const std::string& newer) {
  if (older == newer) return;
  const auto quoted = [](const std::string& text) {
    return text.empty() ? std::string("nothing") : absl::StrCat("\"", text, "\"");
  };
  Add(absl::StrCat(what, " goes from ", quoted(older), " to ", quoted(newer)));
}

void ChangeList::AddOthers(const std::string& what, const Message& older, const Message& newer,
                           const std::set<std::string>& told) {
  const google::protobuf::Descriptor* type = older.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (told.count(field->name()) != 0 || BytesOf(older, field) == BytesOf(newer, field)) continue;
    Add(absl::StrCat(what, ": ", field->name(), " changes"));
  }
}

bool FieldDiffers(const std::string& field, const Message& older, const Message& newer) {
  const FieldDescriptor* found = older.GetDescriptor()->FindFieldByName(field);
  return found != nullptr && BytesOf(older, found) != BytesOf(newer, found);
}

std::string EnumWord(const std::string& name, const std::string& prefix) {
  const std::string word = absl::AsciiStrToLower(absl::StripPrefix(name, prefix));
  return word.empty() ? "unknown" : word;
}

}  // namespace ginnel::governance
