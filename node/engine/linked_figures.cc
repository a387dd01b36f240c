// SPDX-License-Identifier: Apache-2.0
#include "node/engine/linked_figures.h"

#include <algorithm>
#include <utility>

#include "base/secret_bytes.h"
#include "disclosure/amount_table.h"
#include "query/linkage/linkage_quality.h"

namespace ginnel::node {
namespace {

// Slots that sums are worked out for at a time.
constexpr size_t kSlotsAtATime = 4096;

using Over = query::LinkedSum::Over;

bool Counts(uint32_t wanted, uint16_t code) {
  return wanted == query::LinkedColumn::kEveryCode || wanted == code;
}

}  // namespace

LinkedFigures::LinkedFigures(std::shared_ptr<const query::LinkedPlan> plan,
                             sharing::LinkedLayout layout, int member,
                             std::shared_ptr<const std::vector<uint32_t>> places,
                             std::vector<SourceTable> tables, uint32_t threshold)
    : plan_(std::move(plan)),
      layout_(std::move(layout)),
      member_(member),
      places_(std::move(places)),
      tables_(std::move(tables)),
      threshold_(threshold) {
  for (const SourceTable& table : tables_) {
    const std::vector<int64_t> sums = SumsOf(table);
    sums_.insert(sums_.end(), sums.begin(), sums.end());
  }
}

std::vector<int64_t> LinkedFigures::SumsOf(const SourceTable& table) const {
  const std::vector<query::LinkedSum>& wanted = table.source->sums;
  std::vector<int64_t> sums(wanted.size(), 0);
  if (sums.empty()) return sums;
  AddUpSlots(table, sums);
  if (std::all_of(wanted.begin(), wanted.end(),
                  [](const query::LinkedSum& sum) { return sum.over == Over::kSlots; })) {
    return sums;
  }
  const std::vector<uint32_t> others = RowsNotMatched(table.codes.size());
  for (size_t k = 0; k < sums.size(); ++k) {
    if (wanted[k].over == Over::kSlots) continue;
    sums[k] = Told(wanted[k], table.sums[k], others, table.codes.size());
  }
  return sums;
}

// Some slots at a time, so that sums of one figure, which follow each other, gather it once.
void LinkedFigures::AddUpSlots(const SourceTable& table, std::vector<int64_t>& sums) const {
  const sharing::SlotRange range = layout_.RangeOf(*table.source, member_);
  std::vector<int64_t> values(kSlotsAtATime);
  for (uint64_t first = range.first; first < range.end(); first += kSlotsAtATime) {
    const size_t count = std::min<uint64_t>(kSlotsAtATime, range.end() - first);
    const std::span<const uint32_t> rows = std::span(*places_).subspan(first, count);
    const FigureValues* gathered = nullptr;  // what is in `values`
    for (size_t k = 0; k < sums.size(); ++k) {
      const query::LinkedSum& sum = table.source->sums[k];
      if (sum.over != Over::kSlots) continue;
      if (gathered == nullptr || !(*gathered == table.sums[k])) {
        gathered = &table.sums[k];
        gathered->Gather(rows, std::span(values).first(count));
      }
      for (size_t i = 0; i < count; ++i) {
        if (Counts(sum.code, table.CodeOf(rows[i]))) sums[k] += values[i];
      }
    }
  }
}

int64_t LinkedFigures::Told(const query::LinkedSum& sum, const FigureValues& figure,
                            std::span<const uint32_t> others, size_t people) const {
  if (figure.kind == FigureValues::Kind::kOne) {
    const size_t count = sum.over == Over::kMatched ? people - others.size() : others.size();
    return query::Roughly(static_cast<int64_t>(count), query::StepOfPeople());
  }
  int64_t total = 0, squares = 0;  // of whole units
  std::vector<int64_t> values(kSlotsAtATime);
  for (size_t first = 0; first < others.size(); first += kSlotsAtATime) {
    const std::span<const uint32_t> some =
        others.subspan(first, std::min(kSlotsAtATime, others.size() - first));
    const std::span<int64_t> of_them = std::span(values).first(some.size());
    figure.Gather(some, of_them);
    for (const int64_t value : of_them) {
      const int64_t whole = (value + figure.whole_unit / 2) / figure.whole_unit;
      total += value;
      squares += whole * whole;
    }
  }
  Wipe({reinterpret_cast<uint8_t*>(values.data()), values.size() * sizeof(int64_t)});
  total = (total + figure.whole_unit / 2) / figure.whole_unit;
  // Also where fewer than k contribute at all: these make up the whole of it.
  if (disclosure::IsDominated(total, squares, 0, threshold_)) return 0;
  return query::Roughly(total, query::StepOfSum(total));
}

// Whoever has no slot of the general practices that are asked.
std::vector<uint32_t> LinkedFigures::RowsNotMatched(size_t rows) const {
  std::vector<bool> matched(rows, false);
  for (const sharing::SlotRange& range : layout_.spine().ranges) {
    for (const uint32_t row : std::span(*places_).subspan(range.first, range.count)) {
      if (row != kNobody) matched[row] = true;
    }
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
