// SPDX-License-Identifier: Apache-2.0
#include "sharing/plan_digest.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "crypto/hash.h"

namespace ginnel::sharing {
namespace {

// Numbers, one after the other: every list begins with its length, so that no two plans read alike.
class Text {
 public:
  template <typename... Numbers>
  void Add(Numbers... numbers) {
    (absl::StrAppend(&text_, numbers, " "), ...);
  }
  template <typename List, typename Each>
  void AddAll(const List& list, const Each& each) {
    Add(list.size());
    for (const auto& item : list) each(item);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void AddTests(const query::Plan& plan, Text& text) {
  text.AddAll(plan.tests, [&](const query::SmallnessTest& test) {
    text.AddAll(test.forms, [&](const query::LinearForm& form) {
      text.Add(form.without_member, static_cast<int>(form.zero_is_small));
      text.AddAll(form.terms, [&](const auto& term) { text.Add(term.first, term.second); });
    });
  });
  text.AddAll(plan.own_test, [&](int test) { text.Add(test); });
  text.AddAll(plan.guards, [&](const std::vector<int>& guards) {
    text.AddAll(guards, [&](int test) { text.Add(test); });
  });
}

void AddLinked(const query::LinkedPlan& plan, const LinkedLayout& layout, Text& text) {
  text.AddAll(plan.sources, [&](const query::LinkedSource& source) {
    text.AddAll(source.members, [&](int member) { text.Add(member); });
    text.Add(source.codes);
    text.AddAll(source.figures, [&](const query::LinkedColumn& figure) {
      text.Add(figure.aggregate, static_cast<int>(figure.value), figure.code,
               static_cast<int>(figure.flag));
    });
    text.AddAll(source.sums, [&](const query::LinkedSum& sum) {
      text.Add(sum.aggregate, sum.code, sum.to, static_cast<int>(sum.over));
    });
    for (const int member : source.members) {
      text.Add(layout.RangeOf(source, member).first, layout.RangeOf(source, member).count);
    }
  });
  text.AddAll(plan.terms, [&](const query::LinkedTerm& term) {
    text.Add(term.coefficient);
    text.AddAll(term.factors, [&](const query::LinkedFactor& factor) {
      text.Add(factor.source, factor.first, factor.count);
    });
    text.AddAll(term.to, [&](int32_t to) { text.Add(to); });
  });
  text.Add(layout.blocks(), layout.Block(0).count);
}

}  // namespace

crypto::Digest PlanDigest(const RunSession& session) {
  const query::Plan& plan = session.plan();
  Text text;
  text.Add(session.context().run_id, session.context().attempt, plan.positions(), plan.cells,
           plan.threshold);
  AddTests(plan, text);
  if (session.linked()) AddLinked(*plan.linked, session.layout(), text);
  return crypto::Sha256(text.text());
}

}  // namespace ginnel::sharing
