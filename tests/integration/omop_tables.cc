// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/omop_tables.h"

#include <algorithm>
#include <fstream>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "base/status.h"

namespace ginnel::integration {
namespace {

constexpr char kPersonHeading[] =
    "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime,"
    "race_concept_id,ethnicity_concept_id,location_id,provider_id,care_site_id,person_source_value,"
    "gender_source_value,gender_source_concept_id,race_source_value,race_source_concept_id,"
    "ethnicity_source_value,ethnicity_source_concept_id";
constexpr char kVisitHeading[] =
    "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,"
    "visit_end_date,visit_end_datetime,visit_type_concept_id,provider_id,care_site_id,"
    "visit_source_value,visit_source_concept_id,admitted_from_concept_id,admitted_from_source_"
    "value,"
    "discharged_to_concept_id,discharged_to_source_value,preceding_visit_occurrence_id";
constexpr char kConditionHeading[] =
    "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,"
    "condition_start_datetime,condition_end_date,condition_end_datetime,condition_type_concept_id,"
    "condition_status_concept_id,stop_reason,provider_id,visit_occurrence_id,visit_detail_id,"
    "condition_source_value,condition_source_concept_id,condition_status_source_value";

class Maker {
 public:
  int Between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  std::string DayOf(int first_year, int last_year) {
    return absl::StrFormat("%04d-%02d-%02d", Between(first_year, last_year), Between(1, 12),
                           Between(1, 28));
  }
  void Shuffle(std::vector<std::string>& lines) {
    std::shuffle(lines.begin(), lines.end(), random_);
  }

 private:
  std::mt19937 random_{2019};
};

// A line with the first fields and nothing in the others.
std::string Line(const std::string& heading, const std::vector<std::string>& first) {
  const auto all = 1 + std::count(heading.begin(), heading.end(), ',');
  return absl::StrCat(absl::StrJoin(first, ","),
                      std::string(static_cast<size_t>(all) - first.size(), ','));
}

absl::Status Write(const std::string& path, const std::string& heading,
                   const std::vector<std::string>& lines) {
  return WriteFileAtomically(path, absl::StrCat(heading, "\n", absl::StrJoin(lines, "\n"), "\n"));
}

}  // namespace

OmopRows ReadOmopTable(const std::string& folder, const std::string& file) {
  std::ifstream stream(absl::StrCat(folder, "/", file));
  std::string line;
  std::getline(stream, line);
  const std::vector<std::string> heading = absl::StrSplit(line, ',');
  OmopRows rows;
  while (std::getline(stream, line)) {
    const std::vector<std::string> fields = absl::StrSplit(line, ',');
    std::map<std::string, std::string>& row = rows.emplace_back();
    for (size_t i = 0; i < std::min(heading.size(), fields.size()); ++i) {
      row[heading[i]] = fields[i];
    }
  }
  return rows;
}

absl::Status MakeOmopTables(const std::string& folder, int people) {
  Maker maker;
  std::vector<std::string> persons;
  std::vector<std::string> visits;
  std::vector<std::string> conditions;
  for (int person = 1; person <= people; ++person) {
    const std::string id = absl::StrCat(person);
    const char* sex = person % 50 == 0 ? "0" : maker.Between(0, 1) == 0 ? "8507" : "8532";
    const std::string birth = person % 60 == 0 ? "2099-01-01" : maker.DayOf(1925, 2018);
    persons.push_back(Line(kPersonHeading, {id, sex, "", "", "", birth}));
    if (person % 5 == 0) continue;  // nothing else is known of these
    for (int visit = maker.Between(0, 6); visit > 0; --visit) {
      visits.push_back(
          Line(kVisitHeading, {absl::StrCat(visits.size()), id,
                               absl::StrCat(maker.Between(9201, 9203)), maker.DayOf(2016, 2019)}));
    }
    for (int condition = maker.Between(0, 3); condition > 0; --condition) {
      const std::vector<std::string> concepts = {"316866", "201826", "28060"};
      conditions.push_back(
          Line(kConditionHeading,
               {absl::StrCat(conditions.size()), id,
                concepts[static_cast<size_t>(maker.Between(0, 2))], maker.DayOf(2008, 2019)}));
    }
  }
  for (auto* lines : {&persons, &visits, &conditions}) maker.Shuffle(*lines);
  RETURN_IF_ERROR(Write(absl::StrCat(folder, "/PERSON.csv"), kPersonHeading, persons));
  RETURN_IF_ERROR(Write(absl::StrCat(folder, "/VISIT_OCCURRENCE.csv"), kVisitHeading, visits));
  return Write(absl::StrCat(folder, "/CONDITION_OCCURRENCE.csv"), kConditionHeading, conditions);
}

}  // namespace ginnel::integration
