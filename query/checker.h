// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "query/dictionary.h"
#include "query/expression.h"
#include "query/syntax.h"

namespace ginnel::query {

/// Resolves the names of `syntax` and gives each node its type and decimals. Proves from the
/// dictionary's bounds that every number stays below 2^62, or refuses. `text` is what was parsed:
/// errors name line and column in it.
absl::StatusOr<Expression> CheckSyntax(const Syntax& syntax, std::string_view text,
                                       const Dictionary& dictionary);

}  // namespace ginnel::query
