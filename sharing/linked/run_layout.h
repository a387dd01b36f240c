// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "governance/run_register.h"
#include "governance/verified_query.h"
#include "query/plan.h"
#include "sharing/linked/layout.h"

namespace ginnel::sharing {

/// How the rows of a linked run travel; nothing for a plain run. Node and trustee each ask their
/// own copy of the register which spine is agreed on: PermissionDenied REASON_APPROVAL_OTHER_QUERY
/// where the run names another, or one although it is not linked.
absl::StatusOr<std::optional<LinkedLayout>> LayoutOf(const governance::VerifiedQuery& run,
                                                     const query::Plan& plan,
                                                     const governance::RunRegister& on);

}  // namespace ginnel::sharing
