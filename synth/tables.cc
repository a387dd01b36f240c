// SPDX-License-Identifier: Apache-2.0
#include "synth/tables.h"

#include "absl/strings/str_cat.h"
#include "synth/timeline.h"

namespace ginnel::synth {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

bool IsNetwork(Member member) { return static_cast<size_t>(member) < kNetworks; }

void AppendColumns(std::string& yaml, const Table& table) {
  std::string ignored;
  absl::StrAppend(&yaml, "    columns:\n");
  for (const Column& column : table.columns) {
    if (column.to.empty()) {
      absl::StrAppend(&ignored, ignored.empty() ? "" : ", ", View(column.heading));
      continue;
    }
    absl::StrAppend(&yaml, "      - {column: ", View(column.heading), ", to: ", View(column.to));
    if (!column.format.empty()) absl::StrAppend(&yaml, ", format: ", View(column.format));
    absl::StrAppend(&yaml, "}\n");
  }
  if (!ignored.empty()) absl::StrAppend(&yaml, "    ignore: [", ignored, "]\n");
}

}  // namespace

Table PersonsTable(Member member) {
  Table table{"persons.csv", "persons", {}, {}};
  table.columns = {{"local_id", "", ""},
                   {"birth_month", "birth_month", "yyyy-mm"},
                   {"death_month", "death_month", "yyyy-mm"},
                   {"sex", "sex", ""},
                   {"ethnic_category", "ethnic_category", ""}};
  if (IsNetwork(member)) {
    table.columns.push_back({"imd_decile_2019", "imd_decile_2019", ""});
    table.columns.push_back({"imd_decile_2025", "imd_decile_2025", ""});
    table.columns.push_back({"resident_in_place", "resident_in_place", ""});
    table.columns.push_back({"deprived_area", "deprived_area", ""});
  }
  return table;
}

Table RegistrationsTable() {
  return {
      "registrations.csv",
      "registrations",
      {{"practice", "practice", ""}, {"registered_from", "from", ""}, {"registered_to", "to", ""}},
      {}};
}

Table ConditionsTable() {
  return {"conditions.csv",
          "conditions",
          {{"condition", "code", ""}, {"recorded", "from", ""}, {"resolved", "to", ""}},
          {}};
}

Table ObservationsTable() {
  return {"observations.csv",
          "observations",
          {{"name", "name", ""}, {"date", "date", ""}, {"value", "value", ""}},
          {}};
}

Table EventsTable(Member member) {
  Table table{"events.csv", "events", {}, {}};
  table.columns = {{"date", "date", ""},
                   {"kind", "kind", ""},
                   {"quantity", "quantity", ""},
                   {"cost", "cost", ""}};
  switch (member) {
    case Member::kAcute:
      table.columns.push_back({"portfolio", "portfolio", ""});
      break;
    case Member::kMentalHealth:
      table.constants = {{"mental_health_and_learning_disability", "portfolio", ""}};
      break;
    case Member::kCommunity:
      table.constants = {{"integrated_teams", "portfolio", ""}};
      break;
    case Member::kCouncil:
      table.constants = {{"home_first", "portfolio", ""}};
      break;
    default:
      table.columns.push_back({"practice", "provider", ""});
      table.constants = {{"general_practice", "portfolio", ""}};
      break;
  }
  if (!IsNetwork(member)) table.constants.push_back({IdOf(member), "provider", ""});
  return table;
}

std::string HeadingOf(const Table& table) {
  std::string heading = "nhs_number";
  for (const Column& column : table.columns) absl::StrAppend(&heading, ",", View(column.heading));
  return heading;
}

std::string MappingYaml(Member member, std::span<const Table> tables) {
  std::string yaml = absl::StrCat(
      "# How this folder's CSV files become records. Every person in them is synthetic.\n"
      "member: ",
      View(IdOf(member)), "\nsector: ", View(SectorOf(member)),
      "\ndata_from: ", ToString(kDataFrom), "\ndata_to: ", ToString(Day{kIndexDate.value - 1}),
      "\nfiles:\n");
  for (const Table& table : tables) {
    absl::StrAppend(&yaml, "  - file: ", View(table.file), "\n    table: ", View(table.table),
                    "\n    nhs_number: nhs_number\n");
    AppendColumns(yaml, table);
    if (table.constants.empty()) continue;
    absl::StrAppend(&yaml, "    constants:\n");
    for (const Column& constant : table.constants) {
      absl::StrAppend(&yaml, "      - {to: ", View(constant.to),
                      ", value: ", View(constant.heading), "}\n");
    }
  }
  return yaml;
}

}  // namespace ginnel::synth
