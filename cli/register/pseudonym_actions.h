// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/register/register_actions.h"

namespace ginnel::cli {

// How many pseudonyms members' nodes have had of the trustees (docs/operations.md).
absl::Status ShowPseudonyms(const RegisterOptions& options, const RegisterContext& context);
absl::Status TopUpPseudonyms(const RegisterOptions& options, const RegisterContext& context);

}  // namespace ginnel::cli
