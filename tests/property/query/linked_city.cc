// SPDX-License-Identifier: Apache-2.0
#include "linked_city.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "../../unit/query/documents.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace ginnel::query {
namespace {

constexpr char kDictionary[] = R"(
name: small
version: 1
variables:
  - {name: age, title: age, type: integer, unit: years, lower: 0, upper: 9, sectors: [general_practice, acute, social_care], combine: first_supplier, from: {attribute: {}}}
  - {name: frail, title: frailty, type: flag, sectors: [general_practice], from: {attribute: {}}}
  - {name: ward, title: ward, type: category, sectors: [general_practice], from: {geography: {level: ward}}}
  - {name: place, title: place, type: category, sectors: [general_practice], from: {geography: {level: place}}}
  - {name: ltc, title: conditions, type: integer, unit: conditions, lower: 0, upper: 5, absent: zero, sectors: [general_practice], from: {attribute: {}}}
  - {name: dementia, title: dementia, type: flag, absent: false, combine: any, sectors: [general_practice, acute, social_care], from: {attribute: {}}}
  - {name: resident, title: residence, type: flag, combine: any, sectors: [general_practice, social_care], from: {attribute: {}}}
  - {name: carer, title: caring, type: flag, combine: first_known, sectors: [acute, social_care], from: {attribute: {}}}
  - {name: ethnic, title: ethnic category, type: category, codes: [{code: w}, {code: x}], combine: first_known, sectors: [general_practice, acute, social_care], from: {attribute: {}}}
  - {name: weight, title: weight, type: integer, unit: stones, lower: 0, upper: 6, combine: first_known, sectors: [general_practice, acute], from: {attribute: {}}}
  - {name: lace, title: LACE index, type: score, unit: points, scale: "0.1", lower: 0, upper: 2, combine: max, sectors: [general_practice, acute], from: {attribute: {}}}
  - {name: visits, title: visits, type: count, unit: visits, lower: 0, upper: 4, absent: zero, combine: sum, sectors: [acute], from: {attribute: {}}}
  - {name: falls, title: falls, type: count, unit: falls, lower: 0, upper: 3, combine: sum, sectors: [acute, social_care], from: {attribute: {}}}
  - {name: spend, title: spend, type: amount, unit: GBP, scale: "0.01", lower: 0, upper: 3, absent: zero, combine: sum, sectors: [acute, social_care], from: {attribute: {}}}
  - {name: care, title: care, type: flag, absent: false, combine: any, sectors: [social_care], from: {attribute: {}}}
  - {name: tier, title: tier, type: category, codes: [{code: low}, {code: high}], combine: first_known, sectors: [social_care], from: {attribute: {}}}
  - {name: stay, title: stay, type: integer, unit: days, lower: 0, upper: 5, combine: first_known, sectors: [acute], from: {attribute: {}}}
bandings:
  - {name: ages, variable: age, axis: age_band, bands: [0-2, 3-6, 7+]}
  - {name: weights, variable: weight, axis: weight_band, bands: [0-1, 2-4]}
  - {name: laces, variable: lace, axis: lace_band, bands: [0-0.9, 1+]}
geographies:
  levels: [place, ward]
  areas:
    - {level: place, code: p}
    - {level: place, code: q}
    - {level: ward, code: a, within: p}
    - {level: ward, code: b, within: p}
    - {level: ward, code: c, within: q}
)";

constexpr const char* kNumbers[] = {"age", "ltc", "weight", "lace", "visits", "falls", "stay"};
constexpr const char* kFlags[] = {"frail", "dementia", "resident", "carer", "care"};
constexpr const char* kCodes[] = {"ward == 'a'",   "ward in ['b', 'c']", "ethnic == 'w'",
                                  "ethnic != 'w'", "tier == 'high'",     "place == 'p'"};
// Wards by number, and the place that each lies in.
constexpr int64_t kPlaceOf[] = {0, 0, 1};
constexpr const char* kComparisons[] = {"<", "<=", ">", ">=", "==", "!="};
constexpr const char* kAxes[] = {"banding ages",  "banding weights", "banding laces",
                                 "variable ward", "variable ethnic", "variable tier",
                                 "variable place"};
constexpr const char* kMeasures[] = {
    "mean age",      "mean ltc",         "mean weight",      "sum visits",
    "mean falls",    "sum spend",        "per_person spend", "prevalence dementia",
    "with resident", "prevalence carer", "prevalence frail", "with care",
    "mean visits",   "mean stay",        "deviation weight", "prevalence resident"};

}  // namespace

LinkedCity::LinkedCity(const std::vector<std::string>& members, uint64_t seed)
    : members_(members), random_(seed) {
  constitution_ = Partnership();
  constitution_.clear_members();
  constitution_.clear_models();
  *constitution_.mutable_dictionary() = FromYaml<v1::Dictionary>(kDictionary);
  for (const std::string& id : members) {
    v1::Member& member = *constitution_.add_members();
    member.set_id(id);
    member.add_sectors(absl::StartsWith(id, "gp")      ? v1::SECTOR_GENERAL_PRACTICE
                       : absl::StartsWith(id, "trust") ? v1::SECTOR_ACUTE
                                                       : v1::SECTOR_SOCIAL_CARE);
  }
  absl::StatusOr<Dictionary> dictionary = Dictionary::Create(constitution_.dictionary());
  EXPECT_TRUE(dictionary.ok()) << dictionary.status();
  if (dictionary.ok()) dictionary_ = *std::move(dictionary);
}

