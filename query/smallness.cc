// SPDX-License-Identifier: Apache-2.0
#include "query/smallness.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/axes.h"

namespace ginnel::query {
namespace {

using Kind = Aggregate::Kind;

bool IsCount(Kind kind) { return kind != Kind::kSum && kind != Kind::kSumOfSquares; }

class TestPlanner {
 public:
  TestPlanner(Plan& plan, const Dictionary& dictionary, const std::vector<int>& members)
      : plan_(plan), dictionary_(dictionary), members_(members) {}

  absl::Status Run() {
    plan_.tests.clear();
    plan_.own_test.assign(plan_.table_positions(), -1);
    plan_.guards.assign(plan_.table_positions(), {});
    people_ = Find(Kind::kPeople, -1);
    if (people_ < 0) return absl::InternalError("a plan without a count of people");
    // People first: their tests are among the guards of all others.
    for (size_t cell = 0; cell < plan_.cells; ++cell) GuardCount(people_, cell);
    for (int a = 0; a < Aggregates(); ++a) {
      if (a == people_ || !IsCount(KindOf(a))) continue;
      for (size_t cell = 0; cell < plan_.cells; ++cell) GuardCount(a, cell);
    }
    for (const PlannedMeasure* measure : OpenedMeasuresOf(plan_.measures)) {
      GuardExceptions(*measure);
    }
    for (size_t axis = 0; axis < plan_.axes.size(); ++axis) GuardFlagAxis(axis);
    for (int a = 0; a < Aggregates(); ++a) {
      if (IsCount(KindOf(a))) continue;
      for (size_t cell = 0; cell < plan_.cells; ++cell) GuardSum(a, cell);
    }
    return CheckNothingIsOpen();
  }

 private:
  void GuardCount(int aggregate, size_t cell) {
    const size_t position = plan_.Position(aggregate, cell);
    const LinearForm own = Form({{position, 1}}, !plan_.zero_may_be_shown);
    plan_.own_test[position] = AddTest({{own}});
    std::vector<int>& guards = plan_.guards[position];
    guards.push_back(plan_.own_test[position]);
    if (aggregate != people_) guards.push_back(plan_.own_test[plan_.Position(people_, cell)]);
    if (members_.size() < kMembersToHide) return;
    SmallnessTest remainders;
    for (int member : members_) {
      LinearForm form = Form({{position, 1}}, false);
      form.without_member = member;
      remainders.forms.push_back(std::move(form));
    }
    guards.push_back(AddTest(std::move(remainders)));
  }

  // A share of nearly everyone says something about each of them.
  void GuardExceptions(const PlannedMeasure& measure) {
    if (measure.numerator < 0 || !dictionary_.variable(measure.variable).sensitive() ||
        !excepted_.insert(measure.numerator).second) {
      return;
    }
    const int base = measure.known >= 0 ? measure.known : measure.people;
    for (size_t cell = 0; cell < plan_.cells; ++cell) {
      const size_t position = plan_.Position(measure.numerator, cell);
      const LinearForm exceptions =
          Form({{plan_.Position(base, cell), 1}, {position, -1}}, /*zero_is_small=*/true);
      plan_.guards[position].push_back(AddTest({{exceptions}}));
    }
  }

  // A sensitive flag as an axis shows what its prevalence would: who has it is opened only beside
  // enough people who are known not to have it.
  void GuardFlagAxis(size_t axis) {
    const PlannedAxis& flag = plan_.axes[axis];
    if (flag.rules.empty()) return;
    const Expression& yes = flag.rules.front();
    if (yes.op != Expression::Op::kVariable || !dictionary_.variable(yes.variable).sensitive() ||
        flag.name != dictionary_.variable(yes.variable).name()) {
      return;
    }
    size_t stride = 1;
    for (size_t after = axis + 1; after < plan_.axes.size(); ++after) {
      stride *= plan_.axes[after].labels.size();
    }
    for (size_t cell = 0; cell < plan_.cells; ++cell) {
      if (cell / stride % flag.labels.size() != 0) continue;  // the first label is "yes"
      std::vector<std::pair<size_t, int64_t>> others;
      for (size_t label = 1; label < flag.labels.size(); ++label) {
        if (flag.labels[label] == kNotKnown) continue;
        others.emplace_back(plan_.Position(people_, cell + label * stride), 1);
      }
      const int exceptions = AddTest({{Form(others, /*zero_is_small=*/true)}});
      for (int a = 0; a < Aggregates(); ++a) {
        if (IsCount(KindOf(a))) plan_.guards[plan_.Position(a, cell)].push_back(exceptions);
      }
    }
  }

