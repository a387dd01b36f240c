// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "node/records.h"
#include "node/store/controllers.h"

namespace ginnel::node {

// A person belongs to the practice of their newest registration episode: the one that began last,
// of those the one that ended last (open: not at all), and of several that are alike one for which
// the member does not act. Whoever has no episode belongs to nobody for whom the member acts.

/// Leaves in `records` only people of practices that `controllers` admit, whole; and of them only
/// episodes at such practices, so that nobody counts as registered at another one. All of it stays
/// where no controllers are listed. DataLoss as RemovePeople; `records` is then of no use.
absl::Status KeepControlled(Records& records, const Controllers& controllers);

/// Whom KeepControlled would leave out, for the member's own eyes: exact counts.
struct LeftOut {
  std::map<std::string, uint64_t> not_listed;  // people by practice
  std::map<std::string, uint64_t> withdrawn;
  uint64_t unregistered = 0;                // people without any episode
  std::vector<std::string> without_people;  // practices acted for that are nobody's

  uint64_t people() const;
  bool nothing_to_say() const { return people() == 0 && without_people.empty(); }
};

/// Of `people` people with these episodes. DataLoss if the columns do not fit together.
absl::StatusOr<LeftOut> CountLeftOut(const Records::Registrations& episodes, size_t people,
                                     const Controllers& controllers);

}  // namespace ginnel::node