std::string LinkedCity::Relation() {
  const std::string number = kNumbers[Below(7)];
  switch (Below(8)) {
    case 0:
    case 1:
    case 2:
      return kFlags[Below(5)];
    case 3:
      return kCodes[Below(6)];
    case 4:
      return absl::StrCat("has(", Below(2) == 0 ? number : kFlags[Below(5)], ")");
    case 5:
      return absl::StrCat(number, " in [", Below(4), ", ", Below(4), ".5]");
    case 6:
      return absl::StrCat(Below(4), ".", Below(2) * 5, " ", kComparisons[Below(6)], " ", number);
    default:
      return absl::StrCat(number, " ", kComparisons[Below(6)], " ", Below(5));
  }
}

std::string LinkedCity::Condition(int depth) {
  if (depth <= 0) return Relation();
  const auto next = [&] { return Condition(depth - 1); };
  switch (Below(8)) {
    case 0:
      return absl::StrCat("!(", next(), ")");
    case 1:
      return absl::StrCat("(", next(), " ? ", next(), " : ", next(), ")");
    case 2:
      return absl::StrCat("((", next(), ") == (", next(), "))");
    case 3:
      return absl::StrCat("((", Relation(), " ? ", kNumbers[Below(7)], " : ", Below(3),
                          ") >= ", Below(4), ")");
    case 4:
    case 5:
      return absl::StrCat("(", next(), " && ", next(), ")");
    default:
      return absl::StrCat("(", next(), " || ", next(), ")");
  }
}

v1::Query LinkedCity::Query() {
  constitution_.clear_models();
  v1::SegmentationModel& model = *constitution_.add_models();
  model.set_model("drawn");
  model.set_version(1);
  model.set_title("Drawn");
  model.set_source("drawn at random");
  const int rules = 1 + Below(3);
  for (int i = 0; i <= rules; ++i) {
    v1::Segment& segment = *model.add_segments();
    segment.set_name(absl::StrCat("s", i));
    segment.set_when(i == rules ? "otherwise" : Condition(Below(3)));
  }
  v1::Query query = MatrixQuery();
  query.clear_by();
  query.clear_measures();
  if (Below(4) != 0) query.add_by("model drawn");
  if (Below(3) == 0) query.add_by(kAxes[Below(7)]);
  if (Below(5) == 0) query.add_by(kAxes[Below(6)]);
  query.add_measures("people");
  for (int i = Below(4); i > 0; --i) {
    query.add_measures(absl::StrCat(kMeasures[Below(16)], " as M", i));
  }
  if (Below(2) == 0) query.mutable_population()->set_where(Condition(Below(4)));
  std::set<int> sectors;
  for (const v1::Member& member : constitution_.members()) sectors.insert(member.sectors(0));
  for (int sector : sectors) query.add_across(static_cast<v1::Sector>(sector));
  return query;
}

void LinkedCity::KeepWithin(const std::string& member, const std::string& level,
                            const std::vector<std::string>& codes) {
  for (v1::Member& each : *constitution_.mutable_members()) {
    if (each.id() != member) continue;
    each.mutable_areas()->set_level(level);
    *each.mutable_areas()->mutable_codes() = {codes.begin(), codes.end()};
  }
}

// One of those that the agreement gives the member, or none that it places.
void LinkedCity::PutInWard(const std::string& member, PersonRow& row) {
  const auto own = std::find_if(constitution_.members().begin(), constitution_.members().end(),
                                [&](const v1::Member& each) { return each.id() == member; });
  const auto& areas = own->areas();
  const auto is_own = [&](const std::string& level, const std::string& code) {
    return areas.level() == level &&
           std::find(areas.codes().begin(), areas.codes().end(), code) != areas.codes().end();
  };
  const std::string wards = "abc", places = "pq";
  const int ward = *dictionary_->Find("ward"), place = *dictionary_->Find("place");
  row[static_cast<size_t>(ward)] = row[static_cast<size_t>(place)] = std::nullopt;
  const int64_t drawn = Below(4);
  if (drawn == 3) return;
  const int64_t at = kPlaceOf[drawn];
  if (own->has_areas() && !is_own("ward", wards.substr(static_cast<size_t>(drawn), 1)) &&
      !is_own("place", places.substr(static_cast<size_t>(at), 1))) {
    return;
  }
  row[static_cast<size_t>(ward)] = drawn;
  row[static_cast<size_t>(place)] = at;
}

LinkedPerson LinkedCity::Person(const std::vector<LinkedSource>& sources,
                                const std::vector<std::string>& roster) {
  std::vector<std::pair<size_t, std::string>> practices;
  for (size_t s = 0; s < sources.size(); ++s) {
    if (!sources[s].has_ranges()) continue;
    for (int member : sources[s].members) {
      practices.emplace_back(s, roster[static_cast<size_t>(member)]);
    }
  }
  const auto& [practice, member] =
      practices[static_cast<size_t>(Below(static_cast<int>(practices.size())))];
  LinkedPerson person;
  person.practice = practice;
  person.registered = Below(8) != 0;
  for (size_t s = 0; s < sources.size(); ++s) {
    const bool known = sources[s].has_ranges() ? s == practice : Below(3) != 0;
    PersonRow row;
    for (int v = 0; v < dictionary_->size(); ++v) {
      const v1::Absent absent = dictionary_->variable(v).absent();
      const bool never_missing = absent == v1::ABSENT_FALSE || absent == v1::ABSENT_ZERO;
      std::optional<int64_t> value;
      if (never_missing) value = 0;
      if (known && Below(4) != 0) {
        const auto range = dictionary_->upper(v) - dictionary_->lower(v) + 1;
        value =
            dictionary_->lower(v) + static_cast<int64_t>(random_() % static_cast<uint64_t>(range));
      }
      row.push_back(value);
    }
    if (s == practice) PutInWard(member, row);
    person.known.push_back(known);
    person.rows.push_back(std::move(row));
  }
  return person;
}

}  // namespace ginnel::query
