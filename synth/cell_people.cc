// SPDX-License-Identifier: Apache-2.0
#include "synth/cell_people.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "synth/apportion.h"

namespace ginnel::synth {
namespace {

constexpr uint64_t kCellStream = 0x43454c4c;

}  // namespace

CellPeople::CellPeople(uint64_t seed, size_t cell, std::span<Person> people)
    : cell_(cell), people_(people), random_(seed, kCellStream, cell) {
  for (std::vector<float>& leaning : leanings_) leaning.assign(people.size(), 0.0f);
  for (Leaning leaning :
       {Leaning::kSeverity, Leaning::kCardiometabolic, Leaning::kMental, Leaning::kFrailty}) {
    for (float& value : this->leaning(leaning)) value = static_cast<float>(random_.Bell());
  }
  std::vector<float>& severity = leanings_[static_cast<size_t>(Leaning::kSeverity)];
  std::sort(severity.begin(), severity.end(), std::greater<>());
}

std::vector<float> CellPeople::Scores(const Weights& weights, float noise) {
  float variance = noise * noise;
  for (float weight : weights) variance += weight * weight;
  const float scale = 1.0f / std::sqrt(variance);
  std::vector<float> scores(people_.size());
  for (float& score : scores) score = random_.Noise() * noise;
  for (size_t k = 0; k < kLeanings; ++k) {
    if (weights[k] == 0) continue;
    for (size_t i = 0; i < scores.size(); ++i) scores[i] += weights[k] * leanings_[k][i];
  }
  for (float& score : scores) score *= scale;
  return scores;
}

std::vector<int32_t> CellPeople::Dealt(double mean, int32_t low, int32_t high,
                                       std::span<const float> scores) const {
  const int64_t total = static_cast<int64_t>(mean * static_cast<double>(size()) + 0.5);
  const std::vector<int64_t> counts = TiltedCounts(size(), low, high, total);
  const std::vector<uint32_t> places = Ranked(scores);
  std::vector<int32_t> numbers(people_.size());
  size_t rank = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    for (int64_t k = 0; k < counts[i]; ++k) {
      numbers[places[rank++]] = low + static_cast<int32_t>(i);
    }
  }
  return numbers;
}

}  // namespace ginnel::synth
