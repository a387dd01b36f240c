// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ginnel {

/// Appends `text` to `out` as a JSON string, in the one spelling of RFC 8785 section 3.2.2.2: only
/// `"`, `\` and control characters are escaped. `text` must be valid UTF-8.
void AppendJsonString(std::string_view text, std::string& out);

}  // namespace ginnel
