// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/service/coordinator_client.h"

namespace ginnel::cli {

/// Where a register is read from. Nothing of it is believed (verified_register.h).
class EntrySource {
 public:
  virtual ~EntrySource() = default;
  /// The signed note that goes with the entries.
  virtual absl::StatusOr<std::string> Checkpoint() = 0;
  using Visitor = absl::FunctionRef<absl::Status(uint64_t index, std::string_view entry)>;
  /// Every entry in order, as it is hashed; at most `size` of them, which the checkpoint is over.
  virtual absl::Status ForEach(uint64_t size, Visitor visit) = 0;
};

/// What the coordinator holds now. FailedPrecondition if nothing was co-signed yet.
class CoordinatorSource final : public EntrySource {
 public:
  explicit CoordinatorSource(CoordinatorClient& client) : client_(client) {}
  absl::StatusOr<std::string> Checkpoint() override;
  absl::Status ForEach(uint64_t size, Visitor visit) override;
  /// The note that Checkpoint gave last.
  const std::string& note() const { return note_; }

 private:
  CoordinatorClient& client_;
  std::string note_;
};

/// A folder that `ginnel register fetch` wrote. All of its entries are visited, even those beyond
/// the checkpoint: it would be no such folder. DataLoss for a file that ends within a line.
class FolderSource final : public EntrySource {
 public:
  explicit FolderSource(std::string folder) : folder_(std::move(folder)) {}
  static std::string EntriesPath(const std::string& folder) { return folder + "/register.jsonl"; }
  static std::string CheckpointPath(const std::string& folder) {
    return folder + "/checkpoint.txt";
  }
  absl::StatusOr<std::string> Checkpoint() override;
  absl::Status ForEach(uint64_t size, Visitor visit) override;

 private:
  const std::string folder_;
};

}  // namespace ginnel::cli
