// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/run_register.h"
#include "sharing/in_force.h"

namespace ginnel::coordinator {

/// Writes into the statement of a linked run which spine it is over: the one that is agreed now.
/// Every other party looks for itself (sharing/linked/run_layout.h). Leaves a plain run as it is.
/// FailedPrecondition, with what is missing, where no spine is agreed or it does not hold the
/// people of the question's time.
absl::Status NameSpine(const v1::Query& query, const sharing::InForce& now,
                       const governance::RunRegister& on, v1::Run& run);

}  // namespace ginnel::coordinator
