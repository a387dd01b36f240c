// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/linked_terms.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace ginnel::query {
namespace {

// What one column of a factor stands for: a code (0 where any will do), and the aggregate that a
// product with it adds to (−1 where another factor says).
struct Meaning {
  uint32_t code = 0;
  int aggregate = -1;
};

struct Factor {
  LinkedFactor columns;
  std::vector<Meaning> meanings;
};

class TermPlanner {
 public:
  TermPlanner(const Plan& plan, SourceCodes codes)
      : plan_(plan), codes_(std::move(codes)), first_of_(codes_.sources.size()) {}

  absl::StatusOr<LinkedPlan> Run(const std::vector<std::vector<FigureProduct>>& figures) {
    for (size_t a = 0; a < figures.size(); ++a) {
      for (const FigureProduct& product : figures[a]) Sort(product, static_cast<int>(a));
    }
    for (const auto& [source, columns] : alone_) {
      if (!IsOnlyCoded(source)) AddColumns(source, columns);
    }
    for (const auto& [product, aggregate] : joint_) {
      for (const auto& [source, column] : product.of) AddColumn(source, column);
    }
    RETURN_IF_ERROR(CheckColumns());
    AddPeople();
    for (const auto& [source, columns] : alone_) AddAlone(source, columns);
    for (const auto& [product, aggregate] : joint_) AddJoint(product, aggregate);
    LinkedPlan linked;
    linked.sources = std::move(codes_.sources);
    linked.terms = std::move(terms_);
    return linked;
  }

 private:
  LinkedSource& Source(int source) { return codes_.sources[static_cast<size_t>(source)]; }
  bool IsCoded(int source) const {
    return std::find(codes_.coded.begin(), codes_.coded.end(), source) != codes_.coded.end();
  }
  bool IsOnlyCoded(int source) const { return codes_.coded.size() == 1 && IsCoded(source); }
  uint32_t CodesOf(int source) { return IsCoded(source) ? Source(source).codes - 1 : 1; }

  void Sort(const FigureProduct& product, int aggregate) {
    if (product.of.empty()) {
      people_.push_back(aggregate);
    } else if (product.of.size() == 1 && product.coefficient == 1) {
      alone_[product.of[0].first].push_back(product.of[0].second);
    } else {
      joint_.emplace_back(product, aggregate);
    }
  }

  void AddColumns(int source, const std::vector<LinkedColumn>& columns) {
    for (const LinkedColumn& column : columns) AddColumn(source, column);
  }

  // One column, or one for each code.
  void AddColumn(int source, LinkedColumn column) {
    auto& firsts = first_of_[static_cast<size_t>(source)];
    const auto key = std::make_pair(column.aggregate, column.value);
    LinkedSource& of = Source(source);
    if (!firsts.emplace(key, static_cast<uint32_t>(of.columns())).second) return;
    for (uint32_t code = 1; code <= CodesOf(source); ++code) {
      column.code = IsCoded(source) ? code : LinkedColumn::kEveryCode;
      of.figures.push_back(column);
    }
  }

  absl::Status CheckColumns() const {
    for (const LinkedSource& source : codes_.sources) {
      if (source.columns() <= kMaxColumns) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("measures: the rows of ", source.name, " would have ", source.columns(),
                       " columns, more than the ", kMaxColumns,
                       " that one linked query may have: each of ", source.figures.size(),
                       " figures is told for each of its codes: ask for fewer measures, "
                       "or use coarser axes"));
    }
    return absl::OkStatus();
  }

  Factor OneHot(int source) {
    Factor factor;
    factor.columns = {source, 1, CodesOf(source)};
    for (uint32_t code = 1; code <= CodesOf(source); ++code) factor.meanings.push_back({code, -1});
    return factor;
  }

  Factor Figure(int source, const LinkedColumn& column) {
    Factor factor;
    const uint32_t first =
        first_of_[static_cast<size_t>(source)].at(std::make_pair(column.aggregate, column.value));
    factor.columns = {source, first, CodesOf(source)};
    for (uint32_t code = 1; code <= CodesOf(source); ++code) {
      factor.meanings.push_back({IsCoded(source) ? code : 0, -1});
    }
    return factor;
  }

  static void Append(const Factor& more, Factor& factor) {
    factor.columns.count += more.columns.count;
    factor.meanings.insert(factor.meanings.end(), more.meanings.begin(), more.meanings.end());
  }

  // The one-hot columns of all that have codes, but of those in `factors`; adds the term.
  void AddTerm(int64_t coefficient, std::vector<Factor> factors, int aggregate) {
    for (int source : codes_.coded) {
      const bool there = std::any_of(factors.begin(), factors.end(), [&](const Factor& factor) {
        return factor.columns.source == source;
      });
      if (!there) factors.push_back(OneHot(source));
    }
    std::sort(factors.begin(), factors.end(),
              [](const Factor& a, const Factor& b) { return a.columns.source < b.columns.source; });
    // All but the last are multiplied row by row: those are few, because codes are.
    const auto widest = std::max_element(
        factors.begin(), factors.end(),
        [](const Factor& a, const Factor& b) { return a.meanings.size() < b.meanings.size(); });
    if (factors.size() > 2) std::rotate(widest, widest + 1, factors.end());
    LinkedTerm term;
    term.coefficient = coefficient;
    size_t products = 1;
    for (const Factor& factor : factors) {
      term.factors.push_back(factor.columns);
      products *= factor.meanings.size();
    }
    bool anywhere = false;
    for (size_t product = 0; product < products; ++product) {
      term.to.push_back(PositionOf(factors, product, aggregate));
      anywhere = anywhere || term.to.back() != LinkedTerm::kNowhere;
    }
    if (anywhere) terms_.push_back(std::move(term));
  }

