// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/coordinator.pb.h"
#include "ginnel/v1/register.pb.h"

namespace ginnel::cli {

/// A person's line to the coordinator. Errors are those that the coordinator gave, with its reason.
class CoordinatorClient {
 public:
  virtual ~CoordinatorClient() = default;
  virtual absl::StatusOr<v1::QueryStatus> Submit(const v1::Envelope& query) = 0;
  virtual absl::StatusOr<v1::ListQueriesResponse> List() = 0;
  virtual absl::StatusOr<v1::GetQueryResponse> Get(const std::string& digest) = 0;
  virtual absl::StatusOr<v1::QueryStatus> Decide(const v1::Envelope& decision,
                                                 const v1::Remark& remark) = 0;
  /// Its index on the register.
  virtual absl::StatusOr<uint64_t> AddStatement(const v1::Envelope& statement,
                                                const v1::Remark& remark) = 0;
  /// The newest checkpoint that both other trustees co-signed; empty if there is none yet.
  virtual absl::StatusOr<std::string> GetCheckpoint() = 0;
  /// Entries of the register from `first` on, a page of them; none where it ends.
  virtual absl::StatusOr<v1::ListEntriesResponse> ListEntries(uint64_t first) = 0;
  virtual absl::StatusOr<v1::QueryStatus> StartRun(const std::string& digest) = 0;
  /// Calls `seen` with each status until the query is in a final state, or `seen` returns false.
  virtual absl::Status Watch(const std::string& digest,
                             const std::function<bool(const v1::QueryStatus&)>& seen) = 0;
  virtual absl::StatusOr<v1::Envelope> GetRelease(const std::string& digest, uint32_t n) = 0;
  /// What each member's node said last that it can be asked about.
  virtual absl::StatusOr<v1::ListSuppliesResponse> ListSupplies() = 0;
};

}  // namespace ginnel::cli
