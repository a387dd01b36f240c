// SPDX-License-Identifier: Apache-2.0
#include "query/regions.h"

#include <algorithm>

#include "query/comparison.h"
#include "query/decimal.h"

namespace ginnel::query {
namespace {

using Op = Expression::Op;
using Regions = std::vector<Region>;

constexpr size_t kMaxAlternatives = 64;

int64_t FloorDivide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// `variable op value / scale`, for a value in units finer than the stored ones by `scale`.
ValueSet Compared(Op op, int64_t value, int64_t scale, int64_t lower, int64_t upper) {
  const int64_t floor = FloorDivide(value, scale);
  const bool whole = floor * scale == value;
  switch (op) {
    case Op::kLess:
      return ValueSet::Range(lower, std::min(upper, whole ? floor - 1 : floor));
    case Op::kLessOrEqual:
      return ValueSet::Range(lower, std::min(upper, floor));
    case Op::kGreater:
      return ValueSet::Range(std::max(lower, floor + 1), upper);
    case Op::kGreaterOrEqual:
      return ValueSet::Range(std::max(lower, whole ? floor : floor + 1), upper);
    case Op::kEqual:
      return whole ? ValueSet::Range(std::max(lower, floor), std::min(upper, floor)) : ValueSet();
    default:
      return Compared(Op::kLess, value, scale, lower, upper)
          .Unite(Compared(Op::kGreater, value, scale, lower, upper));
  }
}

class Analysis {
 public:
  Analysis(const Dictionary& dictionary, bool outer) : dictionary_(dictionary), outer_(outer) {}

  // Negation is pushed to the leaves: by CEL's laws !(a && b) holds exactly where !a || !b does,
  // errors included.
  Regions Visit(const Expression& e, bool negated) {
    switch (e.op) {
      case Op::kBoolLiteral:
        return (e.value != 0) != negated ? Regions{Region()} : Regions();
      case Op::kNot:
        return Visit(e.args[0], !negated);
      case Op::kAnd:
      case Op::kOr:
        return (e.op == Op::kAnd) != negated
                   ? And(Visit(e.args[0], negated), Visit(e.args[1], negated))
                   : Or(Visit(e.args[0], negated), Visit(e.args[1], negated));
      case Op::kVariable: {
        const int64_t value = negated ? 0 : 1;
        return {Region{{e.variable, ValueSet::Range(value, value)}}};
      }
      case Op::kIn:
        return In(e, negated);
      default:
        return IsComparison(e.op) ? Comparison(e, negated) : Unknown();
    }
  }

  bool too_many() const { return too_many_; }

 private:
  Regions Unknown() const { return outer_ ? Regions{Region()} : Regions(); }

  Regions Comparison(const Expression& e, bool negated) {
    const bool mirrored = IsLiteral(e.args[0]);
    const Expression& subject = e.args[mirrored ? 1 : 0];
    const Expression& literal = e.args[mirrored ? 0 : 1];
    const Op op = negated ? Opposite(e.op) : e.op;
    if (!IsSubject(subject) || !IsLiteral(literal)) return Unknown();
    return One(subject, Values(subject, mirrored ? Mirrored(op) : op, literal.value));
  }

  Regions In(const Expression& e, bool negated) {
    if (!IsSubject(e.args[0])) return Unknown();
    ValueSet set = negated ? Everything(e.args[0]) : ValueSet();
    for (size_t i = 1; i < e.args.size(); ++i) {
      const ValueSet element =
          Values(e.args[0], negated ? Op::kNotEqual : Op::kEqual, e.args[i].value);
      set = negated ? set.Intersect(element) : set.Unite(element);
    }
    return One(e.args[0], std::move(set));
  }

