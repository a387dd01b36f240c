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

/// What is put on disk in the course of an attempt, each before what it is named after.
struct RunKeeper {
  std::function<absl::Status()> testing;                    // before a test's result is opened
  std::function<absl::Status(const PassedShares&)> passed;  // before anybody may ask for an opening
};

/// START HERE: what a trustee does in one attempt, the same at all three, up to the moment before
/// anything is opened. Returns its share of what passed; anything that goes wrong ends the attempt
/// at all three, and nothing has been opened. This returns only when all three have kept what
/// passed, so that an opening that begins can always be ended.
absl::StatusOr<PassedShares> ServeRun(int trustee, RunSession& session, TrusteePeers& peers,
                                      RandomSource& random, const Deadlines& deadlines,
                                      const RunKeeper& keep);

}  // namespace ginnel::sharing
