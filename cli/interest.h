// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::cli {

/// What an approver declares, as people write and read it: "none", "professional", "financial",
/// "personal"; "not stated" for what an approval may not say.
std::string InterestInEnglish(v1::Interest interest);
absl::StatusOr<v1::Interest> ParseInterest(std::string_view word);

}  // namespace ginnel::cli
