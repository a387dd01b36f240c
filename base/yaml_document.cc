// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <exception>
#include <set>
#include <sstream>
#include <type_traits>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/document.h"
#include "base/files.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "google/protobuf/descriptor.h"

namespace ginnel {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kLargestDocument = 16u << 20;
// Far above any real document; a few lines of aliases to aliases would reach billions.
constexpr int kMostNodes = 1'000'000;
constexpr int kDeepest = 64;
constexpr size_t kMostListed = 16;

// Text from the document, short enough and printable enough for an error.
std::string Quote(const std::string& text) {
  constexpr size_t kLongest = 60;
  return absl::StrCat("`", absl::CHexEscape(text.substr(0, kLongest)),
                      text.size() > kLongest ? "…" : "", "`");
}

// SECTOR_GENERAL_PRACTICE -> general_practice: what its zero value calls SECTOR_UNSPECIFIED has the
// prefix "SECTOR_".
std::string WrittenName(const EnumValueDescriptor& value) {
  constexpr absl::string_view kZero = "UNSPECIFIED";
  const std::string& zero = value.type()->value(0)->name();
  const size_t prefix = absl::EndsWith(zero, kZero) ? zero.size() - kZero.size() : 0;
  return absl::AsciiStrToLower(absl::string_view(value.name()).substr(prefix));
}

// Hears a document and keeps nothing of it.
class Listener : public YAML::EventHandler {
 public:
  using Mark = YAML::Mark;
  void OnDocumentStart(const Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const Mark&, YAML::anchor_t) override {}
  void OnAlias(const Mark&, YAML::anchor_t) override {}
  void OnScalar(const Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

// How many documents `text` holds, up to two. Not YAML::LoadAll: before a stray comma, yaml-cpp 0.7
// finds an empty document for ever, each time without reading on.
int DocumentsUpToTwo(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Listener listener;
  int documents = 0;
  while (documents < 2 && parser.HandleNextDocument(listener)) ++documents;
  return documents;
}

class Loader {
 public:
  explicit Loader(std::string_view file) : file_(file) {}

  absl::Status Load(std::string_view text, Message& out) {
    RETURN_IF_ERROR(CheckText(text));
    try {
      const std::string copy(text);
      const int documents = DocumentsUpToTwo(copy);
      if (documents != 1) {
        return absl::InvalidArgumentError(absl::StrCat(
            file_, ": expected one YAML document, found ", documents == 0 ? "none" : "more"));
      }
      const YAML::Node document = YAML::Load(copy);
      return Fill(document, document.Mark(), out);
    } catch (const YAML::Exception& error) {
      return Error(error.mark, error.msg);
    } catch (const std::exception& error) {
      return absl::InvalidArgumentError(absl::StrCat(file_, ": not valid YAML: ", error.what()));
    }
  }

 private:
  absl::Status Error(const YAML::Mark& mark, const std::string& what) const {
    return absl::InvalidArgumentError(
        absl::StrCat(file_, ":", mark.line + 1, ":", mark.column + 1, ": ", what));
  }

  // yaml-cpp replaces bad bytes in silence, and takes 0x04 for the end of the file.
  absl::Status CheckText(std::string_view text) const {
    if (text.size() > kLargestDocument)
      return absl::InvalidArgumentError(absl::StrCat(file_, ": the file is too large"));
    const size_t valid = ValidUtf8Prefix(text);
    YAML::Mark mark;
    mark.line = mark.column = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (i == valid) return Error(mark, "not valid UTF-8: save the file as UTF-8");
      if ((byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') || byte == 0x7F) {
        return Error(mark, absl::StrCat("control character 0x", absl::Hex(byte, absl::kZeroPad2),
                                        " is not allowed"));
      }
      mark.column += (byte & 0xC0) != 0x80 ? 1 : 0;  // counts characters, not bytes
      if (byte == '\n') {
        ++mark.line;
        mark.column = 0;
      }
    }
    return absl::OkStatus();
  }

  absl::Status Visit(const YAML::Node& node, const YAML::Mark& mark) {
    if (++visited_ > kMostNodes)
      return Error(mark, "too many values: aliases (`*name`) may not multiply them");
    const std::string& tag = node.Tag();
    if (!tag.empty() && tag != "?" && tag != "!")
      return Error(mark, absl::StrCat("the tag ", Quote(tag), " is not supported"));
    return absl::OkStatus();
  }

  // `where` is where the value is expected, for values that are left out.
  absl::Status Fill(const YAML::Node& node, const YAML::Mark& where, Message& out) {
    RETURN_IF_ERROR(Visit(node, where));
    if (node.IsNull()) return absl::OkStatus();
    if (!node.IsMap()) {
      return Error(node.Mark(),
                   absl::StrCat("expected the fields of ", out.GetDescriptor()->name(),
                                ", found a ", node.IsSequence() ? "list" : "single value"));
    }
    // An alias may stand inside the very thing that it names.
    if (++depth_ > kDeepest) return Error(where, "the values are nested too deeply");
    std::set<std::string> seen;
    for (const auto& entry : node) {
      const YAML::Mark mark = entry.first.Mark();
      RETURN_IF_ERROR(Visit(entry.first, mark));
      if (!entry.first.IsScalar()) return Error(mark, "expected the name of a field");
      const std::string& name = entry.first.Scalar();
      if (!seen.insert(name).second)
        return Error(mark, absl::StrCat("field ", Quote(name), " is given twice"));
      const FieldDescriptor* field = out.GetDescriptor()->FindFieldByName(name);
      if (field == nullptr) return UnknownField(name, mark, out);
      RETURN_IF_ERROR(CheckOneof(*field, mark, out));
      RETURN_IF_ERROR(FillField(entry.second, mark, *field, out));
    }
    --depth_;
    return absl::OkStatus();
  }

  absl::Status UnknownField(const std::string& name, const YAML::Mark& mark,
                            const Message& out) const {
    const google::protobuf::Descriptor& type = *out.GetDescriptor();
    std::vector<std::string> known;
    for (int i = 0; i < type.field_count(); ++i) known.push_back(type.field(i)->name());
    return Error(
        mark, absl::StrCat("unknown field ", Quote(name), " in ", type.name(), Hint(name, known)));
  }

  static std::string Hint(const std::string& wrong, const std::vector<std::string>& known) {
    std::string hint = Suggest(wrong, known);
    if (!hint.empty()) return hint;
    return known.size() > kMostListed ? ""
                                      : absl::StrCat(": use one of ", absl::StrJoin(known, ", "));
  }

  absl::Status CheckOneof(const FieldDescriptor& field, const YAML::Mark& mark,
                          const Message& out) const {
    const google::protobuf::OneofDescriptor* oneof = field.real_containing_oneof();
    if (oneof == nullptr) return absl::OkStatus();
    const FieldDescriptor* other = out.GetReflection()->GetOneofFieldDescriptor(out, oneof);
    if (other == nullptr) return absl::OkStatus();
    return Error(mark, absl::StrCat("only one of `", other->name(), "` and `", field.name(),
                                    "` can be given"));
  }

  absl::Status FillField(const YAML::Node& node, const YAML::Mark& where,
                         const FieldDescriptor& field, Message& out) {
    if (!field.is_repeated()) return FillValue(node, where, field, out);
    if (!node.IsSequence()) {
      return Error(
          node.IsNull() ? where : node.Mark(),
          absl::StrCat("`", field.name(), "` is a list: write [a, b] or one `- ` line for each"));
    }
    RETURN_IF_ERROR(Visit(node, node.Mark()));
    for (const YAML::Node& item : node) {
      const YAML::Mark mark = item.Mark().is_null() ? node.Mark() : item.Mark();
      RETURN_IF_ERROR(FillValue(item, mark, field, out));
    }
    return absl::OkStatus();
  }

  absl::Status FillValue(const YAML::Node& node, const YAML::Mark& where,
                         const FieldDescriptor& field, Message& out) {
    const Reflection& reflection = *out.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return Fill(node, where,
                  field.is_repeated() ? *reflection.AddMessage(&out, &field)
                                      : *reflection.MutableMessage(&out, &field));
    }
    RETURN_IF_ERROR(Visit(node, where));
    if (node.IsNull()) {
      return Error(
          where, absl::StrCat("`", field.name(),
                              "` has no value: write \"\" for empty text, or leave the line out"));
    }
    if (!node.IsScalar()) {
      return Error(node.Mark(),
                   absl::StrCat("expected a single value for `", field.name(), "`, found a ",
                                node.IsSequence() ? "list" : "group of fields"));
    }
    return FillScalar(node, field, out);
  }

  absl::Status FillScalar(const YAML::Node& node, const FieldDescriptor& field, Message& out) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return FillText(node, field, out);
      case FieldDescriptor::CPPTYPE_ENUM:
        return FillEnum(node, field, out);
      case FieldDescriptor::CPPTYPE_BOOL:
        return FillBool(node, field, out);
      case FieldDescriptor::CPPTYPE_INT32:
        return FillInteger(node, field, out, &Reflection::SetInt32, &Reflection::AddInt32);
      case FieldDescriptor::CPPTYPE_INT64:
        return FillInteger(node, field, out, &Reflection::SetInt64, &Reflection::AddInt64);
      case FieldDescriptor::CPPTYPE_UINT32:
        return FillInteger(node, field, out, &Reflection::SetUInt32, &Reflection::AddUInt32);
      case FieldDescriptor::CPPTYPE_UINT64:
        return FillInteger(node, field, out, &Reflection::SetUInt64, &Reflection::AddUInt64);
      default:
        return Error(node.Mark(),
                     absl::StrCat("`", field.name(), "` is of a type that documents do not hold"));
    }
  }

