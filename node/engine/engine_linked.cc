// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "node/engine/block_fill.h"
#include "node/engine/check_approved.h"
#include "node/engine/engine.h"
#include "node/engine/linked_figures.h"
#include "node/engine/local_plan.h"
#include "node/engine/moment_columns.h"
#include "node/engine/nobody.h"
#include "node/engine/tabulation.h"
#include "node/engine/tabulator.h"
#include "node/engine/workers.h"

namespace ginnel::node {
namespace {

using query::Aggregate;

FigureValues ValuesOf(const Tabulation::Figure& figure, bool in_whole_units) {
  FigureValues values{FigureValues::Kind::kOne, figure.column, figure.whole_unit, 0};
  switch (figure.kind) {
    case Aggregate::Kind::kPeople:
      values.kind = FigureValues::Kind::kOne;
      break;
    case Aggregate::Kind::kTrue:
      values.kind = FigureValues::Kind::kTrue;
      break;
    case Aggregate::Kind::kKnown:
      values.kind = FigureValues::Kind::kKnown;
      break;
    case Aggregate::Kind::kContributors:
      values.kind = FigureValues::Kind::kNotZero;
      break;
    case Aggregate::Kind::kSum:
      values.kind = FigureValues::Kind::kValue;
      break;
    case Aggregate::Kind::kSumOfSquares:
      values.kind = in_whole_units ? FigureValues::Kind::kWholeUnits
                                   : FigureValues::Kind::kSquareOfWholeUnits;
      break;
  }
  return values;
}

std::vector<uint16_t> Codes(Tabulation tabulation, int threads) {
  std::vector<uint16_t> codes(tabulation.rows);
  tabulation.figures.clear();  // a total of each for every cell would be held, and not used
  const size_t blocks = BlocksFor(tabulation.rows);
  std::atomic<size_t> next{0};
  RunWorkers(threads, blocks, [&](size_t) {
    Tabulator tabulator(tabulation);
    for (size_t block = next++; block < blocks; block = next++) {
      const size_t first = block * kBlockRows;
      tabulator.NumberBlock(
          block, std::span(codes).subspan(first, std::min(kBlockRows, codes.size() - first)));
    }
  });
  return codes;
}

// Turns cells over the axes, from 1 on, into the source's codes, where the agreement leaves some
// alone possible. Nobody is in another: CheckAreas was asked before.
absl::Status KeepHeld(const query::LinkedSource& source, size_t cells, SourceTable& table) {
  if (!source.held) return absl::OkStatus();
  constexpr uint16_t kNone = std::numeric_limits<uint16_t>::max();
  std::vector<uint16_t> code_of(cells + 1, kNone);
  code_of[0] = 0;
  for (size_t i = 0; i < source.held->size(); ++i) {
    code_of[(*source.held)[i] + 1] = static_cast<uint16_t>(i + 1);
  }
  uint16_t highest = 0;
  for (uint16_t& code : table.codes) {
    code = code_of[code];
    highest = std::max(highest, code);
  }
  if (highest != kNone) return absl::OkStatus();
  return absl::InternalError("somebody is in a cell that the agreement's areas make impossible");
}

// Everybody's codes and figures in one snapshot.
absl::StatusOr<SourceTable> Tabulate(const query::LinkedSource& source, const query::Plan& local,
                                     const query::Dictionary& dictionary, size_t people,
                                     MomentColumns columns, int threads) {
  SourceTable table;
  table.source = &source;
  ASSIGN_OR_RETURN(const Tabulation tabulation,
                   Tabulation::Compile(local, dictionary, people, columns));
  table.columns = std::move(columns.figures);
  table.codes = Codes(tabulation, threads);
  RETURN_IF_ERROR(KeepHeld(source, local.cells, table));
  for (size_t k = 0; k < tabulation.figures.size(); ++k) {
    const bool of_rows = k < source.figures.size();
    const bool in_whole_units =
        of_rows && source.figures[k].value == query::LinkedColumn::Value::kWholeUnits;
    FigureValues values = ValuesOf(tabulation.figures[k], in_whole_units);
    // What is told roughly is told in whole units.
    if (!of_rows && values.kind == FigureValues::Kind::kValue) {
      values.whole_unit = WholeUnit(dictionary.decimals(local.aggregates[k].variable));
    }
    (of_rows ? table.figures : table.sums).push_back(values);
  }
  return table;
}

// What the figures say of somebody without a record.
void TakeFromNobody(const std::vector<FigureValues>& nobody, std::vector<FigureValues>& figures) {
  const uint32_t only_row = 0;
  for (size_t k = 0; k < figures.size(); ++k) {
    nobody[k].Gather({&only_row, 1}, {&figures[k].of_nobody, 1});
  }
}

}  // namespace

std::vector<uint32_t> Engine::Find(std::span<const LinkageId> spine) const {
  std::vector<uint32_t> places(spine.size(), kNobody);
  for (size_t slot = 0; slot < spine.size(); ++slot) {
    const auto at = std::lower_bound(ids_.begin(), ids_.end(), spine[slot]);
    if (at != ids_.end() && *at == spine[slot]) {
      places[slot] = static_cast<uint32_t>(at - ids_.begin());
    }
  }
  return places;
}

absl::StatusOr<SourceTable> Engine::TableOf(const query::LinkedSource& source,
                                            const query::Plan& plan,
                                            const query::Dictionary& dictionary) {
  const query::Plan local = LocalPlanOf(source, plan);
  if (local.cells >= std::numeric_limits<uint16_t>::max()) {
    return absl::InvalidArgumentError("plan: a source has more codes than fit");
  }
  const query::Moment moment = local.Moments().front();
  const auto tabulate = [&](DerivedColumns& derived, size_t people) -> absl::StatusOr<SourceTable> {
    ASSIGN_OR_RETURN(MomentColumns columns,
                     ColumnsAt(local, dictionary, moment, derived, options_.threads));
    return Tabulate(source, local, dictionary, people, std::move(columns), options_.threads);
  };
  ASSIGN_OR_RETURN(SourceTable table, tabulate(columns_, snapshot_->people()));

  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> nobody, SnapshotOfNobody(*snapshot_));
  DerivedColumns of_nobody(nobody, /*cache_bytes=*/0);
  ASSIGN_OR_RETURN(const SourceTable unknown, tabulate(of_nobody, 1));
  table.code_of_nobody = unknown.codes.front();
  TakeFromNobody(unknown.figures, table.figures);
  TakeFromNobody(unknown.sums, table.sums);
  return table;
}

