// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/secret_bytes.h"
#include "crypto/prg.h"
#include "sharing/run_context.h"
#include "sharing/share_vector.h"

namespace ginnel::sharing {

/// One member's upload to one trustee in a linked run, read from the front while it still comes: a
/// trustee holds no more of it than the block in hand and kAhead elements. Trustee 1 is sent seeds
/// alone. Thread-safe: one thread adds, another takes.
class UploadStream {
 public:
  /// A member that is so far ahead of what was taken waits (2 MiB).
  static constexpr size_t kAhead = size_t{1} << 18;

  /// Seeds as in ShareChunk.Header: trustee 1 has both, another its first. `length` elements in
  /// all. InvalidArgument for seeds of another form.
  static absl::StatusOr<std::unique_ptr<UploadStream>> Create(int trustee, const RunContext& run,
                                                              const std::string& member,
                                                              uint64_t length,
                                                              SecretBytes first_seed,
                                                              SecretBytes second_seed);

  const std::string& member() const { return member_; }
  uint64_t length() const { return length_; }

  /// The next elements of x3, at trustees 2 and 3. Waits while the member is too far ahead: as long
  /// as the run goes on, which closes it at its end. InvalidArgument beyond the length.
  absl::Status Add(SecretElements elements);
  /// Nothing more comes. DataLoss, naming the member, if it was cut short.
  absl::Status End();
  /// What this trustee holds of the next `count` elements. DeadlineExceeded, naming the member, if
  /// they are not all here within `timeout`. OutOfRange beyond the length.
  absl::StatusOr<ShareVector> Take(size_t count, absl::Duration timeout);
  /// Ends all waiting, now and later, with `why`, and wipes what was not taken. The first reason
  /// stays.
  void Close(const absl::Status& why);

  /// What this trustee has in common with the previous and the next one and got as a seed: empty
  /// where it is sent as elements.
  const SecretBytes& own_seed() const { return own_seed_; }
  const SecretBytes& next_seed() const { return next_seed_; }

 private:
  UploadStream(std::string member, uint64_t length) : member_(std::move(member)), length_(length) {}
  absl::Status TakeSent(std::span<FieldElement> out, absl::Duration timeout);

  const std::string member_;
  const uint64_t length_;
  SecretBytes own_seed_, next_seed_;
  std::optional<crypto::Prg> own_, next_;  // nothing where that part is sent

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<SecretElements> waiting_;
  size_t first_ = 0;    // elements of waiting_.front() that were taken
  size_t held_ = 0;     // elements in waiting_ that were not
  uint64_t added_ = 0;  // ever
  uint64_t taken_ = 0;
  absl::Status closed_;
};

}  // namespace ginnel::sharing