  static bool IsLiteral(const Expression& e) {
    return e.op == Op::kNumberLiteral || e.op == Op::kCodeLiteral || e.op == Op::kBoolLiteral;
  }
  static bool IsSubject(const Expression& e) {
    return e.op == Op::kVariable || (e.op == Op::kRescale && e.args[0].op == Op::kVariable);
  }
  static int VariableOf(const Expression& e) {
    return e.op == Op::kVariable ? e.variable : e.args[0].variable;
  }
  ValueSet Values(const Expression& subject, Op op, int64_t value) const {
    const int variable = VariableOf(subject);
    const int64_t scale =
        subject.op == Op::kRescale ? PowerOfTen(static_cast<int>(subject.value)) : 1;
    return Compared(op, value, scale, dictionary_.lower(variable), dictionary_.upper(variable));
  }
  ValueSet Everything(const Expression& subject) const {
    const int variable = VariableOf(subject);
    return ValueSet::Range(dictionary_.lower(variable), dictionary_.upper(variable));
  }
  static Regions One(const Expression& subject, ValueSet set) {
    if (set.IsEmpty()) return {};
    return {Region{{VariableOf(subject), std::move(set)}}};
  }

  Regions Or(Regions a, Regions b) {
    if (a.size() + b.size() > kMaxAlternatives) return GiveUp();
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }

  Regions And(const Regions& a, const Regions& b) {
    if (a.size() * b.size() > kMaxAlternatives) return GiveUp();
    Regions both;
    for (const Region& left : a) {
      for (const Region& right : b) {
        Region region = left;
        bool empty = false;
        for (const auto& [variable, set] : right) {
          const auto [at, added] = region.emplace(variable, set);
          if (!added) at->second = at->second.Intersect(set);
          empty = empty || at->second.IsEmpty();
        }
        if (!empty) both.push_back(std::move(region));
      }
    }
    return both;
  }

  Regions GiveUp() {
    too_many_ = true;
    return {};
  }

  const Dictionary& dictionary_;
  const bool outer_;
  bool too_many_ = false;
};

}  // namespace

ValueSet ValueSet::Range(int64_t lower, int64_t upper) {
  ValueSet set;
  if (lower <= upper) set.ranges_.emplace_back(lower, upper);
  return set;
}

ValueSet ValueSet::Intersect(const ValueSet& other) const {
  ValueSet both;
  for (const auto& [lower, upper] : ranges_) {
    for (const auto& [other_lower, other_upper] : other.ranges_) {
      const int64_t from = std::max(lower, other_lower);
      const int64_t to = std::min(upper, other_upper);
      if (from <= to) both.ranges_.emplace_back(from, to);
    }
  }
  return both;
}

ValueSet ValueSet::Unite(const ValueSet& other) const {
  std::vector<std::pair<int64_t, int64_t>> all = ranges_;
  all.insert(all.end(), other.ranges_.begin(), other.ranges_.end());
  std::sort(all.begin(), all.end());
  ValueSet united;
  for (const auto& range : all) {
    if (!united.ranges_.empty() && range.first <= united.ranges_.back().second + 1) {
      united.ranges_.back().second = std::max(united.ranges_.back().second, range.second);
    } else {
      united.ranges_.push_back(range);
    }
  }
  return united;
}

bool ValueSet::IsWithin(const ValueSet& other) const {
  return std::all_of(ranges_.begin(), ranges_.end(), [&](const auto& range) {
    return std::any_of(other.ranges_.begin(), other.ranges_.end(), [&](const auto& around) {
      return around.first <= range.first && range.second <= around.second;
    });
  });
}

std::optional<Selection> SelectionOf(const Expression& condition, const Dictionary& dictionary) {
  Analysis outer(dictionary, /*outer=*/true);
  Analysis inner(dictionary, /*outer=*/false);
  Selection selection{outer.Visit(condition, false), inner.Visit(condition, false)};
  if (outer.too_many() || inner.too_many()) return std::nullopt;
  return selection;
}

bool IsCovered(const Region& region, const std::vector<Region>& others) {
  std::map<int, ValueSet> single;  // what regions that restrict one variable only cover together
  for (const Region& other : others) {
    const bool within = std::all_of(other.begin(), other.end(), [&](const auto& restriction) {
      const auto at = region.find(restriction.first);
      return at != region.end() && at->second.IsWithin(restriction.second);
    });
    if (within) return true;
    if (other.size() == 1) {
      ValueSet& set = single[other.begin()->first];
      set = set.Unite(other.begin()->second);
    }
  }
  return std::any_of(single.begin(), single.end(), [&](const auto& covered) {
    const auto at = region.find(covered.first);
    return at != region.end() && at->second.IsWithin(covered.second);
  });
}

}  // namespace ginnel::query
