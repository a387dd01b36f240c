// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/opened_table.h"
#include "disclosure/profile.h"
#include "ginnel/v1/release.pb.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::disclosure {

/// How well the people of each member of a linked question are matched, and what it holds of those
/// who are not, one member after the other: as its node told it, with what may lie behind
/// (query/linkage/linkage_quality.h). Nothing of a plan that is not linked. Errors as of the gate's
/// own table.
absl::StatusOr<std::vector<v1::LinkageQuality>> LinkageFigures(const query::Plan& plan,
                                                               const Profile& profile,
                                                               const query::Dictionary& dictionary,
                                                               const OpenedTable& opened);

}  // namespace ginnel::disclosure
