// SPDX-License-Identifier: Apache-2.0
#include "synth/conditions.h"

#include <array>
#include <limits>
#include <vector>

#include "synth/apportion.h"
#include "synth/calibration.h"

namespace ginnel::synth {
namespace {

using C = Condition;

// Leanings make conditions go together; chance still says most of who has what.
constexpr float kChance = 2.0f;

// Who tends to have a condition: severity, cardiometabolic, mental, frailty, age, deprivation.
struct PrintedRule {
  Condition condition;
  Measure measure;
  Weights weights;
};

// clang-format off
constexpr std::array<PrintedRule, kPrintedConditions> kPrintedRules = {{
    {C::kAsthma,              Measure::kAsthma,              {0.2f, 0.0f, 0.0f, 0.0f, -0.1f, 0.2f}},
    {C::kCancer,              Measure::kCancer,              {0.4f, 0.0f, 0.0f, 0.3f, 0.8f, 0.0f}},
    {C::kCopd,                Measure::kCopd,                {0.5f, 0.3f, 0.0f, 0.3f, 0.5f, 0.5f}},
    {C::kChronicRenalFailure, Measure::kChronicRenalFailure, {0.6f, 0.8f, 0.0f, 0.3f, 0.4f, 0.2f}},
    {C::kDiabetes,            Measure::kDiabetes,            {0.4f, 1.0f, 0.0f, 0.1f, 0.6f, 0.4f}},
    {C::kHeartFailure,        Measure::kHeartFailure,        {0.7f, 0.9f, 0.0f, 0.6f, 0.9f, 0.2f}},
    {C::kHypertension,        Measure::kHypertension,        {0.3f, 1.0f, 0.0f, 0.1f, 1.0f, 0.2f}},
    {C::kInfectiousDisease,   Measure::kInfectiousDisease,   {0.6f, 0.0f, 0.0f, 0.2f, -0.2f, 0.2f}},
    {C::kDepression,          Measure::kDepression,          {0.3f, 0.0f, 1.2f, 0.1f, 0.0f, 0.4f}},
    {C::kDementia,            Measure::kDementia,            {0.4f, 0.1f, 0.2f, 1.0f, 1.2f, 0.1f}},
    {C::kSmi,                 Measure::kSmi,                 {0.2f, 0.0f, 1.3f, 0.0f, -0.1f, 0.4f}},
    {C::kObesity,             Measure::kObesity,             {0.2f, 0.9f, 0.3f, 0.0f, 0.2f, 0.4f}},
    {C::kCurrentSmoker,       Measure::kSmoking,             {0.2f, 0.1f, 0.4f, 0.0f, -0.1f, 0.5f}},
    {C::kFalls,               Measure::kFalls,               {0.5f, 0.0f, 0.1f, 1.1f, 0.6f, 0.1f}},
    {C::kHousebound,          Measure::kHousebound,          {0.6f, 0.2f, 0.1f, 1.2f, 0.6f, 0.2f}},
    {C::kSocialVulnerability, Measure::kSocialVulnerability, {0.3f, 0.0f, 0.4f, 0.8f, 0.4f, 0.6f}},
    {C::kWeightLossAnorexia,  Measure::kWeightLoss,          {0.6f, 0.0f, 0.4f, 0.5f, 0.1f, 0.1f}},
}};

// Not in the printed table: people in 10,000 of each cell who have it. Invented, of an order that
// registers show.
struct InventedRule {
  Condition condition;
  std::array<int16_t, kCells> per_10000;
  Weights weights;
};
constexpr std::array<InventedRule, 10> kInventedRules = {{
    {C::kLearningDisability,
     {60, 300, 900, 40, 110, 220, 10, 20, 40},
     {0.2f, 0.0f, 0.8f, 0.1f, -0.2f, 0.4f}},
    {C::kLiverFailure,
     {0, 5, 80, 2, 25, 230, 4, 20, 90},
     {0.8f, 0.5f, 0.4f, 0.0f, 0.2f, 0.5f}},
    {C::kOrganicBrainDisorder,
     {2, 40, 300, 4, 40, 190, 30, 80, 210},
     {0.6f, 0.0f, 0.4f, 0.8f, 0.1f, 0.1f}},
    {C::kSeverePhysicalDisability,
     {8, 120, 800, 8, 60, 260, 30, 90, 300},
     {0.8f, 0.0f, 0.0f, 0.8f, 0.1f, 0.2f}},
    {C::kPalliativeRegister,
     {0, 10, 160, 3, 60, 420, 80, 260, 900},
     {1.2f, 0.0f, 0.0f, 0.7f, 0.4f, 0.0f}},
    {C::kCareHomeResident,
     {0, 0, 0, 2, 20, 120, 180, 420, 1100},
     {0.6f, 0.0f, 0.3f, 1.2f, 0.9f, 0.0f}},
    {C::kIsCarer,
     {10, 20, 0, 180, 320, 240, 260, 300, 150},
     {0.0f, 0.0f, 0.1f, -0.3f, 0.3f, 0.1f}},
    {C::kHasCarer,
     {30, 200, 900, 30, 180, 800, 400, 900, 2300},
     {0.6f, 0.0f, 0.2f, 1.1f, 0.4f, 0.1f}},
    {C::kHomeless,
     {1, 2, 0, 14, 40, 110, 1, 2, 5},
     {0.3f, 0.0f, 0.9f, 0.0f, -0.2f, 1.2f}},
    {C::kSubstanceDependency,
     {1, 5, 0, 50, 190, 380, 6, 15, 40},
     {0.3f, 0.0f, 1.1f, 0.0f, -0.2f, 0.8f}},
}};

// A severe form is held by a share of those who have the condition.
struct SevereRule {
  Condition severe;
  Condition of;
  int32_t percent;
};
constexpr std::array<SevereRule, 3> kSevereRules = {{
    {C::kCopdSevere,         C::kCopd,         18},
    {C::kHeartFailureSevere, C::kHeartFailure, 22},
    {C::kCancerMetastatic,   C::kCancer,       11},
}};
// clang-format on

void GiveToHighest(CellPeople& cell, Condition condition, const Weights& weights, int64_t count) {
  if (count == 0) return;
  for (uint32_t place : Highest(cell.Scores(weights, kChance), static_cast<size_t>(count))) {
    cell.people()[place].conditions.Add(condition);
  }
}

// The most severe `percent` of those who are `eligible`.
template <typename Eligible>
void GiveToShare(CellPeople& cell, Condition condition, double percent, Eligible eligible) {
  std::vector<float> scores = cell.Scores({0.8f, 0, 0, 0.3f, 0, 0});
  int64_t count = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (eligible(cell.people()[i])) {
      ++count;
    } else {
      scores[i] = std::numeric_limits<float>::lowest();
    }
  }
  const double share = static_cast<double>(count) * percent / 100 + 0.5;
  for (uint32_t place : Highest(scores, static_cast<size_t>(share))) {
    cell.people()[place].conditions.Add(condition);
  }
}

}  // namespace

void AssignConditions(CellPeople& cell) {
  for (const PrintedRule& rule : kPrintedRules) {
    GiveToHighest(cell, rule.condition, rule.weights,
                  PeopleWith(rule.measure, cell.cell(), cell.size()));
  }
  for (const InventedRule& rule : kInventedRules) {
    GiveToHighest(cell, rule.condition, rule.weights,
                  (rule.per_10000[cell.cell()] * cell.size() + 5000) / 10000);
  }
  for (const SevereRule& rule : kSevereRules) {
    GiveToShare(cell, rule.severe, rule.percent,
                [&](const Person& person) { return person.conditions.Has(rule.of); });
  }
  GiveToShare(cell, C::kPregnant, 2.5, [](const Person& person) {
    return person.sex == 2 && person.age >= 16 && person.age <= 45;
  });
}

}  // namespace ginnel::synth
