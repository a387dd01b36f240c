// SPDX-License-Identifier: Apache-2.0
#include "synth/person.h"

namespace ginnel::synth {
namespace {

constexpr std::array<std::string_view, kConditions> kCodes = {"asthma",
                                                              "cancer",
                                                              "copd",
                                                              "chronic_renal_failure",
                                                              "diabetes",
                                                              "heart_failure",
                                                              "hypertension",
                                                              "infectious_disease",
                                                              "depression",
                                                              "dementia",
                                                              "smi",
                                                              "obesity",
                                                              "current_smoker",
                                                              "falls",
                                                              "housebound",
                                                              "social_vulnerability",
                                                              "weight_loss_anorexia",
                                                              "learning_disability",
                                                              "copd_severe",
                                                              "heart_failure_severe",
                                                              "liver_failure",
                                                              "cancer_metastatic",
                                                              "organic_brain_disorder",
                                                              "severe_physical_disability",
                                                              "palliative_register",
                                                              "pregnant",
                                                              "care_home_resident",
                                                              "is_carer",
                                                              "has_carer",
                                                              "homeless",
                                                              "substance_dependency",
                                                              "acute_episode",
                                                              "asc_long_term_support"};

}  // namespace

std::string_view CodeOf(Condition condition) { return kCodes[static_cast<size_t>(condition)]; }

}  // namespace ginnel::synth
