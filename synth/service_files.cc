// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/status.h"
#include "synth/member_files.h"

namespace ginnel::synth {
namespace {

using C = Condition;

constexpr std::array<std::string_view, kEventKinds> kKinds = {
    "elective_spell",        "emergency_spell", "ae_attendance",
    "outpatient_attendance", "mh_contact",      "community_contact",
    "social_care_service",   "gp_appointment",  "gp_prescription"};

// What each service records of the people it knows: a part of what general practice has, never
// more.
constexpr ConditionSet RecordedBy(Member member) {
  switch (member) {
    case Member::kAcute:
      return ConditionSet(C::kChronicRenalFailure, C::kCopdSevere, C::kHeartFailureSevere,
                          C::kLiverFailure, C::kCancer, C::kCancerMetastatic,
                          C::kOrganicBrainDisorder, C::kSeverePhysicalDisability, C::kPregnant,
                          C::kAcuteEpisode);
    case Member::kMentalHealth:
      return ConditionSet(C::kSmi, C::kDementia, C::kLearningDisability, C::kHomeless,
                          C::kSubstanceDependency);
    case Member::kCouncil:
      return ConditionSet(C::kDementia, C::kSmi, C::kLearningDisability, C::kCareHomeResident,
                          C::kIsCarer, C::kHasCarer, C::kHomeless, C::kSubstanceDependency,
                          C::kSeverePhysicalDisability, C::kAscLongTermSupport);
    default:
      return ConditionSet();
  }
}

bool IsSpell(const Event& event) {
  return event.kind == EventKind::kElectiveSpell || event.kind == EventKind::kEmergencySpell;
}

// The clinical network (service portfolio) of an acute event.
std::string_view PortfolioOf(const Person& person, EventKind kind) {
  if (person.age < 18 || person.conditions.Has(C::kPregnant)) return "children_and_maternity";
  const bool planned =
      kind == EventKind::kElectiveSpell || kind == EventKind::kOutpatientAttendance;
  return planned ? "planned_care_and_cancer" : "urgent_and_emergency";
}

}  // namespace

absl::StatusOr<ServiceFiles> ServiceFiles::Create(Member member, const std::string& path,
                                                  const DateText& dates, bool flaws) {
  std::vector<Table> tables = {PersonsTable(member)};
  if (member != Member::kCommunity) tables.push_back(ConditionsTable());
  if (member == Member::kAcute) tables.push_back(ObservationsTable());
  tables.push_back(EventsTable(member));
  ASSIGN_OR_RETURN(Folder folder, Folder::Create(member, path, std::move(tables), dates, flaws));
  return ServiceFiles(std::move(folder));
}

void ServiceFiles::Write(const PersonRecord& record) {
  const Person& person = *record.person;
  const auto ours = [this](const Event& event) { return event.member == folder_.member(); };
  if (std::none_of(record.events.begin(), record.events.end(), ours))
    return;  // not known to this service
  folder_.WritePerson(person);
  for (const Event& event : record.events) {
    if (ours(event)) WriteEvent(person, event);
  }
  folder_.WriteConditions(person, record.history, RecordedBy(folder_.member()), kForever);
  if (folder_.member() == Member::kAcute) WriteLace(record);
}

void ServiceFiles::WriteEvent(const Person& person, const Event& event) {
  WriteEventRow(person, event, kKinds[static_cast<size_t>(event.kind)], event.quantity,
                event.pence);
  // What a spell counts as besides is a row of its own kind, without cost.
  if (event.ambulatory_care_sensitive) WriteEventRow(person, event, "acsc_spell", 1, 0);
  if (event.readmission) WriteEventRow(person, event, "readmission_30d", 1, 0);
}

void ServiceFiles::WriteEventRow(const Person& person, const Event& event, std::string_view kind,
                                 int64_t quantity, int64_t pence) {
  CsvFile& csv = folder_.file("events.csv");
  csv.NhsNumber(person.nhs_number).Date(event.date).Text(kind).Number(quantity).Pounds(pence);
  if (folder_.member() == Member::kAcute) csv.Text(PortfolioOf(person, event.kind));
  csv.EndRow();
}

// Of people with a discharge in the three years, at their last one.
void ServiceFiles::WriteLace(const PersonRecord& record) {
  Day last{0};
  for (const Event& event : record.events) {
    if (IsSpell(event)) last = std::max(last, event.date);
  }
  if (last == Day{0}) return;
  CsvFile& csv = folder_.file("observations.csv");
  csv.NhsNumber(record.person->nhs_number)
      .Text(NameOf(Observation::kLaceIndex))
      .Date(last)
      .Number(record.person->lace);
  folder_.EndRow(csv);
}

}  // namespace ginnel::synth