absl::StatusOr<sharing::LocalTable> Engine::ComputeLinked(const governance::VerifiedQuery& verified,
                                                          const query::Plan& plan,
                                                          const query::Dictionary& dictionary,
                                                          std::span<const LinkageId> spine,
                                                          const sharing::LinkedLayout& layout) {
  RETURN_IF_ERROR(CheckApproved(verified, plan, snapshot_->info().member));
  ASSIGN_OR_RETURN(
      std::shared_ptr<const sharing::Figures> rows,
      RowsOf(plan, dictionary, spine, layout, verified.RosterIndex(snapshot_->info().member)));
  return sharing::LocalTable(std::move(rows));
}

absl::StatusOr<RehearsedRows> Engine::RehearseLinked(const query::Plan& plan,
                                                     const query::Dictionary& dictionary,
                                                     std::span<const LinkageId> spine,
                                                     const sharing::LinkedLayout& layout,
                                                     int member) {
  ASSIGN_OR_RETURN(std::shared_ptr<const sharing::Figures> rows,
                   RowsOf(plan, dictionary, spine, layout, member));
  return RehearsedRows(std::move(rows));
}

absl::StatusOr<std::shared_ptr<const sharing::Figures>> Engine::RowsOf(
    const query::Plan& plan, const query::Dictionary& dictionary, std::span<const LinkageId> spine,
    const sharing::LinkedLayout& layout, int member) {
  if (plan.linked == nullptr || spine.size() != layout.slots()) {
    return absl::InvalidArgumentError("plan: not linked over this spine");
  }
  // Sums may be over all of them, whoever has a slot.
  if (snapshot_->people() > query::kPeopleLimit) {
    return ReasonedError(
        absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
        absl::StrCat("this node holds ", snapshot_->people(), " people, more than the ",
                     query::kPeopleLimit, " for whom totals are proved not to wrap"));
  }
  if (ids_.size() != snapshot_->people()) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                         "this node was loaded without linkage ids");
  }
  std::vector<SourceTable> tables;
  for (const query::LinkedSource& source : plan.linked->sources) {
    if (std::find(source.members.begin(), source.members.end(), member) == source.members.end()) {
      continue;
    }
    ASSIGN_OR_RETURN(SourceTable table, TableOf(source, plan, dictionary));
    tables.push_back(std::move(table));
  }
  return std::make_shared<LinkedFigures>(plan.linked, layout, member,
                                         std::make_shared<const std::vector<uint32_t>>(Find(spine)),
                                         std::move(tables), plan.threshold);
}

}  // namespace ginnel::node
