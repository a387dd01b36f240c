// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "synth/calibration.h"
#include "synth/cell_people.h"

namespace ginnel::synth {

/// How many registered people each cell has: the printed populations, scaled by largest remainder.
std::array<int64_t, kCells> CellPopulations(int64_t people);

/// Gives the people of a cell age and birth month, sex, ethnic category and deprivation: mean age
/// and decile as printed; the more severe are older and live in more deprived areas, on the whole.
void AssignPersons(CellPeople& cell);

}  // namespace ginnel::synth
