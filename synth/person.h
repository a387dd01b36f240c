// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "base/calendar.h"

namespace ginnel::synth {

/// What a condition row may say: the codes of the core dictionary (models/dictionary.yaml).
enum class Condition : uint8_t {
  // In the printed table, in its order.
  kAsthma,
  kCancer,
  kCopd,
  kChronicRenalFailure,
  kDiabetes,
  kHeartFailure,
  kHypertension,
  kInfectiousDisease,
  kDepression,
  kDementia,
  kSmi,
  kObesity,
  kCurrentSmoker,
  kFalls,
  kHousebound,
  kSocialVulnerability,
  kWeightLossAnorexia,
  // Not in it: invented, at rates that are plausible.
  kLearningDisability,
  kCopdSevere,
  kHeartFailureSevere,
  kLiverFailure,
  kCancerMetastatic,
  kOrganicBrainDisorder,
  kSeverePhysicalDisability,
  kPalliativeRegister,
  kPregnant,
  kCareHomeResident,
  kIsCarer,
  kHasCarer,
  kHomeless,
  kSubstanceDependency,
  kAcuteEpisode,
  kAscLongTermSupport,
};
inline constexpr size_t kConditions = 33;
inline constexpr size_t kPrintedConditions = 17;

/// The code in the dictionary: "heart_failure".
std::string_view CodeOf(Condition condition);

/// A set of conditions.
class ConditionSet {
 public:
  constexpr ConditionSet() = default;
  template <typename... Conditions>
  explicit constexpr ConditionSet(Conditions... conditions) {
    (Add(conditions), ...);
  }
  constexpr void Add(Condition condition) { bits_ |= uint64_t{1} << static_cast<int>(condition); }
  constexpr bool Has(Condition condition) const {
    return ((bits_ >> static_cast<int>(condition)) & 1) != 0;
  }
  constexpr int CountIn(ConditionSet other) const {
    return __builtin_popcountll(bits_ & other.bits_);
  }

 private:
  uint64_t bits_ = 0;
};

/// What `ltc_count` counts.
inline constexpr ConditionSet kLongTermConditions(Condition::kAsthma, Condition::kCancer,
                                                  Condition::kCopd, Condition::kChronicRenalFailure,
                                                  Condition::kDiabetes, Condition::kHeartFailure,
                                                  Condition::kHypertension, Condition::kDepression,
                                                  Condition::kDementia, Condition::kSmi,
                                                  Condition::kLearningDisability);

enum class EventKind : uint8_t {
  kElectiveSpell,
  kEmergencySpell,
  kAeAttendance,
  kOutpatientAttendance,
  kMhContact,
  kCommunityContact,
  kSocialCareService,
  kGpAppointment,
  kGpPrescription,
};
inline constexpr size_t kEventKinds = 9;

enum class Category : uint8_t {
  kAcuteElective,
  kAcuteNonElective,
  kMentalHealth,
  kCommunity,
  kSocialCare,
  kGeneralPractice,
  kPrescribing,
};
inline constexpr size_t kCategories = 7;

/// One year of a person's use of services: event rows of each kind, and what they cost.
struct Activity {
  std::array<uint8_t, kEventKinds> rows{};
  std::array<int32_t, kCategories> pence{};

  uint8_t& of(EventKind kind) { return rows[static_cast<size_t>(kind)]; }
  uint8_t of(EventKind kind) const { return rows[static_cast<size_t>(kind)]; }
  int32_t& of(Category category) { return pence[static_cast<size_t>(category)]; }
  int32_t of(Category category) const { return pence[static_cast<size_t>(category)]; }
};

inline constexpr Day kForever{std::numeric_limits<int32_t>::max()};
inline constexpr Month kAlive{std::numeric_limits<int32_t>::max()};

/// Registered with a practice from `from` to the day before `to`.
struct Episode {
  uint16_t practice = 0;  // index into Practices()
  Day from;
  Day to = kForever;
};

enum class Smoking : uint8_t { kNever, kEx, kCurrent, kUnknown };
enum class Frailty : uint8_t { kNotAssessed, kFit, kMild, kModerate, kSevere };

/// One person as of the index date (the day they left or died, for those who did).
struct Person {
  uint64_t nhs_number = 0;
  Month birth;
  Month death = kAlive;
  std::array<Episode, 2> episodes{};  // in order; the last is the latest
  uint8_t episode_count = 0;
  Day gone = kForever;  // first day on which no service of the place sees them
  uint32_t twin = 0;    // the registered person whose pattern of earlier years they share:
                        // themselves, if registered
  ConditionSet conditions;
  Activity activity;  // of the period, 2025/26
  uint16_t risk_tenths = 0;
  uint8_t cell = 0;
  uint8_t age = 0;
  uint8_t sex = 1;        // 1 male, 2 female, 9 indeterminate, 0 not known
  uint8_t ethnicity = 0;  // index into the NHS categories, A first
  uint8_t imd_decile_2019 = 0;
  uint8_t imd_decile_2025 = 0;
  uint8_t condition_count = 0;
  uint8_t ltc_count = 0;
  uint8_t medicines_count = 0;
  uint8_t lace = 0;
  Smoking smoking = Smoking::kUnknown;
  Frailty frailty = Frailty::kNotAssessed;
};

}  // namespace ginnel::synth
