// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ginnel::synth {

// Exact totals from real-valued wishes: how every printed figure is met to the person, the point or
// the penny.

/// Whole numbers that add up to `total` in proportion to `weights`, by largest remainder (ties: the
/// earlier one).
std::vector<int64_t> LargestRemainder(std::span<const double> weights, int64_t total);

/// Fills `out` with whole numbers in proportion to `weights` that add up to `total`, none above
/// `cap`, none where the weight is 0. What does not fit under the cap is spread over the others. If
/// all weights are 0, or the caps cannot hold `total`, the sum falls short.
void Apportion(std::span<const float> weights, int64_t total, int32_t cap, std::span<int32_t> out);

/// How many of `people` have each whole number in [low, high], so that the numbers add up to
/// `total` exactly (clamped to what the bounds allow) and the shape is the flattest that has this
/// mean (exponentially tilted uniform).
std::vector<int64_t> TiltedCounts(int64_t people, int32_t low, int32_t high, int64_t total);

/// Places of `scores` from the lowest to the highest; ties in order of place.
std::vector<uint32_t> Ranked(std::span<const float> scores);

/// Places of the `count` highest scores, in no order that means anything; ties go to the later
/// place.
std::vector<uint32_t> Highest(std::span<const float> scores, size_t count);

}  // namespace ginnel::synth
