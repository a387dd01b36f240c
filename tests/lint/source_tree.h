// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ginnel::lint {

/// One text file of the project.
struct SourceFile {
  std::string path;  // from the project's root: "node/agent/answer_query.cc"
  std::vector<std::string> lines;
};

/// Every file of the project that people write, sorted by path; nothing of build/, .git/ and other
/// folders that begin with a dot.
std::vector<SourceFile> ReadTree();

/// Where a rule is broken, and what to do.
struct Fault {
  std::string path;
  size_t line = 0;  // from 1
  std::string what;
};

/// One "path:line: what" a line.
std::string Report(const std::vector<Fault>& faults);

bool StartsWith(std::string_view text, std::string_view start);
bool EndsWith(std::string_view text, std::string_view end);
/// The first part of a path: "node".
std::string_view RoomOf(std::string_view path);

}  // namespace ginnel::lint
