// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "governance/agreed_spine.h"
#include "governance/run_register.h"
#include "governance/verified_query.h"
#include "query/plan.h"
#include "sharing/linked/layout.h"

namespace ginnel::sharing {

/// Whether everybody whom `plan`'s population counts at the members of `roster` is on the spine.
/// FailedPrecondition REASON_DATA_ENDS_BEFORE, with both times, where people who left or died
/// before, or came after, have none.
absl::Status CheckCoversTime(const governance::AgreedSpine& spine, const query::Plan& plan,
                             const std::vector<std::string>& roster);

/// The ranges of slots of the general-practice members of `roster`. Others' slots stay nobody's: no
/// rows of theirs are uploaded, and they count for nothing. FailedPrecondition REASON_WRONG_STATE
/// where one that `plan` asks has no part in the spine.
absl::StatusOr<SpineLayout> RangesOn(const governance::AgreedSpine& spine,
                                     const std::vector<std::string>& roster,
                                     const query::LinkedPlan& plan);

/// How the rows of a linked run travel; nothing for a plain run. Node and trustee each ask their
/// own copy of the register which spine is agreed on: PermissionDenied REASON_APPROVAL_OTHER_QUERY
/// where the run names another, or one although it is not linked. CheckCoversTime's error too.
absl::StatusOr<std::optional<LinkedLayout>> LayoutOf(const governance::VerifiedQuery& run,
                                                     const query::Plan& plan,
                                                     const governance::RunRegister& on);

}  // namespace ginnel::sharing
