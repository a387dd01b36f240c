// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "base/status.h"
#include "node/records.h"

namespace ginnel::node {

// Every column of a data set under its place in the store: tbl, name, part. One list for writing
// and reading, so that neither can forget a column. `visit(tbl, name, part, column)` is called with
// the vector or code table; `R` is Records or const Records. Tables that `records` does not hold
// are not visited: a reader creates them first.

template <typename R, typename Visit>
absl::Status VisitPersonColumns(R& records, Visit&& visit) {
  RETURN_IF_ERROR(visit("persons", "", "id", records.ids));
  RETURN_IF_ERROR(visit("persons", "", "birth_month", records.birth_month));
  RETURN_IF_ERROR(visit("persons", "", "death_month", records.death_month));
  for (auto& [name, column] : records.attributes) {
    RETURN_IF_ERROR(visit("attributes", name, "value", column.values));
    RETURN_IF_ERROR(visit("attributes", name, "codes", column.codes));
  }
  return absl::OkStatus();
}

template <typename Registrations, typename Visit>
absl::Status VisitRegistrationColumns(Registrations& registrations, Visit&& visit) {
  RETURN_IF_ERROR(visit("registrations", "", "row", registrations.row));
  RETURN_IF_ERROR(visit("registrations", "", "practice", registrations.practice));
  RETURN_IF_ERROR(visit("registrations", "", "from", registrations.from));
  RETURN_IF_ERROR(visit("registrations", "", "to", registrations.to));
  RETURN_IF_ERROR(visit("registrations", "", "practices", registrations.practices));
  return absl::OkStatus();
}

template <typename R, typename Visit>
absl::Status VisitEpisodeColumns(R& records, Visit&& visit) {
  RETURN_IF_ERROR(VisitRegistrationColumns(records.registrations, visit));
  for (auto& [code, table] : records.conditions) {
    RETURN_IF_ERROR(visit("conditions", code, "row", table.row));
    RETURN_IF_ERROR(visit("conditions", code, "from", table.from));
    RETURN_IF_ERROR(visit("conditions", code, "to", table.to));
  }
  return absl::OkStatus();
}

template <typename R, typename Visit>
absl::Status VisitDatedColumns(R& records, Visit&& visit) {
  for (auto& [name, table] : records.observations) {
    RETURN_IF_ERROR(visit("observations", name, "row", table.row));
    RETURN_IF_ERROR(visit("observations", name, "date", table.date));
    RETURN_IF_ERROR(visit("observations", name, "value", table.value));
    RETURN_IF_ERROR(visit("observations", name, "codes", table.codes));
  }
  for (auto& [kind, table] : records.events) {
    RETURN_IF_ERROR(visit("events", kind, "row", table.row));
    RETURN_IF_ERROR(visit("events", kind, "date", table.date));
    RETURN_IF_ERROR(visit("events", kind, "quantity", table.quantity));
    RETURN_IF_ERROR(visit("events", kind, "cost", table.cost));
    RETURN_IF_ERROR(visit("events", kind, "code", table.code));
    RETURN_IF_ERROR(visit("events", kind, "provider", table.provider));
    RETURN_IF_ERROR(visit("events", kind, "portfolio", table.portfolio));
    RETURN_IF_ERROR(visit("events", kind, "codes", table.codes));
    RETURN_IF_ERROR(visit("events", kind, "providers", table.providers));
    RETURN_IF_ERROR(visit("events", kind, "portfolios", table.portfolios));
  }
  return absl::OkStatus();
}

template <typename R, typename Visit>
absl::Status VisitColumns(R& records, Visit&& visit) {
  RETURN_IF_ERROR(VisitPersonColumns(records, visit));
  RETURN_IF_ERROR(VisitEpisodeColumns(records, visit));
  return VisitDatedColumns(records, visit);
}

}  // namespace ginnel::node
