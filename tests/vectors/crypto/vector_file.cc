// SPDX-License-Identifier: Apache-2.0
#include "tests/vectors/crypto/vector_file.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/digest.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace ginnel::crypto {
namespace {

const google::protobuf::Value& Nothing() {
  static const auto* const nothing = new google::protobuf::Value;
  return *nothing;
}

std::string VectorsFolder() {
  const char* const shared = std::getenv("GINNEL_SHARED");
  return (shared != nullptr ? shared : std::string(GINNEL_SOURCE_DIR) + "/../shared") +
         "/data/vectors/";
}

}  // namespace

std::optional<google::protobuf::Value> ReadVectorFile(const std::string& name) {
  std::ifstream file(VectorsFolder() + name, std::ios::binary);
  if (!file) return std::nullopt;
  const std::string json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  google::protobuf::Value value;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &value);
  EXPECT_TRUE(status.ok()) << name << ": " << status.ToString();
  return value;
}

std::vector<std::string> VectorFilesIn(const std::string& folder) {
  namespace fs = std::filesystem;
  const fs::path vectors = VectorsFolder();
  std::vector<std::string> names;
  if (!fs::is_directory(vectors / folder)) return names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(vectors / folder)) {
    if (entry.path().extension() != ".json") continue;
    names.push_back(entry.path().lexically_relative(vectors).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

const google::protobuf::Value& Member(const google::protobuf::Value& object,
                                      const std::string& name) {
  const auto& fields = object.struct_value().fields();
  const auto field = fields.find(name);
  EXPECT_TRUE(field != fields.end()) << "no member " << name;
  return field == fields.end() ? Nothing() : field->second;
}

const std::string& Text(const google::protobuf::Value& object, const std::string& name) {
  return Member(object, name).string_value();
}

const google::protobuf::ListValue& Array(const google::protobuf::Value& object,
                                         const std::string& name) {
  return Member(object, name).list_value();
}

std::vector<uint8_t> Hex(std::string_view hex) {
  const auto bytes = FromHex(hex, hex.size() / 2);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  if (!bytes.ok()) return {};
  return std::vector<uint8_t>(bytes->begin(), bytes->end());
}

SecretBytes SecretHex(std::string_view hex) { return SecretBytes::CopyOf(Hex(hex)); }

}  // namespace ginnel::crypto
