// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/calendar.h"
#include "base/store/database.h"
#include "node/records.h"
#include "node/store/objections.h"

namespace ginnel::node {

/// What the node's store has of one person.
struct HeldPerson {
  std::optional<DataSetInfo> data_set;  // none before the first ingest
  std::optional<Records> records;       // of this person alone; none where nothing is held
  std::optional<std::string> objected;  // since which day
};

/// What a person can ask of the node that holds them: to see, to be erased, to object. Known by
/// linkage id. Everything is one transaction, and rewrites the columns whole (the data set is in
/// memory for that long): a crash leaves the earlier data set or the later one. Thread-safe; works
/// beside a running `serve`, which sees the new generation before its next answer.
class PersonStore {
 public:
  /// `marker` is made from this store's key; both outlive this.
  PersonStore(store::Database& database, const ObjectionMarker& marker)
      : database_(database), marker_(marker) {}

  absl::StatusOr<HeldPerson> Find(const LinkageId& id);

  /// Removes every row of this person, as the next generation, and that their number is known.
  /// Whether any row was held. The next ingest brings back who is in its files.
  absl::StatusOr<bool> Erase(const LinkageId& id);

  struct Objected {
    bool is_new = false;  // otherwise one stands already, with its own day
    bool erased = false;
  };
  /// Keeps the mark and erases the rows, both or neither. Holds for people of whom nothing is held:
  /// later ingests leave them out.
  absl::StatusOr<Objected> Object(const LinkageId& id, Day day);

  /// Whether an objection stood. Nothing comes back before the next ingest.
  absl::StatusOr<bool> WithdrawObjection(const LinkageId& id);

  /// How many stand.
  absl::StatusOr<int64_t> CountObjections();

 private:
  store::Database& database_;
  const ObjectionMarker& marker_;
};

}  // namespace ginnel::node
