// SPDX-License-Identifier: Apache-2.0
#include "node/engine/engine.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "node/engine/tabulation.h"
#include "node/engine/tabulator.h"
#include "node/engine/workers.h"

namespace ginnel::node {
namespace {

constexpr size_t kBlocksAtATime = 8;

// The plan is made from the approved query elsewhere: what can be compared cheaply is compared, so
// that a mix-up of two runs ends here.
absl::Status CheckApproved(const governance::VerifiedQuery& verified, const query::Plan& plan,
                           const std::string& member) {
  const auto refuse = [](v1::Reason reason, std::string why) {
    return ReasonedError(absl::StatusCode::kPermissionDenied, reason, std::move(why));
  };
  if (verified.RosterIndex(member) < 0) {
    return refuse(v1::REASON_ROSTER_MISMATCH,
                  absl::StrCat("member ", member, " is not on the roster of the approved run"));
  }
  ASSIGN_OR_RETURN(const Day index_date, ParseDay(verified.query().index_date()));
  ASSIGN_OR_RETURN(const DayRange period, ParsePeriod(verified.query().period()));
  if (plan.index_date != index_date || !(plan.period == period) ||
      plan.population != verified.query().population().of() ||
      plan.threshold != verified.threshold()) {
    return refuse(v1::REASON_APPROVAL_OTHER_QUERY,
                  "the plan's index date, period, population or threshold is not that of the "
                  "approved query: plan it again from the query");
  }
  return absl::OkStatus();
}

// What is computed, whatever measures the figures are for: where, rules and aggregates.
std::vector<int> ColumnsReadBy(const query::Plan& plan) {
  std::set<int> variables;
  const auto read = [&](const query::Expression& expression) {
    const std::vector<int> found = query::VariablesOf(expression);
    variables.insert(found.begin(), found.end());
  };
  read(plan.where);
  for (const query::PlannedAxis& axis : plan.axes) {
    for (const query::Expression& rule : axis.rules) read(rule);
  }
  for (const query::Aggregate& aggregate : plan.aggregates) {
    if (aggregate.variable >= 0) variables.insert(aggregate.variable);
  }
  return {variables.begin(), variables.end()};
}

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
  return RehearsedTable(std::move(figures), plan.cells);
}

absl::StatusOr<std::vector<int64_t>> Engine::FiguresOf(const query::Plan& plan,
                                                       const query::Dictionary& dictionary) {
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
  const AsOf as_of{moment.index_date, moment.period};
  ASSIGN_OR_RETURN(const ColumnSet columns,
                   columns_.Get(dictionary, ColumnsReadBy(plan), as_of, options_.threads));
  ASSIGN_OR_RETURN(const std::shared_ptr<const DerivedColumn> population,
                   columns_.Population(plan.population, as_of));
  ASSIGN_OR_RETURN(
      const Tabulation tabulation,
      Tabulation::Compile(plan, dictionary, snapshot_->people(), population.get(), columns));
  return Tabulate(tabulation, options_.threads);
}

}  // namespace ginnel::node
