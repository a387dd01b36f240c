// SPDX-License-Identifier: Apache-2.0
#include "node/engine/engine.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "base/status.h"
#include "node/engine/check_approved.h"
#include "node/engine/moment_columns.h"
#include "node/engine/tabulation.h"
#include "node/engine/tabulator.h"
#include "node/engine/workers.h"

namespace ginnel::node {
namespace {

constexpr size_t kBlocksAtATime = 8;

std::vector<int64_t> Tabulate(const Tabulation& tabulation, int threads) {
  std::vector<int64_t> values(tabulation.figures.size() * tabulation.cells, 0);
  const size_t blocks = BlocksFor(tabulation.rows);
  std::atomic<size_t> next{0};
  std::mutex mutex;
  RunWorkers(threads, (blocks + kBlocksAtATime - 1) / kBlocksAtATime, [&](size_t) {
    Tabulator tabulator(tabulation);
    for (size_t first = next.fetch_add(kBlocksAtATime); first < blocks;
         first = next.fetch_add(kBlocksAtATime)) {
      const size_t end = std::min(first + kBlocksAtATime, blocks);
      for (size_t block = first; block < end; ++block) tabulator.AddBlock(block);
    }
    const std::lock_guard<std::mutex> lock(mutex);
    tabulator.AddTo(values);
  });
  return values;
}

}  // namespace

absl::StatusOr<sharing::LocalTable> Engine::Compute(const governance::VerifiedQuery& verified,
                                                    const query::Plan& plan,
                                                    const query::Dictionary& dictionary) {
  RETURN_IF_ERROR(CheckApproved(verified, plan, snapshot_->info().member));
  ASSIGN_OR_RETURN(std::vector<int64_t> figures, FiguresOf(plan, dictionary));
  return sharing::LocalTable(std::move(figures));
}

absl::StatusOr<RehearsedTable> Engine::Rehearse(const query::Plan& plan,
                                                const query::Dictionary& dictionary) {
  ASSIGN_OR_RETURN(std::vector<int64_t> figures, FiguresOf(plan, dictionary));
  ASSIGN_OR_RETURN(std::vector<Capped> capped, CappedOf(plan, dictionary));
  return RehearsedTable(std::move(figures), plan.cells, std::move(capped));
}

absl::StatusOr<std::vector<Capped>> Engine::CappedOf(const query::Plan& plan,
                                                     const query::Dictionary& dictionary) {
  std::map<int, Capped> by_variable;
  for (const query::Moment& moment : plan.Moments()) {
    ASSIGN_OR_RETURN(const MomentColumns columns,
                     ColumnsAt(plan, dictionary, moment, columns_, options_.threads));
    for (const query::Aggregate& aggregate : plan.aggregates) {
      if (aggregate.kind != query::Aggregate::Kind::kSum) continue;
      const DerivedColumn* column = columns.figures.Find(aggregate.variable);
      if (column == nullptr || column->capped_people() == 0) continue;
      Capped& capped = by_variable[aggregate.variable];
      capped.variable = aggregate.variable;
      capped.values += column->capped_people();
      capped.left_out += column->capped_excess();
    }
  }
  std::vector<Capped> all;
  for (const auto& [variable, capped] : by_variable) all.push_back(capped);
  return all;
}

absl::StatusOr<std::vector<int64_t>> Engine::FiguresOf(const query::Plan& plan,
                                                       const query::Dictionary& dictionary) {
  if (plan.linked != nullptr) {
    return absl::InvalidArgumentError("plan: links people, and is asked of this member alone");
  }
  std::vector<int64_t> figures(plan.positions(), 0);
  const std::vector<query::Moment> moments = plan.Moments();
  const size_t cells = plan.cells / moments.size();
  for (size_t moment = 0; moment < moments.size(); ++moment) {
    ASSIGN_OR_RETURN(const std::vector<int64_t> at, FiguresAt(plan, dictionary, moments[moment]));
    for (size_t figure = 0; figure < plan.aggregates.size(); ++figure) {
      std::copy_n(at.begin() + static_cast<ptrdiff_t>(figure * cells), cells,
                  figures.begin() + static_cast<ptrdiff_t>(figure * plan.cells + moment * cells));
    }
  }
  return figures;
}

absl::StatusOr<std::vector<int64_t>> Engine::FiguresAt(const query::Plan& plan,
                                                       const query::Dictionary& dictionary,
                                                       const query::Moment& moment) {
  ASSIGN_OR_RETURN(const MomentColumns columns,
                   ColumnsAt(plan, dictionary, moment, columns_, options_.threads));
  ASSIGN_OR_RETURN(const Tabulation tabulation,
                   Tabulation::Compile(plan, dictionary, snapshot_->people(), columns));
  return Tabulate(tabulation, options_.threads);
}

}  // namespace ginnel::node
