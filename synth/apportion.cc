// SPDX-License-Identifier: Apache-2.0
#include "synth/apportion.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace ginnel::synth {
namespace {

// The mean of numbers low, low + 1 … when each is `ratio` times as frequent as the one before.
double TiltedMean(size_t values, double ratio) {
  double weight = 1;
  double sum = 0;
  double moment = 0;
  for (size_t i = 0; i < values; ++i, weight *= ratio) {
    sum += weight;
    moment += weight * static_cast<double>(i);
  }
  return moment / sum;
}

double RatioForMean(size_t values, double mean) {
  double low = 1e-6;
  double high = 1e6;
  for (int i = 0; i < 100; ++i) {
    const double middle = std::sqrt(low * high);  // sqrt is exact to the last bit everywhere
    (TiltedMean(values, middle) < mean ? low : high) = middle;
  }
  return low;
}

// Moves people one step up or down until the numbers add up to `excess` less (offsets from low).
void Settle(std::vector<int64_t>& counts, int64_t excess) {
  while (excess != 0) {
    const bool up = excess < 0;
    size_t best = counts.size();
    for (size_t i = 0; i < counts.size(); ++i) {
      if (up ? i + 1 == counts.size() : i == 0) continue;
      if (counts[i] > 0 && (best == counts.size() || counts[i] > counts[best])) best = i;
    }
    if (best == counts.size()) return;  // everyone is at the bound
    --counts[best];
    ++counts[up ? best + 1 : best - 1];
    excess += up ? 1 : -1;
  }
}

// A float's bits, ordered as the floats are, above its place.
uint64_t SortKey(float score, size_t place) {
  const uint32_t bits = std::bit_cast<uint32_t>(score);
  const uint32_t ordered = (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
  return (uint64_t{ordered} << 32) | place;
}

std::vector<uint64_t> SortKeys(std::span<const float> scores) {
  std::vector<uint64_t> keys(scores.size());
  for (size_t i = 0; i < scores.size(); ++i) keys[i] = SortKey(scores[i], i);
  return keys;
}

std::vector<uint32_t> Places(std::span<const uint64_t> keys) {
  std::vector<uint32_t> places(keys.size());
  std::transform(keys.begin(), keys.end(), places.begin(),
                 [](uint64_t key) { return static_cast<uint32_t>(key); });
  return places;
}

// The factor by which weights become amounts, when amounts are cut at `cap`.
double ScaleUnderCap(std::span<const float> weights, double total, double cap) {
  double scale = 0;
  double free_weight = 0;
  double capped = 0;
  for (int round = 0; round < 20; ++round) {
    const double before = scale;
    free_weight = 0;
    capped = 0;
    for (float weight : weights) {
      if (scale > 0 && static_cast<double>(weight) * scale >= cap) {
        capped += cap;
      } else {
        free_weight += static_cast<double>(weight);
      }
    }
    if (free_weight <= 0) return scale;
    scale = std::max(0.0, total - capped) / free_weight;
    if (scale == before) break;
  }
  return scale;
}

}  // namespace

std::vector<int64_t> LargestRemainder(std::span<const double> weights, int64_t total) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<int64_t> parts(weights.size(), 0);
  if (sum <= 0) return parts;
  std::vector<double> remainders(weights.size());
  int64_t left = total;
  for (size_t i = 0; i < weights.size(); ++i) {
    const double exact = static_cast<double>(total) * weights[i] / sum;
    parts[i] = static_cast<int64_t>(exact);
    remainders[i] = exact - static_cast<double>(parts[i]);
    left -= parts[i];
  }
  for (; left > 0; --left) {
    const auto largest = std::max_element(remainders.begin(), remainders.end());
    ++parts[static_cast<size_t>(largest - remainders.begin())];
    *largest = -1;
  }
  return parts;
}

void Apportion(std::span<const float> weights, int64_t total, int32_t cap, std::span<int32_t> out) {
  const double scale = ScaleUnderCap(weights, static_cast<double>(total), cap);
  double carry = 0.5;
  int64_t left = total;
  for (size_t i = 0; i < weights.size(); ++i) {
    out[i] = 0;
    if (weights[i] <= 0) continue;
    carry += std::min<double>(cap, static_cast<double>(weights[i]) * scale);
    const double whole =
        std::min<double>(std::floor(carry), static_cast<double>(std::min<int64_t>(cap, left)));
    carry -= whole;
    out[i] = static_cast<int32_t>(whole);
    left -= out[i];
  }
  // Rounding leaves a unit or so: it goes to whoever has room.
  for (size_t i = 0; i < weights.size() && left > 0; ++i) {
    if (weights[i] <= 0) continue;
    const int32_t more = static_cast<int32_t>(std::min<int64_t>(left, cap - out[i]));
    out[i] += more;
    left -= more;
  }
}

std::vector<int64_t> TiltedCounts(int64_t people, int32_t low, int32_t high, int64_t total) {
  const size_t values = static_cast<size_t>(high - low) + 1;
  if (people == 0) return std::vector<int64_t>(values, 0);
  const int64_t above = std::clamp<int64_t>(total - people * low, 0, people * (high - low));
  const double ratio =
      RatioForMean(values, static_cast<double>(above) / static_cast<double>(people));
  std::vector<double> weights(values, 1.0);
  for (size_t i = 1; i < values; ++i) weights[i] = weights[i - 1] * ratio;
  std::vector<int64_t> counts = LargestRemainder(weights, people);
  int64_t sum = 0;
  for (size_t i = 0; i < values; ++i) sum += counts[i] * static_cast<int64_t>(i);
  Settle(counts, sum - above);
  return counts;
}

std::vector<uint32_t> Ranked(std::span<const float> scores) {
  std::vector<uint64_t> keys = SortKeys(scores);
  std::sort(keys.begin(), keys.end());
  return Places(keys);
}

std::vector<uint32_t> Highest(std::span<const float> scores, size_t count) {
  std::vector<uint64_t> keys = SortKeys(scores);
  count = std::min(count, keys.size());
  const auto cut = keys.end() - static_cast<std::ptrdiff_t>(count);
  std::nth_element(keys.begin(), cut, keys.end());
  return Places(std::span<const uint64_t>(keys).last(count));
}

}  // namespace ginnel::synth