  int32_t PositionOf(const std::vector<Factor>& factors, size_t product, int aggregate) {
    std::vector<uint32_t> codes(codes_.sources.size(), 0);
    for (size_t i = factors.size(); i-- > 0;) {
      const Meaning& meaning = factors[i].meanings[product % factors[i].meanings.size()];
      product /= factors[i].meanings.size();
      codes[static_cast<size_t>(factors[i].columns.source)] = meaning.code;
      if (meaning.aggregate >= 0) aggregate = meaning.aggregate;
    }
    const int32_t cell = CellOf(codes);
    if (cell == SourceCodes::kNowhere) return LinkedTerm::kNowhere;
    return static_cast<int32_t>(plan_.Position(aggregate, static_cast<size_t>(cell)));
  }

  int32_t CellOf(const std::vector<uint32_t>& codes) {
    size_t combination = 0;
    for (int source : codes_.coded) {
      combination = combination * CodesOf(source) + codes[static_cast<size_t>(source)] - 1;
    }
    return codes_.cells[combination];
  }

  // Where one source alone decides the cell, it adds up its own figures.
  void AddSums(int source, int figure, int to) {
    for (uint32_t code = 1; code <= CodesOf(source); ++code) {
      const int32_t cell = codes_.cells[code - 1];
      if (cell == SourceCodes::kNowhere) continue;
      Source(source).sums.push_back(
          {figure, code, static_cast<uint32_t>(plan_.Position(to, static_cast<size_t>(cell)))});
    }
  }

  // People, and everything that is known of everybody: the first joins the figures of a source that
  // has codes, because these meet the same codes of the others.
  void AddPeople() {
    for (size_t i = 0; i < people_.size(); ++i) {
      if (codes_.coded.size() == 1) {
        AddSums(codes_.coded[0], people_[0], people_[i]);
        continue;
      }
      const auto host = std::find_if(alone_.begin(), alone_.end(),
                                     [&](const auto& each) { return IsCoded(each.first); });
      if (i == 0 && host != alone_.end()) {
        host_ = host->first;
        continue;
      }
      AddTerm(1, {}, people_[i]);
    }
  }

  void AddAlone(int source, const std::vector<LinkedColumn>& columns) {
    if (IsOnlyCoded(source)) {
      for (const LinkedColumn& column : columns)
        AddSums(source, column.aggregate, column.aggregate);
      return;
    }
    Factor factor;
    if (source == host_) {
      factor = OneHot(source);
      for (Meaning& meaning : factor.meanings) meaning.aggregate = people_[0];
    } else {
      factor.columns = {source, Figure(source, columns[0]).columns.first, 0};
    }
    for (const LinkedColumn& column : columns) {
      Factor more = Figure(source, column);
      for (Meaning& meaning : more.meanings) meaning.aggregate = column.aggregate;
      Append(more, factor);
    }
    AddTerm(1, {factor}, -1);
  }

  void AddJoint(const FigureProduct& product, int aggregate) {
    std::vector<Factor> factors;
    for (const auto& [source, column] : product.of) factors.push_back(Figure(source, column));
    AddTerm(product.coefficient, std::move(factors), aggregate);
  }

  const Plan& plan_;
  SourceCodes codes_;
  std::vector<LinkedTerm> terms_;
  std::vector<int> people_;  // aggregates to which everybody adds 1; the first counts people
  std::map<int, std::vector<LinkedColumn>> alone_;    // by source
  std::vector<std::pair<FigureProduct, int>> joint_;  // and the aggregate
  // By source: the first column of a figure.
  std::vector<std::map<std::pair<int, LinkedColumn::Value>, uint32_t>> first_of_;
  int host_ = -1;
};

}  // namespace

absl::StatusOr<LinkedPlan> TermsOf(const Plan& plan, SourceCodes codes,
                                   const std::vector<std::vector<FigureProduct>>& figures) {
  return TermPlanner(plan, std::move(codes)).Run(figures);
}

LinkedPlan TogetherOf(std::vector<LinkedPlan> groups) {
  LinkedPlan together;
  for (LinkedPlan& group : groups) together.sources.push_back(std::move(group.sources[0]));
  const std::vector<LinkedSource>& first = groups.front().sources;
  together.sources.insert(together.sources.end(), first.begin() + 1, first.end());
  for (size_t g = 0; g < groups.size(); ++g) {
    for (LinkedTerm& term : groups[g].terms) {
      for (LinkedFactor& factor : term.factors) {
        factor.source += static_cast<int>(factor.source == 0 ? g : groups.size() - 1);
      }
      together.terms.push_back(std::move(term));
    }
  }
  return together;
}

}  // namespace ginnel::query
