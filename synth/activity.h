// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "synth/cell_people.h"

namespace ginnel::synth {

/// The category whose spend the events of `kind` carry.
Category CategoryOf(EventKind kind);

/// Gives the people of a cell their use of services in the period and what it cost. Inpatients
/// (elective and emergency spells), A&E attendances and the spend of each printed category add up
/// to the printed mean times the cell's people, to the unit and the penny; mental health and
/// community share one printed figure. Most people cost little and few cost much. Spend on
/// prescribing is not printed: it is invented, and no part of general practice. Needs AssignScores.
void AssignActivity(CellPeople& cell);

}  // namespace ginnel::synth
