// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/staging.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/status.h"

namespace ginnel::node {
namespace {

template <typename T>
void Gather(std::vector<T>& column, const std::vector<uint32_t>& order) {
  std::vector<T> sorted(order.size());
  for (size_t i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
  column = std::move(sorted);
}

// Where each row of a table goes: by the person's row, then by `less`, then as in the file.
template <typename Less>
std::vector<uint32_t> OrderOf(const std::vector<uint32_t>& row, size_t people, Less less) {
  std::vector<uint32_t> next(people + 1);
  for (const uint32_t r : row) ++next[r + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<uint32_t> order(row.size());
  for (uint32_t i = 0; i < row.size(); ++i) order[next[row[i]]++] = i;
  // `next` is now the end of each person's rows.
  uint32_t begin = 0;
  for (size_t person = 0; person < people; ++person) {
    const auto first = order.begin() + begin;
    const auto last = order.begin() + next[person];
    if (!std::is_sorted(first, last, less)) std::stable_sort(first, last, less);
    begin = next[person];
  }
  return order;
}

// Leaves out of `order` what is the `same` as the entry before it; returns how many.
template <typename Same>
uint64_t DropRepeats(std::vector<uint32_t>& order, Same same) {
  const auto end = std::unique(order.begin(), order.end(), same);
  const auto dropped = static_cast<uint64_t>(order.end() - end);
  order.erase(end, order.end());
  return dropped;
}

void ToRows(std::vector<uint32_t>& row, const std::vector<uint32_t>& row_of) {
  for (uint32_t& person : row) person = row_of[person];
}

class Assembly {
 public:
  Assembly(Staging& staging, const std::vector<LinkageId>& ids)
      : staging_(staging), ids_(ids), row_of_(ids.size()) {}

  absl::StatusOr<Records> Run() {
    RETURN_IF_ERROR(SortPeople());
    TakePersons();
    TakeRegistrations();
    TakeConditions();
    TakeObservations();
    TakeEvents();
    return std::move(records_);
  }

 private:
  absl::Status SortPeople() {
    people_.resize(ids_.size());
    std::iota(people_.begin(), people_.end(), 0u);
    std::sort(people_.begin(), people_.end(),
              [this](uint32_t a, uint32_t b) { return ids_[a] < ids_[b]; });
    records_.ids.reserve(ids_.size());
    for (uint32_t row = 0; row < people_.size(); ++row) {
      row_of_[people_[row]] = row;
      records_.ids.push_back(ids_[people_[row]]);
      if (row > 0 && records_.ids[row] == records_.ids[row - 1]) {
        return absl::DataLossError(
            "two people got the same pseudonym: a trustee answered wrongly; tell the trustees' "
            "operators");
      }
    }
    return absl::OkStatus();
  }

  void TakePersons() {
    const auto take = [this](std::vector<int32_t> column) {
      column.resize(people_.size(), kMissing);
      Gather(column, people_);
      return column;
    };
    records_.birth_month = take(std::move(staging_.persons.birth_month));
    records_.death_month = take(std::move(staging_.persons.death_month));
    for (auto& [name, column] : staging_.persons.attributes) {
      records_.attributes[name] = {take(std::move(column.values)), std::move(column.codes)};
    }
  }

  void TakeRegistrations() {
    Records::Registrations& table = staging_.registrations;
    ToRows(table.row, row_of_);
    const auto key = [&](uint32_t i) {
      return std::tuple(table.from[i], table.to[i], table.practice[i]);
    };
    auto order =
        OrderOf(table.row, people_.size(), [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
    staging_.duplicates += DropRepeats(order, [&](uint32_t a, uint32_t b) {
      return table.row[a] == table.row[b] && key(a) == key(b);
    });
    Gather(table.row, order);
    Gather(table.practice, order);
    Gather(table.from, order);
    Gather(table.to, order);
    table.practices = staging_.practices.codes();
    records_.registrations = std::move(table);
  }

  void TakeConditions() {
    for (auto& [code, table] : staging_.conditions) {
      auto& t = table;
      ToRows(t.row, row_of_);
      const auto key = [&t](uint32_t i) { return std::pair(t.from[i], t.to[i]); };
      auto order =
          OrderOf(t.row, people_.size(), [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
      staging_.duplicates += DropRepeats(
          order, [&](uint32_t a, uint32_t b) { return t.row[a] == t.row[b] && key(a) == key(b); });
      Gather(t.row, order);
      Gather(t.from, order);
      Gather(t.to, order);
      records_.conditions[code] = std::move(t);
    }
  }

  void TakeObservations() {
    for (auto& [name, table] : staging_.observations) {
      auto& t = table;
      ToRows(t.row, row_of_);
      auto order = OrderOf(t.row, people_.size(),
                           [&](uint32_t a, uint32_t b) { return t.date[a] < t.date[b]; });
      staging_.duplicates += DropRepeats(order, [&](uint32_t a, uint32_t b) {
        return t.row[a] == t.row[b] && t.date[a] == t.date[b] && t.value[a] == t.value[b];
      });
      Gather(t.row, order);
      Gather(t.date, order);
      Gather(t.value, order);
      records_.observations[name] = std::move(t);
    }
  }

  void TakeEvents() {
    for (auto& [kind, table] : staging_.events) {
      auto& t = table;
      ToRows(t.row, row_of_);
      const auto order = OrderOf(t.row, people_.size(),
                                 [&](uint32_t a, uint32_t b) { return t.date[a] < t.date[b]; });
      Gather(t.row, order);
      Gather(t.date, order);
      Gather(t.quantity, order);
      Gather(t.cost, order);
      Gather(t.code, order);
      Gather(t.provider, order);
      Gather(t.portfolio, order);
      const Staging::EventCodes& codes = staging_.event_codes[kind];
      t.codes = codes.codes.codes();
      t.providers = codes.providers.codes();
      t.portfolios = codes.portfolios.codes();
      records_.events[kind] = std::move(t);
    }
  }

  Staging& staging_;
  const std::vector<LinkageId>& ids_;
  std::vector<uint32_t> people_;  // row → person
  std::vector<uint32_t> row_of_;  // person → row
  Records records_;
};

}  // namespace

CodeIndex::CodeIndex(CodeTable first) : codes_(std::move(first)) {
  for (size_t i = 0; i < codes_.size(); ++i) index_.emplace(codes_[i], static_cast<uint16_t>(i));
}

int CodeIndex::Find(std::string_view code) const {
  const auto found = index_.find(absl::string_view(code.data(), code.size()));
  return found == index_.end() ? -1 : found->second;
}

absl::StatusOr<uint16_t> CodeIndex::Add(std::string_view code) {
  const int known = Find(code);
  if (known >= 0) return static_cast<uint16_t>(known);
  if (codes_.size() >= std::numeric_limits<uint16_t>::max()) {
    return absl::ResourceExhaustedError(
        "more than 65,535 different codes in one column: is it the right column?");
  }
  const auto index = static_cast<uint16_t>(codes_.size());
  codes_.emplace_back(code);
  index_.emplace(codes_.back(), index);
  return index;
}

absl::StatusOr<Records> Assemble(Staging& staging, const std::vector<LinkageId>& ids) {
  return Assembly(staging, ids).Run();
}

}  // namespace ginnel::node
