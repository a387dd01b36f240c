// SPDX-License-Identifier: Apache-2.0
#include "node/engine/snapshot.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace ginnel::node {
namespace {

absl::Status Damaged(const std::string& table, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("records of ", table, ": ", what, "; load the data set again"));
}

absl::StatusOr<RowPlaces> PackRows(const std::string& table, const std::vector<uint32_t>& rows,
                                   size_t people) {
  absl::StatusOr<RowPlaces> packed = RowPlaces::Pack(rows, people);
  if (!packed.ok()) return Damaged(table, packed.status().message());
  return packed;
}

template <typename... Columns>
absl::Status CheckLengths(const std::string& table, size_t length, const Columns&... columns) {
  if (((columns.size() == length) && ...)) return absl::OkStatus();
  return Damaged(table, "its columns differ in length");
}

// An index into an empty code table is a plain number (attributes and observations that are not
// categories).
template <typename Index>
absl::Status CheckCodes(const std::string& table, const std::vector<Index>& indices,
                        const CodeTable& codes) {
  for (Index index : indices) {
    if (static_cast<int64_t>(index) == kMissing) continue;
    if (index < 0 || static_cast<size_t>(index) >= codes.size()) {
      return Damaged(table, "a code is beyond its code table");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckCodes(const std::string& table, const std::vector<uint16_t>& indices,
                        const CodeTable& codes) {
  const bool inside = std::all_of(indices.begin(), indices.end(),
                                  [&](uint16_t index) { return index < codes.size(); });
  return inside ? absl::OkStatus() : Damaged(table, "a code is beyond its code table");
}

// A column that may be missing whole: then nothing is stated of any row.
absl::Status CheckStated(const std::string& table, size_t length,
                         const std::vector<uint16_t>& indices, const CodeTable& codes) {
  if (indices.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckLengths(table, length, indices));
  return CheckCodes(table, indices, codes);
}

// The latest observation is the last of a person's, so their order matters.
bool InOrderOfDates(const std::vector<uint32_t>& rows, const std::vector<int32_t>& dates) {
  for (size_t i = 1; i < rows.size(); ++i) {
    if (rows[i] == rows[i - 1] && dates[i] < dates[i - 1]) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Snapshot>> Snapshot::Create(Records records,
                                                                 DataSetInfo info) {
  std::shared_ptr<Snapshot> snapshot(new Snapshot());
  snapshot->info_ = std::move(info);
  snapshot->people_ = records.people();
  RETURN_IF_ERROR(snapshot->PackPersons(records));
  RETURN_IF_ERROR(snapshot->PackRegistrations(std::move(records.registrations)));
  // Each table is moved out and freed as it is packed: the peak is the records and one packed
  // table.
  for (auto& [code, table] : records.conditions) {
    RETURN_IF_ERROR(snapshot->PackConditions(code, std::move(table)));
  }
  for (auto& [name, table] : records.observations) {
    RETURN_IF_ERROR(snapshot->PackObservations(name, std::move(table)));
  }
  for (auto& [kind, table] : records.events) {
    RETURN_IF_ERROR(snapshot->PackEvents(kind, std::move(table)));
  }
  return std::shared_ptr<const Snapshot>(std::move(snapshot));
}

absl::Status Snapshot::PackPersons(Records& records) {
  RETURN_IF_ERROR(CheckLengths("persons", people_, records.birth_month, records.death_month));
  birth_month_ = PackedColumn::Pack(records.birth_month);
  death_month_ = PackedColumn::Pack(records.death_month);
  for (auto& [name, column] : records.attributes) {
    const std::string table = absl::StrCat("attribute ", name);
    RETURN_IF_ERROR(CheckLengths(table, people_, column.values));
    if (!column.codes.empty()) RETURN_IF_ERROR(CheckCodes(table, column.values, column.codes));
    attributes_[name] = Attribute{PackedColumn::Pack(column.values), std::move(column.codes)};
  }
  return absl::OkStatus();
}

absl::Status Snapshot::PackRegistrations(Records::Registrations table) {
  RETURN_IF_ERROR(
      CheckLengths("registrations", table.row.size(), table.practice, table.from, table.to));
  RETURN_IF_ERROR(CheckCodes("registrations", table.practice, table.practices));
  if (!InOrderOfDates(table.row, table.from)) {
    return Damaged("registrations",
                   "the episodes of a person are not in the order of their first "
                   "days");
  }
  ASSIGN_OR_RETURN(registrations_.rows, PackRows("registrations", table.row, people_));
  registrations_.practice = PackedColumn::Pack(table.practice);
  registrations_.from = PackedColumn::Pack(table.from);
  registrations_.to = PackedColumn::Pack(table.to);
  registrations_.practices = std::move(table.practices);
  return absl::OkStatus();
}

absl::Status Snapshot::PackConditions(const std::string& code, Records::Conditions table) {
  const std::string name = absl::StrCat("condition ", code);
  RETURN_IF_ERROR(CheckLengths(name, table.row.size(), table.from, table.to));
  Conditions& packed = conditions_[code];
  ASSIGN_OR_RETURN(packed.rows, PackRows(name, table.row, people_));
  packed.from = PackedColumn::Pack(table.from);
  packed.to = PackedColumn::Pack(table.to);
  return absl::OkStatus();
}

absl::Status Snapshot::PackObservations(const std::string& name, Records::Observations table) {
  const std::string title = absl::StrCat("observation ", name);
  RETURN_IF_ERROR(CheckLengths(title, table.row.size(), table.date, table.value));
  if (!table.codes.empty()) RETURN_IF_ERROR(CheckCodes(title, table.value, table.codes));
  if (!InOrderOfDates(table.row, table.date)) {
    return Damaged(title, "the entries of a person are not in the order of their dates");
  }
  Observations& packed = observations_[name];
  ASSIGN_OR_RETURN(packed.rows, PackRows(title, table.row, people_));
  packed.date = PackedColumn::Pack(table.date);
  packed.value = PackedColumn::Pack(table.value);
  packed.codes = std::move(table.codes);
  return absl::OkStatus();
}

absl::Status Snapshot::PackEvents(const std::string& kind, Records::Events table) {
  const std::string name = absl::StrCat("event ", kind);
  RETURN_IF_ERROR(CheckLengths(name, table.row.size(), table.date, table.quantity, table.cost));
  RETURN_IF_ERROR(CheckStated(name, table.row.size(), table.code, table.codes));
  RETURN_IF_ERROR(CheckStated(name, table.row.size(), table.portfolio, table.portfolios));
  Events& packed = events_[kind];
  ASSIGN_OR_RETURN(packed.rows, PackRows(name, table.row, people_));
  packed.date = PackedColumn::Pack(table.date);
  packed.quantity = PackedColumn::Pack(table.quantity);
  packed.cost = PackedColumn::Pack(table.cost);
  packed.code = PackedColumn::Pack(table.code);
  packed.portfolio = PackedColumn::Pack(table.portfolio);
  packed.codes = std::move(table.codes);
  packed.portfolios = std::move(table.portfolios);
  return absl::OkStatus();
}

Snapshot::Memory Snapshot::MemoryUse() const {
  Memory use;
  use.persons = birth_month_.bytes() + death_month_.bytes() + registrations_.rows.bytes() +
                registrations_.practice.bytes() + registrations_.from.bytes() +
                registrations_.to.bytes();
  for (const auto& [name, table] : attributes_) use.persons += table.values.bytes();
  for (const auto& [code, table] : conditions_) {
    use.persons += table.rows.bytes() + table.from.bytes() + table.to.bytes();
  }
  for (const auto& [name, table] : observations_) {
    use.persons += table.rows.bytes() + table.date.bytes() + table.value.bytes();
  }
  for (const auto& [kind, table] : events_) {
    use.events += table.rows.bytes() + table.date.bytes() + table.quantity.bytes() +
                  table.cost.bytes() + table.code.bytes() + table.portfolio.bytes();
    use.event_rows += table.rows.size();
  }
  return use;
}

}  // namespace ginnel::node
