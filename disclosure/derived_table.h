// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "disclosure/measure_table.h"
#include "disclosure/table_shape.h"
#include "query/measure_family.h"
#include "query/plan.h"

namespace ginnel::disclosure {

/// The table of a derived measure, from the released tables of its inputs and nothing else. Figures
/// have three significant figures; a partial one is PARTIAL.
MeasureTable MakeDerived(const query::Plan& plan, const std::vector<Margin>& margins,
                         const query::DerivedMeasure& measure,
                         const std::vector<MeasureTable>& inputs);

}  // namespace ginnel::disclosure
