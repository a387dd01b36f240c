// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "sharing/opening.h"
#include "sharing/peers.h"
#include "sharing/run_session.h"

namespace ginnel::sharing {

struct Deadlines {
  absl::Duration uploads = absl::Seconds(120);  // from the start of the attempt
  absl::Duration step =
      absl::Seconds(30);  // for each message of another trustee, who may still take the last upload
};

/// START HERE: what a trustee does in one attempt, the same at all three, up to the moment before
/// anything is opened. Returns its share of what passed; anything that goes wrong ends the attempt
/// at all three, and nothing has been opened. `keep` puts the share on disk: this returns only when
/// all three have kept theirs, so that an opening that begins can always be ended.
absl::StatusOr<PassedShares> ServeRun(int trustee, RunSession& session, TrusteePeers& peers,
                                      RandomSource& random, const Deadlines& deadlines,
                                      const std::function<absl::Status(const PassedShares&)>& keep);

}  // namespace ginnel::sharing
