// SPDX-License-Identifier: Apache-2.0
#include "synth/activity.h"

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include "synth/apportion.h"
#include "synth/calibration.h"

namespace ginnel::synth {
namespace {

using C = Condition;
using K = EventKind;

// Invented, by cell: the table prints neither how inpatients divide, nor outpatients, nor how
// mental health and community do.
constexpr std::array<double, kCells> kEmergencyShare = {0.75, 0.75, 0.75, 0.45, 0.50,
                                                        0.60, 0.50, 0.60, 0.75};
constexpr std::array<double, kCells> kOutpatients = {0.35, 1.8, 5.0, 0.45, 2.0, 4.5, 0.9, 2.2, 3.6};
constexpr std::array<double, kCells> kMentalHealthShare = {0.50, 0.45, 0.40, 0.60, 0.50,
                                                           0.40, 0.25, 0.25, 0.25};

// What a user of a service costs in a year, in pounds, about: it decides how many users there are.
constexpr double kMentalHealthUser = 1200;
constexpr double kCommunityUser = 500;
constexpr double kSocialCareUser = 8500;
constexpr double kGpAppointmentRow = 100;  // the consultations of a season in one row
constexpr double kMedicine = 55;

// Rows and pounds that one person may have in a year: under the bounds of the dictionary.
constexpr int32_t kMostRows = 60;
constexpr std::array<int32_t, kCategories> kMostPounds = {150'000, 250'000, 350'000, 100'000,
                                                          350'000, 15'000,  150'000};

class CellActivity {
 public:
  explicit CellActivity(CellPeople& cell) : cell_(cell), numbers_(cell.people().size()) {}

  void AssignAcute();
  void AssignMentalHealthAndCommunity();
  void AssignSocialCare();
  void AssignGeneralPractice();

 private:
  double Target(Measure measure) const { return TargetMean(measure, cell_.cell()); }
  int64_t Total(double mean) const {
    return static_cast<int64_t>(mean * static_cast<double>(cell_.size()) + 0.5);
  }
  Activity& activity(size_t i) { return cell_.people()[i].activity; }

  // `total` rows of `kind`, spread with a lognormal tail of `sigma` over those whom the weights
  // favour.
  void SpreadRows(K kind, int64_t total, const Weights& weights, double sigma);
  // `users` people, the highest scores, get a row each and share `more` others.
  void GiveUsers(K kind, int64_t users, int64_t more, std::span<const float> scores);
  // `pence` over those with rows of the category's kinds; `worth(activity)` says how much of it
  // their rows draw.
  void SpreadSpend(Category category, int64_t pence, K last_resort, double sigma,
                   const std::function<double(const Activity&)>& worth);
  std::vector<float> ScoresWith(const Weights& weights, std::span<const Condition> conditions,
                                float each);

  CellPeople& cell_;
  std::vector<int32_t> numbers_;
};

void CellActivity::SpreadRows(K kind, int64_t total, const Weights& weights, double sigma) {
  std::vector<float> wishes = cell_.Scores(weights);
  for (float& wish : wishes) wish = static_cast<float>(Exp(sigma * static_cast<double>(wish)));
  Apportion(wishes, total, kMostRows, numbers_);
  for (size_t i = 0; i < numbers_.size(); ++i)
    activity(i).of(kind) = static_cast<uint8_t>(numbers_[i]);
}

void CellActivity::GiveUsers(K kind, int64_t users, int64_t more, std::span<const float> scores) {
  std::vector<float> wishes(numbers_.size(), 0.0f);
  for (uint32_t place : Highest(scores, static_cast<size_t>(users))) {
    wishes[place] = static_cast<float>(Exp(0.8 * cell_.random().Bell()));
  }
  Apportion(wishes, more, kMostRows - 1, numbers_);
  for (size_t i = 0; i < numbers_.size(); ++i) {
    if (wishes[i] > 0) activity(i).of(kind) = static_cast<uint8_t>(1 + numbers_[i]);
  }
}

void CellActivity::SpreadSpend(Category category, int64_t pence, K last_resort, double sigma,
                               const std::function<double(const Activity&)>& worth) {
  std::vector<float> wishes(numbers_.size());
  bool anyone = false;
  for (size_t i = 0; i < wishes.size(); ++i) {
    const double rows = worth(activity(i));
    if (rows > 0) {
      wishes[i] = static_cast<float>(rows * Exp(sigma * cell_.random().Bell()));
      anyone = true;
    }
  }
  // Only in a cell of a few people: spend needs an event that carries it.
  if (!anyone && pence > 0 && !wishes.empty()) {
    activity(0).of(last_resort) = 1;
    wishes[0] = 1;
  }
  Apportion(wishes, pence, kMostPounds[static_cast<size_t>(category)] * 100, numbers_);
  for (size_t i = 0; i < numbers_.size(); ++i) activity(i).of(category) = numbers_[i];
}

std::vector<float> CellActivity::ScoresWith(const Weights& weights,
                                            std::span<const Condition> conditions, float each) {
  std::vector<float> scores = cell_.Scores(weights);
  for (size_t i = 0; i < scores.size(); ++i) {
    for (Condition condition : conditions) {
      if (cell_.people()[i].conditions.Has(condition)) scores[i] += each;
    }
  }
  return scores;
}

void CellActivity::AssignAcute() {
  const int64_t inpatients = Total(Target(Measure::kInpatients));
  const int64_t emergencies =
      static_cast<int64_t>(static_cast<double>(inpatients) * kEmergencyShare[cell_.cell()] + 0.5);
  SpreadRows(K::kEmergencySpell, emergencies, {0.8f, 0.1f, 0.1f, 0.5f, 0.2f, 0.3f}, 1.0);
  SpreadRows(K::kElectiveSpell, inpatients - emergencies, {0.6f, 0.2f, 0, 0, 0.1f, -0.1f}, 1.0);
  SpreadRows(K::kAeAttendance, Total(Target(Measure::kAe)), {0.7f, 0, 0.4f, 0.3f, -0.1f, 0.5f},
             1.4);
  SpreadRows(K::kOutpatientAttendance, Total(kOutpatients[cell_.cell()]),
             {0.6f, 0.2f, 0, 0, 0.2f, -0.1f}, 1.6);
  SpreadSpend(Category::kAcuteElective, Total(Target(Measure::kAcuteElective) * 100),
              K::kOutpatientAttendance, 0.7, [](const Activity& a) {
                return 8.0 * a.of(K::kElectiveSpell) + a.of(K::kOutpatientAttendance);
              });
  SpreadSpend(Category::kAcuteNonElective, Total(Target(Measure::kAcuteNonElective) * 100),
              K::kAeAttendance, 0.7, [](const Activity& a) {
                return 10.0 * a.of(K::kEmergencySpell) + a.of(K::kAeAttendance);
              });
}

void CellActivity::AssignMentalHealthAndCommunity() {
  constexpr std::array kMentalConditions = {C::kSmi, C::kDementia, C::kDepression,
                                            C::kSubstanceDependency, C::kLearningDisability};
  constexpr std::array kFrailConditions = {C::kHousebound, C::kFalls, C::kPalliativeRegister,
                                           C::kCareHomeResident, C::kHeartFailure};
  const double mean = Target(Measure::kMentalHealthAndCommunity);
  const double share = kMentalHealthShare[cell_.cell()];
  const int64_t pence = Total(mean * 100);
  const int64_t mental = static_cast<int64_t>(static_cast<double>(pence) * share);

  const int64_t mental_users = Total(std::min(0.35, mean * share / kMentalHealthUser));
  GiveUsers(K::kMhContact, mental_users, 2 * mental_users,
            ScoresWith({0.3f, 0, 1.0f, 0, 0, 0.3f}, kMentalConditions, 1.2f));
  SpreadSpend(Category::kMentalHealth, mental, K::kMhContact, 1.0,
              [](const Activity& a) { return static_cast<double>(a.of(K::kMhContact)); });

  const int64_t community_users = Total(std::min(0.6, mean * (1 - share) / kCommunityUser));
  GiveUsers(K::kCommunityContact, community_users, 3 * community_users / 2,
            ScoresWith({0.6f, 0, 0, 0.9f, 0.2f, 0.2f}, kFrailConditions, 0.8f));
  SpreadSpend(Category::kCommunity, pence - mental, K::kCommunityContact, 0.9,
              [](const Activity& a) { return static_cast<double>(a.of(K::kCommunityContact)); });
}

void CellActivity::AssignSocialCare() {
  constexpr std::array kSupported = {
      C::kCareHomeResident,         C::kHousebound,         C::kDementia, C::kLearningDisability,
      C::kSeverePhysicalDisability, C::kSocialVulnerability};
  const double mean = Target(Measure::kSocialCare);
  if (mean == 0) return;  // children's services are not part of the table
  const int64_t users = std::max<int64_t>(1, Total(std::min(0.4, mean / kSocialCareUser)));
  const std::vector<float> scores = ScoresWith({0.4f, 0, 0.2f, 0.8f, 0.2f, 0.3f}, kSupported, 1.0f);
  for (uint32_t place : Highest(scores, static_cast<size_t>(users))) {
    // A row is a quarter of support; most support lasts.
    const bool lasting = cell_.random().Chance(0.75);
    activity(place).of(K::kSocialCareService) =
        static_cast<uint8_t>(lasting ? 4 : 1 + cell_.random().Below(3));
    if (lasting) cell_.people()[place].conditions.Add(C::kAscLongTermSupport);
  }
  SpreadSpend(Category::kSocialCare, Total(mean * 100), K::kSocialCareService, 0.8,
              [](const Activity& a) { return static_cast<double>(a.of(K::kSocialCareService)); });
}

void CellActivity::AssignGeneralPractice() {
  const double mean = Target(Measure::kGeneralPractice);
  SpreadRows(K::kGpAppointment, Total(mean / kGpAppointmentRow),
             {0.6f, 0.2f, 0.3f, 0.2f, 0.2f, 0.2f}, 0.9);
  SpreadSpend(Category::kGeneralPractice, Total(mean * 100), K::kGpAppointment, 0.5,
              [](const Activity& a) { return static_cast<double>(a.of(K::kGpAppointment)); });
  for (Person& person : cell_.people()) {
    if (person.medicines_count == 0) continue;
    person.activity.of(K::kGpPrescription) = person.medicines_count >= 5 ? 2 : 1;
    const double pounds = kMedicine * person.medicines_count * Exp(0.6 * cell_.random().Bell());
    person.activity.of(Category::kPrescribing) = static_cast<int32_t>(pounds * 100);
  }
}

}  // namespace

Category CategoryOf(EventKind kind) {
  switch (kind) {
    case K::kElectiveSpell:
    case K::kOutpatientAttendance:
      return Category::kAcuteElective;
    case K::kEmergencySpell:
    case K::kAeAttendance:
      return Category::kAcuteNonElective;
    case K::kMhContact:
      return Category::kMentalHealth;
    case K::kCommunityContact:
      return Category::kCommunity;
    case K::kSocialCareService:
      return Category::kSocialCare;
    case K::kGpAppointment:
      return Category::kGeneralPractice;
    case K::kGpPrescription:
      return Category::kPrescribing;
  }
  return Category::kGeneralPractice;
}

void AssignActivity(CellPeople& cell) {
  CellActivity activity(cell);
  activity.AssignAcute();
  activity.AssignMentalHealthAndCommunity();
  activity.AssignSocialCare();
  activity.AssignGeneralPractice();
  for (Person& person : cell.people()) {
    if (person.activity.of(K::kEmergencySpell) > 0 && cell.random().Chance(0.25)) {
      person.conditions.Add(C::kAcuteEpisode);
    }
  }
}

}  // namespace ginnel::synth
