// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "cli/person.h"
#include "ginnel/v1/review.pb.h"

namespace ginnel::cli {

/// The seam to the local service of one's own member's node.
class ReviewClient {
 public:
  virtual ~ReviewClient() = default;
  virtual absl::StatusOr<v1::ReviewCard> GetCard(const std::string& digest) = 0;
};

/// How a command reaches the node of a person's own member at `endpoint`.
using DialNode = std::function<absl::StatusOr<std::unique_ptr<ReviewClient>>(
    const Person& person, const std::string& endpoint, const Clock& clock)>;

}  // namespace ginnel::cli
