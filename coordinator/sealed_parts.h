// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/digest.h"
#include "crypto/hasher.h"

namespace ginnel::coordinator {

/// What nodes sealed to each other for the epoch in the making, as files in a folder of the
/// coordinator's, which cannot open any of it: EPOCH/SENDER.RECIPIENT.SHA256. Nothing is promised
/// of them: what is lost or damaged, also by a power cut, is seen when it is asked for, and its
/// sender hands it in again. Thread-safe.
class SealedParts {
 public:
  explicit SealedParts(std::string folder) : folder_(std::move(folder)) {}

  struct Name {
    uint32_t epoch = 0;
    std::string sender, recipient;  // ids of members
  };

  /// One file that comes in pieces. Gone unless it was kept.
  class Incoming {
   public:
    ~Incoming();
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;
    /// InvalidArgument beyond the size that was announced.
    absl::Status Add(std::string_view bytes);
    /// InvalidArgument unless size and digest are those that were announced. In the place of what
    /// the same sender handed in for the same recipient before.
    absl::Status Keep();

   private:
    friend class SealedParts;
    Incoming(SealedParts& owner, Name name, uint64_t size, crypto::Digest digest);
    SealedParts& owner_;
    const Name name_;
    const uint64_t size_;
    const crypto::Digest digest_;
    uint64_t written_ = 0;
    crypto::Hasher hasher_;
    std::ofstream file_;
  };
  /// ResourceExhausted while the same sender hands in another.
  absl::StatusOr<std::unique_ptr<Incoming>> Receive(const Name& name, uint64_t size,
                                                    const crypto::Digest& digest);

  /// What is kept of `sender`: by recipient the hex digest that it was handed in with.
  absl::StatusOr<std::map<std::string, std::string>> Held(uint32_t epoch,
                                                          std::string_view sender) const;

  using Visitor = absl::FunctionRef<absl::Status(uint64_t size, std::string_view piece)>;
  /// Calls `visit(size of all, piece)` with the ciphertext in pieces of at most a megabyte, at
  /// least one. NotFound if it is not here; DataLoss if it is not what was handed in: it is then
  /// thrown away, so that its sender hands it in again.
  absl::Status Read(const Name& name, const crypto::Digest& digest, Visitor visit);

  /// Everything of other epochs goes; 0: of all.
  absl::Status KeepOnly(uint32_t epoch);

 private:
  std::string FolderOf(uint32_t epoch) const;
  std::string DraftOf(const Name& name) const;

  const std::string folder_;
  mutable std::mutex mutex_;
  std::set<std::string> receiving_;  // senders
};

}  // namespace ginnel::coordinator
