// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ginnel::query {

/// Longest text of one expression, in bytes.
inline constexpr size_t kMaxExpressionLength = 16'384;

enum class TokenKind { kName, kNumber, kString, kSymbol, kEnd };

/// A word of an expression. `text` is the name, the number as written, the string without quotes
/// and escapes, or the symbol.
struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;
  size_t offset = 0;
};

/// InvalidArgument "line:column: what", both from 1, for the byte at `offset` of `text`.
absl::Status ErrorAt(std::string_view text, size_t offset, const std::string& what);

/// The tokens of `text`, the last of kind kEnd. Errors name line, column and, where one is known,
/// the right spelling.
absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text);

}  // namespace ginnel::query
