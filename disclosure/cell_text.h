// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ginnel/v1/release.pb.h"

namespace ginnel::disclosure {

// How one figure of a release is written in a table for people.

/// "229320" → "229,320".
std::string WithThousands(const std::string& number);

/// "1,250"; "1–7" suppressed; "—" withheld; "12+" without its hidden parts; "n/a", "n/s".
std::string CellText(const v1::ReleasedCell& cell);

/// A line for the legend: what the mark of a state means. Null for figures that need none.
const char* ExplainCellText(v1::CellState state);

}  // namespace ginnel::disclosure
