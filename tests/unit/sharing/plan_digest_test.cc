// SPDX-License-Identifier: Apache-2.0
#include "sharing/plan_digest.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/sharing/verified_run.h"

namespace ginnel::sharing {
namespace {

struct Whole {
  query::Plan plan;
  query::LinkedPlan linked;
  SpineLayout spine{6, {{0, 4}, {0, 0}}};
  uint32_t attempt = 1;
};

Whole OneOfEach() {
  Whole whole;
  whole.plan.cells = 2;
  whole.plan.threshold = 8;
  whole.plan.aggregates.resize(2);
  query::LinearForm form;
  form.terms = {{0, 1}};
  whole.plan.tests = {{{form}}};
  whole.plan.own_test = {0, -1, 0, 0};
  whole.plan.guards = {{0}, {0}, {0}, {0}};
  query::LinkedSource practice, trust;
  practice.sector = v1::SECTOR_GENERAL_PRACTICE;
  practice.members = {0};
  practice.codes = 2;
  trust.sector = v1::SECTOR_ACUTE;
  trust.members = {1};
  trust.figures = {{}};
  trust.sums = {{}};
  whole.linked.sources = {practice, trust};
  query::LinkedTerm term;
  term.factors = {{0, 0, 2}, {1, 0, 1}};
  term.to = {0, 1};
  whole.linked.terms = {term};
  return whole;
}

std::string DigestOf(const Whole& whole) {
  query::Plan plan = whole.plan;
  plan.linked = std::make_shared<const query::LinkedPlan>(whole.linked);
  std::optional<LinkedLayout> layout;
  layout.emplace(*plan.linked, whole.spine);
  const RunSession session(governance::VerifiedQueryForTest::Of(1, 1, whole.attempt, 1), plan,
                           std::move(layout));
  return PlanDigest(session).ToHex();
}

TEST(PlanDigest, IsTheSameOfTheSame) { EXPECT_EQ(DigestOf(OneOfEach()), DigestOf(OneOfEach())); }

TEST(PlanDigest, DiffersWithAllThatDecidesWhatIsJoinedTestedOrOpened) {
  const std::vector<std::function<void(Whole&)>> bends = {
      [](Whole&) {},
      [](Whole& w) { w.attempt = 2; },
      [](Whole& w) { w.plan.cells = 1; },
      [](Whole& w) { w.plan.threshold = 9; },
      [](Whole& w) { w.plan.aggregates.resize(3); },
      [](Whole& w) { w.plan.tests[0].forms[0].terms[0].second = -1; },
      [](Whole& w) { w.plan.tests[0].forms[0].terms[0].first = 1; },
      [](Whole& w) { w.plan.tests[0].forms[0].without_member = 0; },
      [](Whole& w) { w.plan.tests[0].forms[0].zero_is_small = true; },
      [](Whole& w) { w.plan.tests.push_back(w.plan.tests[0]); },
      [](Whole& w) { w.plan.own_test[1] = 0; },
      [](Whole& w) { w.plan.guards[1].clear(); },
      [](Whole& w) { w.linked.sources[0].codes = 3; },
      [](Whole& w) { w.linked.sources[1].figures[0].flag = true; },
      [](Whole& w) { w.linked.sources[1].figures[0].code = 1; },
      [](Whole& w) { w.linked.sources[1].sums[0].to = 1; },
      [](Whole& w) { w.linked.sources[1].sums[0].over = query::LinkedSum::Over::kNotMatched; },
      [](Whole& w) { w.linked.sources[1].members = {0}; },
      [](Whole& w) { w.linked.terms[0].coefficient = -1; },
      [](Whole& w) { w.linked.terms[0].to[1] = query::LinkedTerm::kNowhere; },
      [](Whole& w) { w.linked.terms[0].factors[0].first = 1; },
      [](Whole& w) { w.spine.slots = 7; },
      [](Whole& w) { w.spine.ranges[0].count = 3; },
  };
  std::set<std::string> digests;
  for (const auto& bend : bends) {
    Whole whole = OneOfEach();
    bend(whole);
    digests.insert(DigestOf(whole));
  }
  // Six or seven slots in one block: the ranges tell, and the block's length.
  EXPECT_EQ(digests.size(), bends.size());
}

}  // namespace
}  // namespace ginnel::sharing
