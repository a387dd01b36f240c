// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "governance/verified_query.h"
#include "query/plan.h"

namespace ginnel::node {

/// The plan is made from the approved query elsewhere: what can be compared cheaply is compared, so
/// that a mix-up of two runs ends here. Errors as Engine::Compute's.
absl::Status CheckApproved(const governance::VerifiedQuery& verified, const query::Plan& plan,
                           const std::string& member);

}  // namespace ginnel::node
