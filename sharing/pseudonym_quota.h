// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/store/database.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement.h"

namespace ginnel::sharing {

/// How many pseudonyms each member's node has had of this trustee, in its encrypted store: what
/// stops a node from turning every NHS number that there can be into a pseudonym. Thread-safe;
/// survives any crash.
class PseudonymQuota {
 public:
  /// The tables; part of the owner's schema, beside RegisterStore::kSchema.
  static constexpr std::string_view kSchema =
      "CREATE TABLE pseudonym_use (key TEXT NOT NULL, member TEXT NOT NULL, people INTEGER NOT "
      "NULL, PRIMARY KEY (key, member)) WITHOUT ROWID;"
      "CREATE TABLE pseudonym_day (member TEXT NOT NULL, day TEXT NOT NULL, people INTEGER NOT "
      "NULL, PRIMARY KEY (member, day)) WITHOUT ROWID";

  /// Elements outside the quota in one day, of one member: a person who asks what is held of them
  /// takes 17 with the canaries, and so does a store's label. Who leaves canaries out has so many
  /// numbers of them in a day, and in thirty days.
  static constexpr uint64_t kOutsideADay = 680;
  static constexpr uint64_t kOutsideAMonth = 5100;

  /// `database` holds the copy of the register of this trustee too, whose own words there count
  /// where the store knows of less: a store that was set back or made anew gives nothing twice.
  PseudonymQuota(store::Database& database, std::string trustee)
      : database_(database), trustee_(std::move(trustee)) {}

  /// On disk before it returns, so that nothing is evaluated uncounted. ResourceExhausted
  /// (REASON_QUOTA_EXCEEDED) where it would go beyond what `member` may have, PermissionDenied
  /// (REASON_SUSPENDED) while it has suspended its part; then nothing is counted.
  absl::Status Charge(const governance::Agreement& agreement, const std::string& member,
                      uint64_t people);
  /// The same for what is outside that quota.
  absl::Status ChargeOutside(const std::string& member, uint64_t people, absl::Time now);

  struct Use {
    std::string member;
    uint64_t people = 0, allowed = 0;
  };
  /// Of each member of the agreement, in its order.
  absl::StatusOr<std::vector<Use>> Uses(const governance::Agreement& agreement);
  /// What this trustee has to say on the register now: of each member whose use has grown into
  /// another thousand since its last word.
  absl::StatusOr<std::vector<v1::Quota>> Due(const governance::Agreement& agreement,
                                             absl::Time now);

 private:
  absl::StatusOr<uint64_t> UsedBy(store::Snapshot& tx, std::string_view key,
                                  std::string_view member) const;

  store::Database& database_;
  const std::string trustee_;
};

}  // namespace ginnel::sharing