  absl::Status FillText(const YAML::Node& node, const FieldDescriptor& field, Message& out) const {
    std::string text = node.Scalar();
    if (field.type() == FieldDescriptor::TYPE_BYTES) {
      std::string bytes;
      if (!absl::Base64Unescape(text, &bytes) || absl::Base64Escape(bytes) != text) {
        return Error(node.Mark(), absl::StrCat("`", field.name(), "` is not padded base64"));
      }
      text = std::move(bytes);
    }
    Store(field, out, &Reflection::SetString, &Reflection::AddString, std::move(text));
    return absl::OkStatus();
  }

  absl::Status FillEnum(const YAML::Node& node, const FieldDescriptor& field, Message& out) const {
    const EnumDescriptor& type = *field.enum_type();
    std::vector<std::string> known;
    for (int i = 0; i < type.value_count(); ++i) {
      const EnumValueDescriptor& value = *type.value(i);
      if (value.number() == 0) continue;  // leaving the line out says the same
      known.push_back(WrittenName(value));
      if (node.Scalar() == known.back()) {
        Store(field, out, &Reflection::SetEnum, &Reflection::AddEnum, &value);
        return absl::OkStatus();
      }
    }
    return Error(node.Mark(), absl::StrCat("unknown value ", Quote(node.Scalar()), " for `",
                                           field.name(), "`", Hint(node.Scalar(), known)));
  }

