// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/store/database.h"
#include "ginnel/v1/statement.pb.h"
#include "node/spine.h"

namespace ginnel::node {

/// What this node keeps of epochs, in its encrypted store: the spine that is agreed and the one in
/// the making, each with the statement that was signed of it; and of the one in the making its own
/// list as sealed, so that what was lost is handed in again byte for byte. Everything is on disk
/// before a call returns. Thread-safe.
class SpineStore {
 public:
  explicit SpineStore(store::Database& database) : database_(database) {}

  struct Sealed {
    std::string recipient;
    std::string ciphertext;
  };
  /// This node's list of an epoch; once.
  absl::Status KeepList(uint32_t epoch, const v1::Envelope& statement,
                        const std::vector<Sealed>& sealed);
  /// The statement that was kept with it.
  absl::StatusOr<std::optional<v1::Envelope>> ListOf(uint32_t epoch);
  /// NotFound where nothing is kept for that recipient.
  absl::StatusOr<std::string> SealedFor(uint32_t epoch, const std::string& recipient);

  /// The spine of an epoch; once.
  absl::Status KeepSpine(const Spine& spine, const v1::Envelope& statement);
  absl::StatusOr<std::optional<v1::Envelope>> WordOn(uint32_t epoch);
  /// The spine of that epoch and digest. FailedPrecondition (REASON_WRONG_STATE) where this node
  /// does not hold it; DataLoss where it is not whole. The last one stays in memory.
  absl::StatusOr<std::shared_ptr<const Spine>> SpineOf(uint32_t epoch,
                                                       const crypto::Digest& digest);
  /// Epoch and digest of the newest spine that is kept.
  struct Held {
    uint32_t epoch = 0;
    crypto::Digest digest;
  };
  absl::StatusOr<std::optional<Held>> Newest();

  /// Epoch `agreed` is agreed: earlier spines go, and every sealed list up to it.
  absl::Status Agreed(uint32_t agreed);
  /// Epoch `begun` has begun: what is kept of unfinished ones before it goes. The spine of `agreed`
  /// stays; 0: none is agreed.
  absl::Status Begun(uint32_t begun, uint32_t agreed);

 private:
  absl::StatusOr<std::shared_ptr<const Spine>> Load(uint32_t epoch, const crypto::Digest& digest);
  absl::Status Forget(uint32_t agreed, uint32_t before);

  store::Database& database_;
  std::mutex mutex_;
  std::shared_ptr<const Spine> last_;
};

}  // namespace ginnel::node
