// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ginnel::query {

/// Lower case letters, digits and underscores, starting with a letter, at most 64: `ltc_count`. Not
/// a word of the expression language (`true`, `in`, `has`, …).
bool IsVariableName(std::string_view name);
/// Lower case letters, digits, hyphens and underscores, starting with a letter, at most 64:
/// `age-complexity`.
bool IsDocumentName(std::string_view name);
/// One line of printable text without surrounding spaces, 1–200 bytes: titles, labels, codes.
bool IsLine(std::string_view text);

/// Whether `name` is a word of the expression language.
bool IsReservedWord(std::string_view name);

}  // namespace ginnel::query
