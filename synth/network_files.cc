// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "base/status.h"
#include "synth/member_files.h"

namespace ginnel::synth {
namespace {

using C = Condition;

// All but what only other services record.
constexpr ConditionSet kRecordedByPractices = [] {
  ConditionSet codes;
  for (size_t i = 0; i < kConditions; ++i) {
    if (static_cast<C>(i) != C::kAscLongTermSupport) codes.Add(static_cast<C>(i));
  }
  return codes;
}();

constexpr std::array<std::string_view, 5> kFrailties = {"", "fit", "mild", "moderate", "severe"};
constexpr std::array<std::string_view, 4> kSmoking = {"never", "ex", "current", "unknown"};

void AppendValue(CsvFile& csv, const DatedValue& value) {
  switch (value.observation) {
    case Observation::kRiskScore:
      csv.Tenths(value.value);
      break;
    case Observation::kEfiCategory:
      csv.Text(kFrailties[static_cast<size_t>(value.value)]);
      break;
    case Observation::kSmokingStatus:
      csv.Text(kSmoking[static_cast<size_t>(value.value)]);
      break;
    default:
      csv.Number(value.value);
      break;
  }
}

}  // namespace

absl::StatusOr<NetworkFiles> NetworkFiles::Create(Member network, const std::string& path,
                                                  const DateText& dates, bool flaws) {
  ASSIGN_OR_RETURN(Folder folder,
                   Folder::Create(network, path,
                                  {PersonsTable(network), RegistrationsTable(), ConditionsTable(),
                                   ObservationsTable(), EventsTable(network)},
                                  dates, flaws));
  return NetworkFiles(std::move(folder));
}

void NetworkFiles::Write(const PersonRecord& record) {
  const Person& person = *record.person;
  Day until{0};
  for (uint8_t i = 0; i < person.episode_count; ++i) {
    const Episode& episode = person.episodes[i];
    if (Practices()[episode.practice].network == folder_.member())
      until = std::max(until, episode.to);
  }
  if (until == Day{0}) return;  // never one of theirs
  folder_.WritePerson(person);
  WriteRegistrations(person);
  folder_.WriteConditions(person, record.history, kRecordedByPractices, until);
  WriteValues(record, until);
  WriteEvents(record);
}

void NetworkFiles::WriteRegistrations(const Person& person) {
  for (uint8_t i = 0; i < person.episode_count; ++i) {
    const Episode& episode = person.episodes[i];
    const Practice& practice = Practices()[episode.practice];
    if (practice.network != folder_.member()) continue;
    CsvFile& csv = folder_.file("registrations.csv");
    csv.NhsNumber(person.nhs_number).Text(practice.code).Date(episode.from).Date(episode.to);
    folder_.EndRow(csv);
  }
}

void NetworkFiles::WriteValues(const PersonRecord& record, Day until) {
  for (const DatedValue& value : record.history.values) {
    if (value.date >= until) continue;
    CsvFile& csv = folder_.file("observations.csv");
    csv.NhsNumber(record.person->nhs_number).Text(NameOf(value.observation)).Date(value.date);
    AppendValue(csv, value);
    folder_.EndRow(csv);
  }
}

void NetworkFiles::WriteEvents(const PersonRecord& record) {
  for (const Event& event : record.events) {
    if (event.member != folder_.member()) continue;
    CsvFile& csv = folder_.file("events.csv");
    csv.NhsNumber(record.person->nhs_number).Date(event.date);
    csv.Text(event.kind == EventKind::kGpAppointment ? "gp_appointment" : "gp_prescription");
    csv.Number(event.quantity).Pounds(event.pence).Text(Practices()[event.practice].code);
    csv.EndRow();
  }
}

}  // namespace ginnel::synth
