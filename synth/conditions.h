// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "synth/cell_people.h"

namespace ginnel::synth {

/// Gives the people of a cell their conditions and circumstances at the index date. Those of the
/// printed table are held by exactly the printed share, to the nearest person; the others by
/// invented shares. Needs AssignPersons.
void AssignConditions(CellPeople& cell);

}  // namespace ginnel::synth
