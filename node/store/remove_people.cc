// SPDX-License-Identifier: Apache-2.0
#include "node/store/remove_people.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/status.h"
#include "node/store/damaged_table.h"

namespace ginnel::node {
namespace {

// Leaves in `codes` what `column` names, and the first `always` of them.
absl::Status Prune(const std::string& table, std::vector<uint16_t>& column, CodeTable& codes,
                   size_t always) {
  std::vector<bool> used(codes.size());
  std::fill_n(used.begin(), std::min(always, used.size()), true);
  for (const uint16_t code : column) {
    if (code >= used.size()) return DamagedTable(table);
    used[code] = true;
  }
  std::vector<uint16_t> place(codes.size());
  CodeTable kept;
  for (size_t i = 0; i < codes.size(); ++i) {
    if (!used[i]) continue;
    place[i] = static_cast<uint16_t>(kept.size());
    kept.push_back(std::move(codes[i]));
  }
  for (uint16_t& code : column) code = place[code];
  codes = std::move(kept);
  return absl::OkStatus();
}

class Removal {
 public:
  explicit Removal(const std::vector<bool>& gone) : gone_(gone), row_(gone.size()) {
    uint32_t next = 0;
    for (size_t i = 0; i < gone.size(); ++i) {
      row_[i] = next;
      if (!gone[i]) ++next;
    }
  }

  template <typename T>
  absl::Status FromPersons(const std::string& table, std::vector<T>& column) const {
    if (column.size() != gone_.size()) return DamagedTable(table);
    size_t kept = 0;
    for (size_t i = 0; i < column.size(); ++i) {
      if (!gone_[i]) column[kept++] = column[i];
    }
    column.resize(kept);
    return absl::OkStatus();
  }

  template <typename... T>
  absl::Status FromTable(const std::string& table, std::vector<uint32_t>& row,
                         std::vector<T>&... columns) const {
    if (((columns.size() != row.size()) || ...)) return DamagedTable(table);
    size_t kept = 0;
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i] >= gone_.size()) return DamagedTable(table);
      if (gone_[row[i]]) continue;
      row[kept] = row_[row[i]];
      ((columns[kept] = columns[i]), ...);
      ++kept;
    }
    row.resize(kept);
    (columns.resize(kept), ...);
    return absl::OkStatus();
  }

 private:
  const std::vector<bool>& gone_;
  std::vector<uint32_t> row_;  // the new place of each who stays
};

template <typename Tables>
void DropEmpty(Tables& tables) {
  for (auto at = tables.begin(); at != tables.end();) {
    if (at->second.row.empty()) {
      tables.erase(at++);
    } else {
      ++at;
    }
  }
}

}  // namespace

absl::Status RemovePeople(Records& records, const std::vector<bool>& gone) {
  const Removal removal(gone);
  RETURN_IF_ERROR(removal.FromPersons("persons", records.ids));
  RETURN_IF_ERROR(removal.FromPersons("persons", records.birth_month));
  RETURN_IF_ERROR(removal.FromPersons("persons", records.death_month));
  for (auto& [name, column] : records.attributes)
    RETURN_IF_ERROR(removal.FromPersons("attributes " + name, column.values));
  Records::Registrations& episodes = records.registrations;
  RETURN_IF_ERROR(removal.FromTable("registrations", episodes.row, episodes.practice, episodes.from,
                                    episodes.to));
  RETURN_IF_ERROR(Prune("registrations", episodes.practice, episodes.practices, 0));
  for (auto& [code, table] : records.conditions)
    RETURN_IF_ERROR(removal.FromTable("conditions " + code, table.row, table.from, table.to));
  for (auto& [name, table] : records.observations)
    RETURN_IF_ERROR(removal.FromTable("observations " + name, table.row, table.date, table.value));
  for (auto& [kind, t] : records.events) {
    const std::string name = "events " + kind;
    RETURN_IF_ERROR(removal.FromTable(name, t.row, t.date, t.quantity, t.cost, t.code, t.provider,
                                      t.portfolio));
    // Index 0 is "", not stated.
    RETURN_IF_ERROR(Prune(name, t.code, t.codes, 1));
    RETURN_IF_ERROR(Prune(name, t.provider, t.providers, 1));
    RETURN_IF_ERROR(Prune(name, t.portfolio, t.portfolios, 1));
  }
  DropEmpty(records.conditions);
  DropEmpty(records.observations);
  DropEmpty(records.events);
  return absl::OkStatus();
}

}  // namespace ginnel::node
