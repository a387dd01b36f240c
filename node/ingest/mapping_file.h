// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/statusor.h"
#include "ginnel/config/mapping.pb.h"
#include "node/ingest/problems.h"
#include "yaml-cpp/yaml.h"

namespace ginnel::node {

/// mapping.yaml, and where each thing stands in it.
class MappingFile {
 public:
  /// A key or the index in a list.
  using Step = std::variant<std::string_view, int>;

  static absl::StatusOr<MappingFile> Load(const std::string& path);

  const config::Mapping& mapping() const { return mapping_; }
  const std::string& path() const { return path_; }
  /// Where the node of these steps begins; of the deepest one that is written, where it is left
  /// out.
  Place At(std::initializer_list<Step> steps) const;

 private:
  MappingFile(std::string path, config::Mapping mapping, YAML::Node root);
  std::string path_;
  config::Mapping mapping_;
  YAML::Node root_;
};

}  // namespace ginnel::node
