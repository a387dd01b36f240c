// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "synth/cell_people.h"

namespace ginnel::synth {

/// Gives the people of a cell their counts of conditions and medicines, risk score, LACE index,
/// frailty and smoking status. Condition count, risk score and LACE index have the printed mean
/// over everyone of the cell. Needs AssignConditions.
void AssignScores(CellPeople& cell);

}  // namespace ginnel::synth
