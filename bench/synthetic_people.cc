// SPDX-License-Identifier: Apache-2.0
#include "bench/synthetic_people.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/calendar.h"

namespace ginnel::bench {
namespace {

using node::kMissing;
using node::kOpen;
using node::Records;

struct Prevalence {
  const char* code;
  double share;
};
constexpr Prevalence kConditions[] = {{"diabetes", 0.07},
                                      {"hypertension", 0.14},
                                      {"asthma", 0.07},
                                      {"copd", 0.02},
                                      {"dementia", 0.008},
                                      {"cancer_5y", 0.02},
                                      {"smi", 0.01},
                                      {"learning_disability", 0.005},
                                      {"housebound", 0.01},
                                      {"palliative_register", 0.005},
                                      {"care_home_resident", 0.006}};

struct Activity {
  const char* kind;
  double per_person;
  int32_t pence;  // mean cost of one
};
constexpr Activity kEvents[] = {{"gp_appointment", 5.2, 4'200},
                                {"ae_attendance", 0.4, 18'000},
                                {"elective_admission", 0.1, 190'000},
                                {"prescription", 1.6, 900}};

void AddVariable(v1::Dictionary& dictionary, const char* name, v1::VariableType type,
                 v1::Derivation from, int64_t upper, v1::Absent absent, const char* scale = "1") {
  v1::Variable& variable = *dictionary.add_variables();
  variable.set_name(name);
  variable.set_type(type);
  *variable.mutable_from() = std::move(from);
  variable.set_absent(absent);
  variable.add_sectors(v1::SECTOR_GENERAL_PRACTICE);
  if (type == v1::VARIABLE_TYPE_FLAG || type == v1::VARIABLE_TYPE_CATEGORY) return;
  variable.set_lower(0);
  variable.set_upper(upper);
  variable.set_scale(scale);
}

v1::Derivation FromAttribute() {
  v1::Derivation from;
  from.mutable_attribute();
  return from;
}

v1::Derivation FromEvents(std::vector<const char*> kinds, v1::Derivation::Events::Sum sum) {
  v1::Derivation from;
  for (const char* kind : kinds) from.mutable_events()->add_kinds(kind);
  from.mutable_events()->set_sum(sum);
  return from;
}

class Generator {
 public:
  explicit Generator(size_t people) : random_(2026), index_(ParseDay("2026-04-01").value().value) {
    records_.ids.resize(people);
  }

  Records Make() {
    Persons();
    Registrations();
    for (const Prevalence& condition : kConditions) Condition(condition);
    Observation("bmi", 150, 450);
    Observation("systolic", 90, 190);
    for (const Activity& activity : kEvents) Events(activity);
    return std::move(records_);
  }

 private:
  double Share() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  int32_t Between(int32_t lower, int32_t upper) {
    return std::uniform_int_distribution<int32_t>(lower, upper)(random_);
  }
  uint32_t people() const { return static_cast<uint32_t>(records_.people()); }

  void Persons() {
    auto& age = records_.birth_month;
    std::vector<int32_t> groups, ltc, imd;
    Records::ValueColumn efi;
    efi.codes = {"fit", "mild", "moderate", "severe"};
    for (uint32_t row = 0; row < people(); ++row) {
      const int32_t months = Between(0, 95 * 12);
      age.push_back(56 * 12 + 3 - months);
      records_.death_month.push_back(Share() < 0.008 ? 55 * 12 + Between(3, 14) : kMissing);
      groups.push_back(
          std::min(40, static_cast<int32_t>(-std::log(1 - Share()) * (1 + months / 140.0))));
      ltc.push_back(std::min(12, groups.back() / 4));
      imd.push_back(Between(1, 10));
      efi.values.push_back(months < 65 * 12 ? kMissing : Between(0, 3));
    }
    records_.attributes["condition_count"].values = std::move(groups);
    records_.attributes["ltc_count"].values = std::move(ltc);
    records_.attributes["imd_decile"].values = std::move(imd);
    records_.attributes["efi_category"] = std::move(efi);
  }

  void Registrations() {
    Records::Registrations& table = records_.registrations;
    for (int i = 0; i < 40; ++i) table.practices.push_back("A81" + std::to_string(100 + i));
    for (uint32_t row = 0; row < people(); ++row) {
      table.row.push_back(row);
      table.practice.push_back(static_cast<uint16_t>(Between(0, 39)));
      table.from.push_back(index_ - Between(1, 9000));
      table.to.push_back(Share() < 0.05 ? index_ - Between(0, 300) : kOpen);
    }
  }

  void Condition(const Prevalence& condition) {
    Records::Conditions& table = records_.conditions[condition.code];
    for (uint32_t row = 0; row < people(); ++row) {
      if (Share() >= condition.share) continue;
      table.row.push_back(row);
      table.from.push_back(index_ - Between(1, 7000));
      table.to.push_back(Share() < 0.1 ? index_ - Between(0, 300) : kOpen);
    }
  }

  void Observation(const char* name, int32_t lower, int32_t upper) {
    Records::Observations& table = records_.observations[name];
    for (uint32_t row = 0; row < people(); ++row) {
      if (Share() < 0.4) continue;
      table.row.push_back(row);
      table.date.push_back(index_ - Between(1, 1000));
      table.value.push_back(Between(lower, upper));
    }
  }

  void Events(const Activity& activity) {
    Records::Events& table = records_.events[activity.kind];
    std::poisson_distribution<int> count(activity.per_person);
    std::vector<int32_t> days;
    for (uint32_t row = 0; row < people(); ++row) {
      days.resize(static_cast<size_t>(count(random_)));
      for (int32_t& day : days) day = index_ - Between(1, 364);
      std::sort(days.begin(), days.end());
      for (int32_t day : days) {
        table.row.push_back(row);
        table.date.push_back(day);
        table.quantity.push_back(1);
        table.cost.push_back(Between(activity.pence / 2, activity.pence * 3 / 2));
      }
    }
  }

  std::mt19937 random_;
  const int32_t index_;
  Records records_;
};

}  // namespace

query::Dictionary BenchDictionary() {
  v1::Dictionary proto;
  proto.set_name("bench");
  v1::Derivation age;
  age.mutable_age();
  AddVariable(proto, "age", v1::VARIABLE_TYPE_INTEGER, age, 120, v1::ABSENT_MISSING);
  AddVariable(proto, "condition_count", v1::VARIABLE_TYPE_INTEGER, FromAttribute(), 60,
              v1::ABSENT_ZERO);
  AddVariable(proto, "ltc_count", v1::VARIABLE_TYPE_INTEGER, FromAttribute(), 25, v1::ABSENT_ZERO);
  AddVariable(proto, "imd_decile", v1::VARIABLE_TYPE_INTEGER, FromAttribute(), 10,
              v1::ABSENT_MISSING);
  AddVariable(proto, "efi_category", v1::VARIABLE_TYPE_CATEGORY, FromAttribute(), 0,
              v1::ABSENT_MISSING);
  for (const char* code : {"fit", "mild", "moderate", "severe"}) {
    proto.mutable_variables(proto.variables_size() - 1)->add_codes()->set_code(code);
  }
  for (const Prevalence& condition : kConditions) {
    v1::Derivation from;
    from.mutable_condition();
    AddVariable(proto, condition.code, v1::VARIABLE_TYPE_FLAG, from, 0, v1::ABSENT_FALSE);
  }
  v1::Derivation bmi;
  bmi.mutable_observation();
  AddVariable(proto, "bmi", v1::VARIABLE_TYPE_SCORE, bmi, 90, v1::ABSENT_MISSING, "0.1");
  using Sum = v1::Derivation::Events;
  AddVariable(proto, "ae_attendances", v1::VARIABLE_TYPE_COUNT,
              FromEvents({"ae_attendance"}, Sum::SUM_ROWS), 200, v1::ABSENT_ZERO);
  AddVariable(proto, "gp_appointments", v1::VARIABLE_TYPE_COUNT,
              FromEvents({"gp_appointment"}, Sum::SUM_ROWS), 300, v1::ABSENT_ZERO);
  AddVariable(proto, "cost_acute", v1::VARIABLE_TYPE_AMOUNT,
              FromEvents({"ae_attendance", "elective_admission"}, Sum::SUM_COST), 250'000,
              v1::ABSENT_ZERO, "0.01");
  AddVariable(proto, "cost_gp", v1::VARIABLE_TYPE_AMOUNT,
              FromEvents({"gp_appointment", "prescription"}, Sum::SUM_COST), 15'000,
              v1::ABSENT_ZERO, "0.01");
  v1::Derivation days;
  days.mutable_registered_days();
  AddVariable(proto, "registered_days", v1::VARIABLE_TYPE_COUNT, days, 366, v1::ABSENT_ZERO);
  absl::StatusOr<query::Dictionary> dictionary = query::Dictionary::Create(std::move(proto));
  if (!dictionary.ok()) throw std::runtime_error(dictionary.status().ToString());
  return *std::move(dictionary);
}

node::Records SyntheticPeople(size_t people) { return Generator(people).Make(); }

}  // namespace ginnel::bench
