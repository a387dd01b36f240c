// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/lint/source_tree.h"

namespace ginnel::lint {

/// Whether the project has a file or folder of that path, from its root.
using Exists = std::function<bool(const std::string& path)>;
bool ExistsInProject(const std::string& path);

/// Relative links of a Markdown file that lead nowhere, and paths in backticks that begin with a
/// room of the project (`node/records.h`) and are not there. Fenced blocks are not looked at, nor
/// names with a placeholder or a wildcard in them.
std::vector<Fault> FindBrokenReferences(const SourceFile& document, const Exists& exists);

}  // namespace ginnel::lint
