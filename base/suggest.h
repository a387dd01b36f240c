// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ginnel {

/// The end of an error about a name that is not known: ": did you mean `sectors`?" where one of
/// `known` is close to `wrong` by the Damerau-Levenshtein distance (optimal string alignment)
/// without regard to case, otherwise "".
std::string Suggest(std::string_view wrong, const std::vector<std::string>& known);

}  // namespace ginnel
