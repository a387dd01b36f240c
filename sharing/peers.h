// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "ginnel/v1/trustee.pb.h"

namespace ginnel::sharing {

/// The seam through which a trustee speaks to the two others. Thread-safe.
class TrusteePeers {
 public:
  virtual ~TrusteePeers() = default;
  /// Returns when `message.receiver()` has taken it.
  virtual absl::Status Deliver(const v1::PeerMessage& message) = 0;
};

}  // namespace ginnel::sharing
