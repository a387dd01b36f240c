// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/register/register_actions.h"

namespace ginnel::cli {

// The spine that linked questions are asked over (docs/linkage.md).
absl::Status StartEpoch(const RegisterOptions& options, const RegisterContext& context);
absl::Status ShowEpoch(const RegisterOptions& options, const RegisterContext& context);

}  // namespace ginnel::cli
