// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "node/engine/packed_column.h"
#include "node/engine/row_places.h"
#include "node/records.h"

namespace ginnel::node {

/// One data set in memory, in the narrowest columns that hold it: what queries are answered from.
/// It has no linkage ids: what a query cannot ask for stays in the store (the provider of an
/// event too: no derivation reads it). Immutable, thread-safe; held by
/// shared_ptr, so that a run keeps the data it started with.
class Snapshot {
 public:
  struct Attribute {
    PackedColumn values;
    CodeTable codes;
  };
  struct Registrations {
    RowPlaces rows;
    PackedColumn practice, from, to;
    CodeTable practices;
  };
  struct Conditions {
    RowPlaces rows;
    PackedColumn from, to;
  };
  struct Observations {
    RowPlaces rows;
    PackedColumn date, value;
    CodeTable codes;
  };
  struct Events {
    RowPlaces rows;
    PackedColumn date, quantity, cost, code, portfolio;  // the last two index:
    CodeTable codes, portfolios;
  };
  template <typename Table>
  using ByName = absl::flat_hash_map<std::string, Table>;

  /// Bytes held in columns; the allocator's own share is not in it.
  struct Memory {
    size_t persons = 0;  // months, attributes, registrations, conditions, observations
    size_t events = 0;
    size_t event_rows = 0;
  };

  /// InvalidArgument, naming the table, if columns of a table differ in length, rows are not sorted
  /// by person or name nobody, or an index is beyond its code table.
  static absl::StatusOr<std::shared_ptr<const Snapshot>> Create(Records records, DataSetInfo info);

  const DataSetInfo& info() const { return info_; }
  size_t people() const { return people_; }
  const PackedColumn& birth_month() const { return birth_month_; }
  const PackedColumn& death_month() const { return death_month_; }
  const Registrations& registrations() const { return registrations_; }
  const ByName<Attribute>& attributes() const { return attributes_; }
  const ByName<Conditions>& conditions() const { return conditions_; }
  const ByName<Observations>& observations() const { return observations_; }
  const ByName<Events>& events() const { return events_; }
  Memory MemoryUse() const;

 private:
  Snapshot() = default;
  absl::Status PackPersons(Records& records);
  absl::Status PackRegistrations(Records::Registrations table);
  absl::Status PackConditions(const std::string& code, Records::Conditions table);
  absl::Status PackObservations(const std::string& name, Records::Observations table);
  absl::Status PackEvents(const std::string& kind, Records::Events table);

  DataSetInfo info_;
  size_t people_ = 0;
  PackedColumn birth_month_, death_month_;
  Registrations registrations_;
  ByName<Attribute> attributes_;
  ByName<Conditions> conditions_;
  ByName<Observations> observations_;
  ByName<Events> events_;
};

}  // namespace ginnel::node
