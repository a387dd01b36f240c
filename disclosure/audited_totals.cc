// SPDX-License-Identifier: Apache-2.0
#include "disclosure/audited_totals.h"

#include <algorithm>
#include <limits>

#include "disclosure/margin_network.h"

namespace ginnel::disclosure {
namespace {

using Margin = MarginNetwork::Margin;

constexpr int64_t kUnbounded = std::numeric_limits<int64_t>::max();

class Audit {
 public:
  Audit(size_t rows, size_t columns, const Profile& profile,
        const std::vector<CountFigure>& figures, const std::vector<int64_t>& exact)
      : columns_(columns),
        profile_(profile),
        figures_(figures),
        exact_(exact),
        network_(rows, columns, Ranges(figures)) {}

  AuditedTotal Publish(Margin margin, size_t index) {
    std::vector<CountFigure> parts;
    int64_t sum = 0;
    for (size_t cell = 0; cell < figures_.size(); ++cell) {
      if (IsPart(margin, index, cell)) {
        parts.push_back(figures_[cell]);
        sum += exact_[cell];
      }
    }
    AuditedTotal total{AddUp(parts), false};
    const std::optional<CountRange> limits = Limits(margin, index);
    if (total.figure.state != v1::CELL_STATE_VALUE || !limits.has_value()) {
      return total;
    }
    const int64_t published = std::clamp(profile_.Round(sum), limits->low, limits->high);
    CountRange means = profile_.CountsThatRoundTo(published);
    if (published == limits->low) {
      means.low = 0;
    }
    if (published == limits->high) {
      means.high = kUnbounded;
    }
    network_.Narrow(margin, index, means);
    total.own_rounding = true;
    total.figure.value = published;
    total.figure.low = std::max(total.figure.low, means.low);
    total.figure.high = std::min(total.figure.high.value_or(kUnbounded), means.high);
    return total;
  }

 private:
  static std::vector<CountRange> Ranges(const std::vector<CountFigure>& figures) {
    std::vector<CountRange> ranges;
    for (const CountFigure& figure : figures) {
      ranges.push_back({figure.low, figure.high.value_or(figure.low)});
    }
    return ranges;
  }

  bool IsPart(Margin margin, size_t index, size_t cell) const {
    switch (margin) {
      case Margin::kWhole:
        return true;
      case Margin::kRow:
        return cell / columns_ == index;
      case Margin::kColumn:
        return cell % columns_ == index;
    }
    return false;
  }

  // The lowest and highest margin that may be published; nothing if none may.
  std::optional<CountRange> Limits(Margin margin, size_t index) const {
    int64_t low = 0;
    int64_t high = kUnbounded;
    for (size_t cell = 0; cell < figures_.size(); ++cell) {
      const CountFigure& figure = figures_[cell];
      for (const int64_t end : {figure.low, figure.high.value_or(figure.low)}) {
        const std::optional<CountRange> sums = network_.SumIf(margin, index, cell, end);
        if (!sums.has_value()) {
          return std::nullopt;
        }
        low = std::max(low, sums->low);
        high = std::min(high, sums->high);
      }
    }
    const CountRange limits{profile_.Round(low), profile_.Round(high)};
    return limits.low <= limits.high ? std::optional(limits) : std::nullopt;
  }

  size_t columns_;
  const Profile& profile_;
  const std::vector<CountFigure>& figures_;
  const std::vector<int64_t>& exact_;
  MarginNetwork network_;
};

}  // namespace

std::optional<AuditedTotals> AuditTotals(size_t rows, size_t columns, const Profile& profile,
                                         const std::vector<CountFigure>& figures,
                                         const std::vector<int64_t>& exact) {
  const bool all_bounded = std::all_of(figures.begin(), figures.end(), [](const CountFigure& f) {
    return f.released() || f.state == v1::CELL_STATE_SUPPRESSED;
  });
  if (!all_bounded || figures.size() > kMostAuditedCells) {
    return std::nullopt;
  }
  Audit audit(rows, columns, profile, figures, exact);
  AuditedTotals totals;
  totals.whole = audit.Publish(Margin::kWhole, 0);
  for (size_t column = 0; column < columns; ++column) {
    totals.columns.push_back(audit.Publish(Margin::kColumn, column));
  }
  for (size_t row = 0; row < rows; ++row) {
    totals.rows.push_back(audit.Publish(Margin::kRow, row));
  }
  return totals;
}

}  // namespace ginnel::disclosure
