// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tests/lint/source_tree.h"

namespace ginnel::lint {

inline constexpr size_t kLongestSource = 450;

/// What the project's own rules say of one file: the SPDX line, the length of sources, symbols that
/// stay out (insecure credentials, weak randomness, sleeping, direct clock reads, the environment),
/// and notes to oneself. Comments may name a symbol.
std::vector<Fault> FindBrokenRules(const SourceFile& file);

}  // namespace ginnel::lint
