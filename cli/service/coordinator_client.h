// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/coordinator.pb.h"

namespace ginnel::cli {

/// A person's line to the coordinator. Errors are those that the coordinator gave, with its reason.
class CoordinatorClient {
 public:
  virtual ~CoordinatorClient() = default;
  virtual absl::StatusOr<v1::QueryStatus> Submit(const v1::Envelope& query) = 0;
  virtual absl::StatusOr<v1::ListQueriesResponse> List() = 0;
  virtual absl::StatusOr<v1::GetQueryResponse> Get(const std::string& digest) = 0;
  virtual absl::StatusOr<v1::QueryStatus> Decide(const v1::Envelope& decision) = 0;
  virtual absl::StatusOr<v1::QueryStatus> StartRun(const std::string& digest) = 0;
  /// Calls `seen` with each status until the query is in a final state, or `seen` returns false.
  virtual absl::Status Watch(const std::string& digest,
                             const std::function<bool(const v1::QueryStatus&)>& seen) = 0;
  virtual absl::StatusOr<v1::Envelope> GetRelease(const std::string& digest, uint32_t n) = 0;
};

}  // namespace ginnel::cli
