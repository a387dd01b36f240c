// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "query/expression.h"

namespace ginnel::query {

/// Deepest nesting of parentheses, signs and operators.
inline constexpr int kMaxNesting = 64;

/// An expression as written, before names and types are known.
struct Syntax {
  enum class Kind { kName, kNumber, kString, kBool, kList, kHas, kOperator };
  Kind kind = Kind::kBool;
  Expression::Op op = Expression::Op::kBoolLiteral;  // kOperator only
  std::string text;   // name, number, string, "true" or "false"; the operator as written
  size_t offset = 0;  // of the operator, or of the first character
  int depth = 1;
  std::vector<Syntax> args;
};

/// Parses `text` by the grammar of CEL (github.com/google/cel-spec, langdef) without member access,
/// maps, division and macros. Chains of && and of || become balanced trees (both are associative,
/// errors included), so that long lists stay shallow.
absl::StatusOr<Syntax> ParseSyntax(std::string_view text);

}  // namespace ginnel::query
