// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "ginnel/config/rehearsal.pb.h"

namespace ginnel::cli {

/// How much of the rehearsed table would be shown, and which coarser cuts mostly survive.
void PrintSurvival(const config::RehearsalReport& report, std::ostream& out);

}  // namespace ginnel::cli
