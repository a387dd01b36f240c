// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/register/register_actions.h"

namespace ginnel::cli {

// What an IG lead decides ahead of queries, or about their own member's part in one.
absl::Status GiveStanding(const RegisterOptions& options, const RegisterContext& context);
absl::Status ShowStanding(const RegisterOptions& options, const RegisterContext& context);
absl::Status DelegateToPanel(const RegisterOptions& options, const RegisterContext& context);
absl::Status ShowDelegations(const RegisterOptions& options, const RegisterContext& context);
absl::Status RevokeMandate(const RegisterOptions& options, const RegisterContext& context);
absl::Status PublishPolicy(const RegisterOptions& options, const RegisterContext& context);
absl::Status ShowPolicies(const RegisterOptions& options, const RegisterContext& context);
absl::Status GoAhead(const RegisterOptions& options, const RegisterContext& context);

}  // namespace ginnel::cli
