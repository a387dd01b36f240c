// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/store/transaction.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement.h"
#include "governance/register/register_store.h"

namespace ginnel::governance {

/// How often a member can be topped up under one key. Whoever needs more raises its
/// `expected_people`, which all full members sign.
inline constexpr int kMostTopUps = 8;
/// A trustee states whole thousands, rounded up, so that a figure says nothing of single people.
inline constexpr uint64_t kQuotaRounding = 1000;
/// Two words of one trustee on one member are at least so far apart: nobody fills the register.
inline constexpr absl::Duration kBetweenQuotas = absl::Hours(1);

absl::StatusOr<EntryFacts> JudgeQuota(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx);
absl::StatusOr<EntryFacts> JudgeTopUp(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx);

/// What the node of `member` may have pseudonymised in all under the key of `agreement`: what the
/// constitution gives, and the top-ups on the register. NotFound where it is no member.
absl::StatusOr<uint64_t> PseudonymsAllowed(store::Snapshot& tx, const Agreement& agreement,
                                           std::string_view member);
/// How often `member` has been topped up under `key`.
absl::StatusOr<uint32_t> CountTopUps(store::Snapshot& tx, std::string_view member,
                                     std::string_view key);
/// The last word of `trustee` on the use of `member` under `key`, if it ever said one.
absl::StatusOr<std::optional<v1::Quota>> LastQuota(store::Snapshot& tx, std::string_view trustee,
                                                   std::string_view member, std::string_view key);

}  // namespace ginnel::governance
