// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace ginnel {

/// How many bytes at the start of `text` are valid UTF-8 (RFC 3629: no surrogates, no overlong
/// forms); text.size() if all are.
size_t ValidUtf8Prefix(std::string_view text);

}  // namespace ginnel
