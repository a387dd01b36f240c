// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ginnel/v1/agreement.pb.h"
#include "governance/problems.h"

namespace ginnel::governance {

/// The areas that a constitution gives its members: of general practice alone, of a level of the
/// dictionary's geographies that has areas, each of them there, and once.
void CheckMemberAreas(const v1::Constitution& constitution, Problems& problems);

/// "in the locality L1, L2", or "anywhere".
std::string SayAreas(const v1::Member& member);

}  // namespace ginnel::governance
