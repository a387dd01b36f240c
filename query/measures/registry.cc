// SPDX-License-Identifier: Apache-2.0
//
// Every family of derived measures. A new one is a file in this folder, declared and listed here.
#include <array>

#include "query/measure_family.h"

namespace ginnel::query {

extern const MeasureFamily kExplainedMeasure;
extern const MeasureFamily kGapMeasure;
extern const MeasureFamily kImpactableMeasure;
extern const MeasureFamily kMedianMeasure;
extern const MeasureFamily kPercentileMeasure;
extern const MeasureFamily kPersonYearMeasure;
extern const MeasureFamily kRateMeasure;
extern const MeasureFamily kRatioMeasure;
extern const MeasureFamily kRelativeIndexMeasure;
extern const MeasureFamily kShareMeasure;
extern const MeasureFamily kSlopeIndexMeasure;
extern const MeasureFamily kStandardisedRateMeasure;
extern const MeasureFamily kStandardisedRatioMeasure;

absl::Span<const MeasureFamily* const> DerivedFamilies() {
  static const std::array kFamilies = {
      &kRateMeasure,
      &kRatioMeasure,
      &kPersonYearMeasure,
      &kShareMeasure,
      &kMedianMeasure,
      &kPercentileMeasure,
      &kStandardisedRateMeasure,
      &kStandardisedRatioMeasure,
      &kGapMeasure,
      &kSlopeIndexMeasure,
      &kRelativeIndexMeasure,
      &kExplainedMeasure,
      &kImpactableMeasure,
  };
  return kFamilies;
}

}  // namespace ginnel::query