  absl::Status FillBool(const YAML::Node& node, const FieldDescriptor& field, Message& out) const {
    const std::string& text = node.Scalar();
    if (node.Tag() != "?" || (text != "true" && text != "false")) {
      return Error(node.Mark(), absl::StrCat("expected true or false for `", field.name(),
                                             "`, found ", Quote(text)));
    }
    Store(field, out, &Reflection::SetBool, &Reflection::AddBool, text == "true");
    return absl::OkStatus();
  }

  template <typename T>
  absl::Status FillInteger(const YAML::Node& node, const FieldDescriptor& field, Message& out,
                           void (Reflection::*set)(Message*, const FieldDescriptor*, T) const,
                           void (Reflection::*add)(Message*, const FieldDescriptor*, T)
                               const) const {
    const std::string& text = node.Scalar();
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    // Leading zeros mean octal to some readers of YAML, and -0 is nobody's intent.
    if (node.Tag() != "?" || end != text.data() + text.size() || error != std::errc() ||
        absl::StrCat(value) != text) {
      const char* kind = error == std::errc::result_out_of_range ? "smaller"
                         : std::is_unsigned_v<T>                 ? "plain non-negative"
                                                                 : "plain";
      return Error(
          node.Mark(),
          absl::StrCat("expected a ", kind, " whole number for `", field.name(), "`, found ",
                       node.Tag() != "?" ? "the text " : "", Quote(text),
                       text.size() > 1 && text[0] == '0' ? ": leading zeros are not allowed" : ""));
    }
    Store(field, out, set, add, value);
    return absl::OkStatus();
  }

  template <typename Set, typename Add, typename T>
  static void Store(const FieldDescriptor& field, Message& out, Set set, Add add, T value) {
    const Reflection& reflection = *out.GetReflection();
    if (field.is_repeated()) {
      (reflection.*add)(&out, &field, std::move(value));
    } else {
      (reflection.*set)(&out, &field, std::move(value));
    }
  }

  std::string file_;
  int visited_ = 0;
  int depth_ = 0;
};

}  // namespace

absl::Status LoadYaml(std::string_view text, std::string_view file,
                      google::protobuf::Message& out) {
  out.Clear();
  return Loader(file).Load(text, out);
}

absl::Status LoadYamlFile(const std::string& path, google::protobuf::Message& out) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kLargestDocument));
  return LoadYaml(text, path, out);
}

}  // namespace ginnel
