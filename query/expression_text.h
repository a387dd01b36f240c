// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/dictionary.h"
#include "query/expression.h"

namespace ginnel::query {

/// `expression` as CEL, fully parenthesised: parsing it again yields the same expression.
std::string ToText(const Expression& expression, const Dictionary& dictionary);

}  // namespace ginnel::query
