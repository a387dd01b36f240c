// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "node/engine/derivation.h"
#include "node/engine/derived_column.h"
#include "node/engine/snapshot.h"

namespace ginnel::node {

/// What a derivation is asked for. All three outlive its fill.
struct DerivationRequest {
  const Snapshot& snapshot;
  const v1::Variable& variable;
  const v1::Dictionary& dictionary;  // areas, code lists
  int decimals;                      // of the variable's stored unit
  AsOf as_of;
};

/// Sets the rows of one block that have an answer. Blocks come in any order; `raw` is all zero and
/// not known.
using BlockFill = std::function<void(size_t block, DerivedColumn::RawBlock& raw)>;

// One function for each kind of derivation.h, which says what they yield.
absl::StatusOr<BlockFill> FillAge(const DerivationRequest& request);
absl::StatusOr<BlockFill> FillDied(const DerivationRequest& request);
absl::StatusOr<BlockFill> FillAttribute(const DerivationRequest& request);
absl::StatusOr<BlockFill> FillRegistered(const DerivationRequest& request);
absl::StatusOr<BlockFill> FillRegisteredDays(const DerivationRequest& request);
absl::StatusOr<BlockFill> FillJoined(const DerivationRequest& request);
absl::StatusOr<BlockFill> FillGeography(const DerivationRequest& request);
absl::StatusOr<BlockFill> FillCondition(const DerivationRequest& request);
absl::StatusOr<BlockFill> FillObservation(const DerivationRequest& request);
absl::StatusOr<BlockFill> FillEvents(const DerivationRequest& request);

/// The member's data set cannot answer for the variable.
absl::Status NotOffered(const DerivationRequest& request, const std::string& why);
/// FailedPrecondition REASON_DATA_ENDS_BEFORE where the last day before `end` is after the last
/// that the member's records cover: what happened then would be missing without a word.
absl::Status CheckCovered(const DerivationRequest& request, Day end);
/// The same where `first` is before the first day that they cover.
absl::Status CheckBegun(const DerivationRequest& request, Day first);
/// The period as far as it lies before the index date; InvalidArgument REASON_QUERY_INVALID where
/// no day of it does.
absl::StatusOr<DayRange> PeriodSoFar(const DerivationRequest& request);
/// The same, refused where the records begin later or end earlier.
absl::StatusOr<DayRange> CoveredPeriod(const DerivationRequest& request);
/// A table that holds nothing at all was not supplied, unless the member lists the variable among
/// those it offers.
bool Supplied(const DerivationRequest& request, bool table_has_rows);
/// For each code of `codes` its index in the variable's codes, or −1.
std::vector<int> IndexCodes(const CodeTable& codes, const v1::Variable& variable);
/// 10^decimals stored units to the whole.
int64_t WholeUnit(int decimals);

}  // namespace ginnel::node
