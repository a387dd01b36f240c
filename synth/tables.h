// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "synth/places.h"

namespace ginnel::synth {

/// One column of a CSV file and what the mapping says of it.
struct Column {
  std::string_view heading;
  std::string_view to;      // target of ginnel.config.ColumnMapping; empty: known and ignored
  std::string_view format;  // of dates that are not yyyy-mm-dd
};

/// One CSV file of a member: its columns in the order in which they are written, after
/// `nhs_number`.
struct Table {
  std::string_view file;
  std::string_view table;
  std::vector<Column> columns;
  std::vector<Column> constants;  // heading: the value; to: the target
};

/// The files of a member; the writers write fields in the order of these columns.
Table PersonsTable(Member member);
Table RegistrationsTable();
Table ConditionsTable();
Table ObservationsTable();
Table EventsTable(Member member);

/// "nhs_number,birth_month,…".
std::string HeadingOf(const Table& table);

/// The member's mapping.yaml (ginnel.config.Mapping).
std::string MappingYaml(Member member, std::span<const Table> tables);

}  // namespace ginnel::synth