  void GuardSum(int aggregate, size_t cell) {
    const int variable = plan_.aggregates[static_cast<size_t>(aggregate)].variable;
    std::vector<int>& guards = plan_.guards[plan_.Position(aggregate, cell)];
    const int counts[] = {people_, Find(Kind::kContributors, variable),
                          Find(Kind::kKnown, variable)};
    for (int count : counts) {
      if (count < 0) continue;
      const std::vector<int>& more = plan_.guards[plan_.Position(count, cell)];
      guards.insert(guards.end(), more.begin(), more.end());
    }
    std::sort(guards.begin(), guards.end());
    guards.erase(std::unique(guards.begin(), guards.end()), guards.end());
  }

  // Fails closed: a count needs its own test, a sum those of its people and its contributors.
  absl::Status CheckNothingIsOpen() const {
    const auto has = [](const std::vector<int>& guards, int test) {
      return test >= 0 && std::find(guards.begin(), guards.end(), test) != guards.end();
    };
    for (int a = 0; a < Aggregates(); ++a) {
      const bool count = IsCount(KindOf(a));
      const int contributors =
          count ? -1 : Find(Kind::kContributors, plan_.aggregates[static_cast<size_t>(a)].variable);
      if (!count && contributors < 0) return absl::InternalError("a sum without its contributors");
      for (size_t cell = 0; cell < plan_.cells; ++cell) {
        const std::vector<int>& guards = plan_.guards[plan_.Position(a, cell)];
        const bool guarded =
            has(guards, plan_.own_test[plan_.Position(people_, cell)]) &&
            has(guards, plan_.own_test[plan_.Position(count ? a : contributors, cell)]);
        if (!guarded) {
          return absl::InternalError(
              absl::StrCat("aggregate ", a, " of cell ", cell, " has no guard"));
        }
      }
    }
    return absl::OkStatus();
  }

  static LinearForm Form(const std::vector<std::pair<size_t, int64_t>>& terms, bool zero_is_small) {
    LinearForm form;
    for (const auto& [position, coefficient] : terms) {
      form.terms.emplace_back(static_cast<uint32_t>(position), coefficient);
    }
    form.zero_is_small = zero_is_small;
    return form;
  }

  int AddTest(SmallnessTest test) {
    plan_.tests.push_back(std::move(test));
    return static_cast<int>(plan_.tests.size()) - 1;
  }

  int Find(Kind kind, int variable) const {
    for (int a = 0; a < Aggregates(); ++a) {
      if (plan_.aggregates[static_cast<size_t>(a)] == Aggregate{kind, variable}) return a;
    }
    return -1;
  }
  Kind KindOf(int a) const { return plan_.aggregates[static_cast<size_t>(a)].kind; }
  int Aggregates() const { return static_cast<int>(plan_.aggregates.size()); }

  Plan& plan_;
  const Dictionary& dictionary_;
  const std::vector<int>& members_;
  int people_ = -1;
  std::set<int> excepted_;  // numerators whose exceptions are tested
};

}  // namespace

absl::Status PlanTests(Plan& plan, const Dictionary& dictionary, const std::vector<int>& members) {
  const uint64_t per_position = members.size() < kMembersToHide ? 2 : 2 + members.size();
  const uint64_t most = kMaxForms / per_position;
  if (plan.table_positions() > most) {
    return absl::InvalidArgumentError(
        absl::StrCat("by: the table has ", plan.cells, " cells × ", plan.aggregates.size(),
                     " counts and sums, more than the ", most, " that one run of ", members.size(),
                     " members may test: use coarser axes or fewer measures"));
  }
  return TestPlanner(plan, dictionary, members).Run();
}

absl::Status PlanTests(Plan& plan, const Dictionary& dictionary, size_t members) {
  std::vector<int> all(members);
  std::iota(all.begin(), all.end(), 0);
  return PlanTests(plan, dictionary, all);
}

}  // namespace ginnel::query
