// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tests/lint/source_tree.h"

namespace ginnel::lint {

/// The includes of `file` that the layering does not allow (docs/architecture.md): rooms that are
/// not below its own, and gRPC, SQLite, OpenSSL and libsodium outside the rooms that own them.
/// Tests and benchmarks may include everything.
std::vector<Fault> FindForbiddenIncludes(const SourceFile& file);

}  // namespace ginnel::lint
