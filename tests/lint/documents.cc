// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/documents.h"

#include <algorithm>
#include <filesystem>

namespace ginnel::lint {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRooms[] = {"base",   "bench",   "cli",   "cmake",      "coordinator",
                                       "crypto", "deploy",  "docs",  "disclosure", "governance",
                                       "models", "node",    "proto", "query",      "sharing",
                                       "synth",  "trustee", "tests"};

bool IsPath(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '/';
  });
  return plain &&
         std::find(std::begin(kRooms), std::end(kRooms), text.substr(0, slash)) != std::end(kRooms);
}

// Calls found(text) with each text of `line` between `open` and `close`.
template <typename Found>
void ForEachBetween(std::string_view line, std::string_view open, std::string_view close,
                    const Found& found) {
  size_t at = line.find(open);
  while (at != std::string_view::npos) {
    const size_t start = at + open.size();
    const size_t end = line.find(close, start);
    if (end == std::string_view::npos) return;
    found(line.substr(start, end - start));
    at = line.find(open, end + close.size());
  }
}

// Where a link of `document` leads, from the root; empty for what is outside the project.
std::string TargetOf(const std::string& document, std::string_view link) {
  link = link.substr(0, std::min(link.find('#'), link.find(' ')));
  if (link.empty() || link.find("://") != std::string_view::npos || StartsWith(link, "mailto:")) {
    return "";
  }
  return (fs::path(document).parent_path() / fs::path(std::string(link)))
      .lexically_normal()
      .string();
}

}  // namespace

bool ExistsInProject(const std::string& path) {
  return fs::exists(fs::path(GINNEL_SOURCE_DIR) / path);
}

std::vector<Fault> FindBrokenReferences(const SourceFile& document, const Exists& exists) {
  std::vector<Fault> faults;
  bool fenced = false;
  for (size_t i = 0; i < document.lines.size(); ++i) {
    const std::string_view line = document.lines[i];
    if (StartsWith(line, "```")) fenced = !fenced;
    if (fenced) continue;
    ForEachBetween(line, "](", ")", [&](std::string_view link) {
      const std::string target = TargetOf(document.path, link);
      if (target.empty() || exists(target)) return;
      faults.push_back({document.path, i + 1, "the link to " + std::string(link) + " is broken"});
    });
    ForEachBetween(line, "`", "`", [&](std::string_view text) {
      if (!IsPath(text) || exists(std::string(text))) return;
      faults.push_back({document.path, i + 1, "there is no " + std::string(text)});
    });
  }
  return faults;
}

}  // namespace ginnel::lint
