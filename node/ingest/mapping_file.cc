// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/mapping_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/files.h"
#include "base/status.h"

namespace ginnel::node {

MappingFile::MappingFile(std::string path, config::Mapping mapping, YAML::Node root)
    : path_(std::move(path)), mapping_(std::move(mapping)), root_(std::move(root)) {}

absl::StatusOr<MappingFile> MappingFile::Load(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, 1u << 20));
  config::Mapping mapping;
  RETURN_IF_ERROR(LoadYaml(text, path, mapping));
  try {
    return MappingFile(path, std::move(mapping), YAML::Load(text));
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", error.what()));
  }
}

Place MappingFile::At(std::initializer_list<Step> steps) const {
  YAML::Node node;
  YAML::Mark mark = root_.Mark();
  try {
    node.reset(root_);
    for (const Step& step : steps) {
      const YAML::Node here = node;
      const int* index = std::get_if<int>(&step);
      const YAML::Node next =
          index != nullptr ? here[*index] : here[std::string(std::get<std::string_view>(step))];
      if (!next.IsDefined()) break;
      mark = next.Mark();
      node.reset(next);
    }
  } catch (const YAML::Exception&) {
    // What is left out has no place of its own.
  }
  return {path_, static_cast<uint64_t>(mark.line) + 1, static_cast<uint64_t>(mark.column) + 1};
}

}  // namespace ginnel::node
