// SPDX-License-Identifier: Apache-2.0
#include "node/engine/linked_figures.h"

#include <algorithm>
#include <utility>

#include "base/secret_bytes.h"

namespace ginnel::node {
namespace {

// Slots that sums are worked out for at a time.
constexpr size_t kSlotsAtATime = 4096;

using Over = query::LinkedSum::Over;

bool Counts(uint32_t wanted, uint16_t code) {
  return wanted == query::LinkedColumn::kEveryCode || wanted == code;
}

int64_t ToNearest(int64_t step, int64_t count) { return (count + step / 2) / step * step; }

// What the figures of the rows add up to for the codes that are wanted.
void AddUp(const SourceTable& table, std::span<const uint32_t> rows, Over over,
           std::vector<int64_t>& sums) {
  std::vector<int64_t> values(std::min(rows.size(), kSlotsAtATime));
  for (size_t first = 0; first < rows.size(); first += kSlotsAtATime) {
    const std::span<const uint32_t> some =
        rows.subspan(first, std::min(kSlotsAtATime, rows.size() - first));
    const FigureValues* gathered = nullptr;  // what is in `values`
    for (size_t k = 0; k < sums.size(); ++k) {
      const query::LinkedSum& sum = table.source->sums[k];
      if (sum.over != over) continue;
      if (gathered == nullptr || !(*gathered == table.sums[k])) {
        gathered = &table.sums[k];
        gathered->Gather(some, std::span(values).first(some.size()));
      }
      for (size_t i = 0; i < some.size(); ++i) {
        if (Counts(sum.code, table.CodeOf(some[i]))) sums[k] += values[i];
      }
    }
  }
}

}  // namespace

LinkedFigures::LinkedFigures(std::shared_ptr<const query::LinkedPlan> plan,
                             sharing::LinkedLayout layout, int member,
                             std::shared_ptr<const std::vector<uint32_t>> places,
                             std::vector<SourceTable> tables)
    : plan_(std::move(plan)),
      layout_(std::move(layout)),
      member_(member),
      places_(std::move(places)),
      tables_(std::move(tables)) {
  for (const SourceTable& table : tables_) {
    const std::vector<int64_t> sums = SumsOf(table);
    sums_.insert(sums_.end(), sums.begin(), sums.end());
  }
}

std::vector<int64_t> LinkedFigures::SumsOf(const SourceTable& table) const {
  const std::vector<query::LinkedSum>& wanted = table.source->sums;
  std::vector<int64_t> sums(wanted.size(), 0);
  if (sums.empty()) return sums;
  const sharing::SlotRange range = layout_.RangeOf(*table.source, member_);
  AddUp(table, std::span(*places_).subspan(range.first, range.count), Over::kSlots, sums);
  if (std::all_of(wanted.begin(), wanted.end(),
                  [](const query::LinkedSum& sum) { return sum.over == Over::kSlots; })) {
    return sums;
  }
  const std::vector<uint32_t> others = RowsNotMatched(table.codes.size());
  AddUp(table, others, Over::kNotMatched, sums);
  const auto matched = static_cast<int64_t>(table.codes.size() - others.size());
  for (size_t k = 0; k < sums.size(); ++k) {
    if (wanted[k].over == Over::kMatched) sums[k] = ToNearest(query::kMatchedToNearest, matched);
  }
  return sums;
}

std::vector<uint32_t> LinkedFigures::RowsNotMatched(size_t rows) const {
  std::vector<bool> matched(rows, false);
  for (const uint32_t row : *places_) {
    if (row != kNobody) matched[row] = true;
  }
  std::vector<uint32_t> others;
  for (uint32_t row = 0; row < rows; ++row) {
    if (!matched[row]) others.push_back(row);
  }
  return others;
}

/// Makes one column of one block of slots at a time, and hands it out in whatever pieces are
/// wanted.
class LinkedFigures::Reader final : public sharing::FigureReader {
 public:
  explicit Reader(const LinkedFigures& figures) : figures_(figures) {}
  ~Reader() override {
    for (std::vector<int64_t>* held : {&made_, &values_}) {
      Wipe({reinterpret_cast<uint8_t*>(held->data()), held->size() * sizeof(int64_t)});
    }
  }

  void Read(std::span<int64_t> out) override {
    while (!out.empty()) {
      if (at_ == made_.size()) MakeNext();
      const size_t count = std::min(out.size(), made_.size() - at_);
      std::copy_n(made_.begin() + static_cast<ptrdiff_t>(at_), count, out.begin());
      at_ += count;
      out = out.subspan(count);
    }
  }

 private:
  void MakeNext() {
    at_ = 0;
    made_.clear();
    while (made_.empty()) {
      if (block_ == figures_.layout_.blocks()) {
        made_ = figures_.sums_;  // asked for only if there are any
        return;
      }
      const SourceTable& table = figures_.tables_[table_];
      if (column_ == 0) Enter(table);
      if (column_ < table.source->columns() && part_.count > 0) {
        MakeColumn(table, column_++);
        continue;
      }
      column_ = 0;
      if (++table_ < figures_.tables_.size()) continue;
      table_ = 0;
      ++block_;
    }
  }

  void Enter(const SourceTable& table) {
    part_ = figures_.layout_.Part(*table.source, figures_.member_, block_);
    rows_ = std::span(*figures_.places_).subspan(part_.first, part_.count);
    codes_.resize(part_.count);
    for (size_t i = 0; i < codes_.size(); ++i) codes_[i] = table.CodeOf(rows_[i]);
    gathered_ = nullptr;
  }

  void MakeColumn(const SourceTable& table, size_t column) {
    const query::LinkedSource& source = *table.source;
    made_.resize(part_.count);
    if (column < source.codes) {
      for (size_t i = 0; i < made_.size(); ++i) made_[i] = codes_[i] == column ? 1 : 0;
      return;
    }
    const size_t figure = column - source.codes;
    if (gathered_ == nullptr || !(*gathered_ == table.figures[figure])) {
      gathered_ = &table.figures[figure];
      values_.resize(part_.count);
      gathered_->Gather(rows_, values_);
    }
    for (size_t i = 0; i < made_.size(); ++i) {
      made_[i] = Counts(source.figures[figure].code, codes_[i]) ? values_[i] : 0;
    }
  }

  const LinkedFigures& figures_;
  size_t block_ = 0;
  size_t table_ = 0;
  size_t column_ = 0;
  sharing::SlotRange part_;
  std::span<const uint32_t> rows_;
  std::vector<uint16_t> codes_;
  std::vector<int64_t> values_;
  const FigureValues* gathered_ = nullptr;  // what is in values_
  std::vector<int64_t> made_;
  size_t at_ = 0;
};

std::unique_ptr<sharing::FigureReader> LinkedFigures::Read() const {
  return std::make_unique<Reader>(*this);
}

}  // namespace ginnel::node
