// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/source_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace ginnel::lint {
namespace {

namespace fs = std::filesystem;

bool IsRead(const fs::path& path) {
  static const std::vector<std::string> kEndings = {".cc", ".h",     ".proto", ".md",
                                                    ".sh", ".cmake", ".yaml",  ".txt"};
  const std::string ending = path.extension().string();
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

// `depth` is 0 for folders of the root: /build and /demo are not kept in the repository.
bool IsSkipped(const fs::path& folder, int depth) {
  const std::string name = folder.filename().string();
  return name.front() == '.' || name == "node_modules" ||
         (depth == 0 && (name == "build" || name == "demo"));
}

SourceFile Read(const fs::path& path, const std::string& relative) {
  SourceFile file{relative, {}};
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) file.lines.push_back(line);
  return file;
}

}  // namespace

std::vector<SourceFile> ReadTree() {
  const fs::path root(GINNEL_SOURCE_DIR);
  std::vector<SourceFile> files;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    if (entry->is_directory() && IsSkipped(entry->path(), entry.depth())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && IsRead(entry->path())) {
      files.push_back(Read(entry->path(), entry->path().lexically_relative(root).string()));
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::string Report(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) {
    text += fault.path + ":" + std::to_string(fault.line) + ": " + fault.what + "\n";
  }
  return text;
}

bool StartsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string_view RoomOf(std::string_view path) { return path.substr(0, path.find('/')); }

}  // namespace ginnel::lint
