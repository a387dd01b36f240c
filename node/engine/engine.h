// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "governance/verified_query.h"
#include "node/engine/derived_columns.h"
#include "node/engine/linked_figures.h"
#include "node/engine/rehearsed_rows.h"
#include "node/engine/rehearsed_table.h"
#include "node/engine/snapshot.h"
#include "query/dictionary.h"
#include "query/plan.h"
#include "sharing/linked/layout.h"
#include "sharing/local_table.h"

namespace ginnel::node {

/// Answers plans over one snapshot. Start here:
///
/// - Derive: snapshot → columns at the index date
/// - Program: columns → who is counted, and in which cell
/// - Tabulator: columns by cell → LocalTable
///
/// It computes aggregates only, and hands them out in two types that nothing turns into each other:
/// for a run, from a VerifiedQuery, as a LocalTable, which only the encoder can read; for the
/// member's own lead, from a plan alone, as a RehearsedTable, which no encoder takes. So there is
/// no way from an unapproved question to shares that would compile. Thread-safe.
class Engine {
 public:
  struct Options {
    int threads = 2;
    std::optional<size_t> cache_bytes;  // of derived columns; nothing: CacheBytesFor the people
  };
  /// How much memory derived columns may take: eight columns of the widest kind, four bytes a
  /// person, and 64 MB at least. Were it less than one question reads, each answer would push out
  /// the columns that the next one needs.
  static size_t CacheBytesFor(size_t people) {
    return std::max(size_t{64} << 20, size_t{8} * sizeof(int32_t) * people);
  }

  explicit Engine(std::shared_ptr<const Snapshot> snapshot)
      : Engine(std::move(snapshot), Options{}) {}
  /// `ids` are the linkage ids of the snapshot's people, in its order: what finds them on a spine.
  /// Nothing else reads them. May be left out where no linked query is answered.
  Engine(std::shared_ptr<const Snapshot> snapshot, Options options, std::vector<LinkageId> ids = {})
      : snapshot_(std::move(snapshot)),
        options_(options),
        columns_(snapshot_, options.cache_bytes.value_or(CacheBytesFor(snapshot_->people()))),
        ids_(std::move(ids)) {}

  /// This member's figures in vector order. `plan` is what query::PlanQuery made of `verified`'s
  /// query, roster and threshold with the same dictionary.
  ///
  /// Errors: FailedPrecondition REASON_VARIABLE_NOT_OFFERED, naming the variable; PermissionDenied
  /// REASON_APPROVAL_OTHER_QUERY where the plan's dates, population or threshold are not those that
  /// were approved, REASON_ROSTER_MISMATCH where this member is not on the roster; InvalidArgument
  /// for a period without a day before the index date.
  absl::StatusOr<sharing::LocalTable> Compute(const governance::VerifiedQuery& verified,
                                              const query::Plan& plan,
                                              const query::Dictionary& dictionary);

  /// The same for a linked plan: this member's rows and sums over the slots of `spine`, as `layout`
  /// lays them out. Somebody whom the member does not know has what the dictionary says of people
  /// without a record (`absent`).
  ///
  /// Errors: besides Compute's, FailedPrecondition REASON_WRONG_STATE without ids, InvalidArgument
  /// where the spine is not the layout's.
  absl::StatusOr<sharing::LocalTable> ComputeLinked(const governance::VerifiedQuery& verified,
                                                    const query::Plan& plan,
                                                    const query::Dictionary& dictionary,
                                                    std::span<const LinkageId> spine,
                                                    const sharing::LinkedLayout& layout);

  /// A dry run: what Compute would give for `plan`, for the member's own eyes (node/review). Needs
  /// no approval, because nothing of it can be uploaded (rehearsed_table.h).
  ///
  /// Errors: FailedPrecondition REASON_VARIABLE_NOT_OFFERED, naming the variable; InvalidArgument
  /// as for Compute.
  absl::StatusOr<RehearsedTable> Rehearse(const query::Plan& plan,
                                          const query::Dictionary& dictionary);

  /// A dry run of a linked plan: what ComputeLinked would give for roster index `member`, in the
  /// clear.
  absl::StatusOr<RehearsedRows> RehearseLinked(const query::Plan& plan,
                                               const query::Dictionary& dictionary,
                                               std::span<const LinkageId> spine,
                                               const sharing::LinkedLayout& layout, int member);

  const Snapshot& snapshot() const { return *snapshot_; }
  /// Of its people, in the snapshot's order; empty where it was loaded without.
  std::span<const LinkageId> ids() const { return ids_; }
  size_t cache_bytes() const { return columns_.cache_bytes(); }

 private:
  // Of `plan`, in vector order: what both ways out share.
  absl::StatusOr<std::vector<int64_t>> FiguresOf(const query::Plan& plan,
                                                 const query::Dictionary& dictionary);
  // Those of one moment.
  absl::StatusOr<std::vector<int64_t>> FiguresAt(const query::Plan& plan,
                                                 const query::Dictionary& dictionary,
                                                 const query::Moment& moment);

  absl::StatusOr<std::vector<Capped>> CappedOf(const query::Plan& plan,
                                               const query::Dictionary& dictionary);

  absl::StatusOr<std::shared_ptr<const sharing::Figures>> RowsOf(
      const query::Plan& plan, const query::Dictionary& dictionary,
      std::span<const LinkageId> spine, const sharing::LinkedLayout& layout, int member);
  absl::StatusOr<SourceTable> TableOf(const query::LinkedSource& source, const query::Plan& plan,
                                      const query::Dictionary& dictionary);
  // The row of each slot, or kNobody.
  std::vector<uint32_t> Find(std::span<const LinkageId> spine) const;

  std::shared_ptr<const Snapshot> snapshot_;
  Options options_;
  DerivedColumns columns_;
  std::vector<LinkageId> ids_;
};

}  // namespace ginnel::node
