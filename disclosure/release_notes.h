// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "disclosure/measure_table.h"
#include "disclosure/profile.h"
#include "disclosure/table_shape.h"
#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/release.pb.h"
#include "query/plan.h"

namespace ginnel::disclosure {

/// What a reader must know of the figures: the rules of rounding and suppression, how many figures
/// are not shown and why, how totals were made and how far they may drift, what costs rest on,
/// which members are missing. Says nothing that the figures do not.
std::vector<std::string> NotesOn(const query::Plan& plan, const v1::Query& query,
                                 const query::Dictionary& dictionary, const Profile& profile,
                                 const std::vector<Margin>& margins,
                                 const std::vector<MeasureTable>& tables,
                                 const v1::Release& envelope);

}  // namespace ginnel::disclosure
