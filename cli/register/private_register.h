// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "base/store/database.h"
#include "governance/agreement.h"
#include "governance/register/register.h"

namespace ginnel::cli {

/// A folder of mode 0700 that goes with its object.
class PrivateFolder {
 public:
  static absl::StatusOr<PrivateFolder> Create();
  PrivateFolder(PrivateFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder();
  const std::string& path() const { return path_; }

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

/// An entry to be judged, with the number that it has where it came from.
struct NumberedStatement {
  uint64_t index = 0;
  v1::Envelope envelope;
};

/// A register of one's own for as long as a command runs, in which every entry is judged by the
/// rules by which all parties judge (governance/register/entry_rules.h): an encrypted store under a
/// random key that is nowhere else, in a private folder. Not thread-safe.
class PrivateRegister {
 public:
  static absl::StatusOr<PrivateRegister> Create(std::shared_ptr<const governance::Agreement> base,
                                                RandomSource& random);

  /// Judges and appends, all or nothing. DataLoss that names the first entry which may not be
  /// there, by its number, and why.
  absl::Status Append(const std::vector<NumberedStatement>& statements);
  const governance::Register& on() const { return *on_; }

 private:
  PrivateRegister(PrivateFolder folder, std::unique_ptr<store::Database> database,
                  std::unique_ptr<governance::Register> on)
      : folder_(std::move(folder)), database_(std::move(database)), on_(std::move(on)) {}

  PrivateFolder folder_;  // goes last
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<governance::Register> on_;
};

/// DataLoss about entry `index`, with the reason that `why` carries, or REASON_INTEGRITY.
absl::Status EntryFault(uint64_t index, const absl::Status& why);

}  // namespace ginnel::cli
