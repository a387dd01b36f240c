// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/pooled_figure.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/decimal.h"
#include "query/linkage/conditions.h"

namespace ginnel::query {
namespace {

using Kind = Aggregate::Kind;
using Value = LinkedColumn::Value;
using Products = std::vector<FigureProduct>;

constexpr WideInt kTotalLimit = WideInt{1} << 60;

bool IsCount(Kind kind) { return kind != Kind::kSum && kind != Kind::kSumOfSquares; }

class PooledFigure {
 public:
  PooledFigure(const Plan& plan, int aggregate, std::vector<int> sources,
               const Dictionary& dictionary)
      : plan_(plan),
        number_(aggregate),
        aggregate_(plan.aggregates[static_cast<size_t>(aggregate)]),
        sources_(std::move(sources)),
        variable_(dictionary.variable(aggregate_.variable)),
        never_missing_(IsNeverMissing(aggregate_.variable, dictionary)) {}

  absl::StatusOr<Products> Of(const Suppliers& suppliers) const {
    if (aggregate_.kind == Kind::kKnown && never_missing_) return Products{FigureProduct{}};
    if (sources_.size() == 1) return Products{{1, {{sources_[0], Own()}}}};
    const bool plain = variable_.combine() == v1::COMBINE_SUM && !IsCount(aggregate_.kind);
    if (sources_.size() > kMostUnited && !plain) {
      return Refused(suppliers, absl::StrCat("figures of more than ", kMostUnited,
                                             " suppliers cannot be united"));
    }
    if (aggregate_.kind == Kind::kKnown) return AnyOf(Own());
    switch (variable_.combine()) {
      case v1::COMBINE_FIRST_KNOWN:
        return OfFirstKnown();
      case v1::COMBINE_ANY:
        return AnyOf(Own());
      case v1::COMBINE_SUM:
        if (aggregate_.kind == Kind::kSum) return SumOf(Own());
        return aggregate_.kind == Kind::kSumOfSquares ? SquareOfSum() : AnyOf(Own());
      default:
        if (IsCount(aggregate_.kind)) return AnyOf(Own());
        return Refused(suppliers, "the largest of several numbers can be split by, not added up");
    }
  }

 private:
  LinkedColumn Column(Value value) const {
    LinkedColumn column;
    column.aggregate = number_;
    column.value = value;
    column.flag =
        value == Value::kKnown || (value == Value::kAggregate && IsCount(aggregate_.kind));
    return column;
  }
  LinkedColumn Own() const { return Column(Value::kAggregate); }

  Products SumOf(const LinkedColumn& column) const {
    Products products;
    for (int source : sources_) products.push_back({1, {{source, column}}});
    return products;
  }

  // 1 − Π (1 − c), for columns of 0 and 1.
  Products AnyOf(const LinkedColumn& column) const {
    Products products;
    for (size_t subset = 1; subset < size_t{1} << sources_.size(); ++subset) {
      FigureProduct product;
      product.coefficient = -1;
      for (size_t i = 0; i < sources_.size(); ++i) {
        if ((subset >> i & 1) == 0) continue;
        product.coefficient = -product.coefficient;
        product.of.emplace_back(sources_[i], column);
      }
      products.push_back(std::move(product));
    }
    return products;
  }

  // Σ v_i Π (1 − k_j) over the earlier j.
  Products OfFirstKnown() const {
    Products products;
    for (size_t i = 0; i < sources_.size(); ++i) {
      for (size_t subset = 0; subset < size_t{1} << i; ++subset) {
        FigureProduct product;
        for (size_t j = 0; j < i; ++j) {
          if ((subset >> j & 1) == 0) continue;
          product.coefficient = -product.coefficient;
          product.of.emplace_back(sources_[j], KnownColumn());
        }
        product.of.emplace_back(sources_[i], Own());
        products.push_back(std::move(product));
      }
    }
    return products;
  }

  // The same column as that of the known people, if the plan counts those.
  LinkedColumn KnownColumn() const {
    for (size_t a = 0; a < plan_.aggregates.size(); ++a) {
      if (!(plan_.aggregates[a] == Aggregate{Kind::kKnown, aggregate_.variable})) continue;
      LinkedColumn column;
      column.aggregate = static_cast<int>(a);
      column.flag = true;
      return column;
    }
    return Column(Value::kKnown);
  }

  Products SquareOfSum() const {
    Products products = SumOf(Own());
    const LinkedColumn whole = Column(Value::kWholeUnits);
    for (size_t i = 0; i < sources_.size(); ++i) {
      for (size_t j = i + 1; j < sources_.size(); ++j) {
        products.push_back({2, {{sources_[i], whole}, {sources_[j], whole}}});
      }
    }
    return products;
  }

  absl::Status Refused(const Suppliers& suppliers, const std::string& why) const {
    return absl::InvalidArgumentError(absl::StrCat(
        "measures: ", suppliers.NamesOf(sources_), " all supply `", variable_.name(), "`: ", why,
        ": leave out a sector from `across` or a member, or ask for another figure"));
  }

  const Plan& plan_;
  const int number_;
  const Aggregate& aggregate_;
  const std::vector<int> sources_;
  const v1::Variable& variable_;
  const bool never_missing_;
};

// What one supplier may add is proved by CheckTotals; several may add it each.
absl::Status CheckTotal(const Aggregate& aggregate, size_t sources, const Dictionary& dictionary,
                        uint64_t people_limit) {
  const v1::Variable& variable = dictionary.variable(aggregate.variable);
  if (IsCount(aggregate.kind) || variable.combine() != v1::COMBINE_SUM) return absl::OkStatus();
  const WideInt units = WideInt{variable.upper()} * static_cast<int64_t>(sources);
  const WideInt bound =
      aggregate.kind == Kind::kSumOfSquares
          ? units * units
          : WideInt{dictionary.upper(aggregate.variable)} * static_cast<int64_t>(sources);
  if (bound * people_limit < kTotalLimit) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "measures: a total of `", variable.name(), "` over ", people_limit, " people and ", sources,
      " suppliers could reach 2^60 and wrap: the agreement must lower the bound of `",
      variable.name(), "`, or ask fewer suppliers"));
}

}  // namespace

absl::StatusOr<std::vector<FigureProduct>> PooledFigureOf(const Plan& plan, int aggregate,
                                                          const Suppliers& suppliers,
                                                          const Dictionary& dictionary,
                                                          uint64_t people_limit) {
  const Aggregate& of = plan.aggregates[static_cast<size_t>(aggregate)];
  if (of.variable < 0) return Products{FigureProduct{}};
  ASSIGN_OR_RETURN(std::vector<int> sources, suppliers.Of(of.variable));
  RETURN_IF_ERROR(CheckTotal(of, sources.size(), dictionary, people_limit));
  return PooledFigure(plan, aggregate, std::move(sources), dictionary).Of(suppliers);
}

}  // namespace ginnel::query
