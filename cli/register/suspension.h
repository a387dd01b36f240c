// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "cli/person.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::cli {

/// The person's word that their own party stops taking part at once, or (`lifted`) takes part
/// again, signed. PermissionDenied unless they are an IG lead or IT admin there.
absl::StatusOr<v1::Envelope> SignSuspension(const Person& person, bool lifted,
                                            const v1::Remark& remark, const Clock& clock);

}  // namespace ginnel::cli
