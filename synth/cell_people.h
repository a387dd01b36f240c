// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "synth/person.h"
#include "synth/random.h"

namespace ginnel::synth {

/// What makes people of one cell differ from each other before anything about them is recorded.
/// Roughly standard normal.
enum class Leaning : uint8_t { kSeverity, kCardiometabolic, kMental, kFrailty, kAge, kDeprivation };
inline constexpr size_t kLeanings = 6;

/// How much each leaning weighs in one matter, in the order of Leaning, against noise of weight 1.
using Weights = std::array<float, kLeanings>;

/// The registered people of one cell while they are being made, most severe first. Each figure is
/// dealt to the ranks of a score that mixes leanings and noise: counts and means come out exact,
/// and what belongs together goes together.
class CellPeople {
 public:
  /// `people` is the cell's part of the city and must outlive this.
  CellPeople(uint64_t seed, size_t cell, std::span<Person> people);

  size_t cell() const { return cell_; }
  size_t age_band() const { return cell_ / 3; }
  std::span<Person> people() { return people_; }
  int64_t size() const { return static_cast<int64_t>(people_.size()); }
  Random& random() { return random_; }
  std::span<float> leaning(Leaning leaning) { return leanings_[static_cast<size_t>(leaning)]; }

  /// One score a person; about normal, divided by its standard deviation so that it is about
  /// standard.
  std::vector<float> Scores(const Weights& weights, float noise = 1.0f);

  /// Deals whole numbers in [low, high] whose sum is the nearest to `mean` × people, the highest to
  /// the highest scores; `set(person, number)` takes them.
  template <typename Set>
  void Deal(double mean, int32_t low, int32_t high, std::span<const float> scores, Set set) {
    const std::vector<int32_t> numbers = Dealt(mean, low, high, scores);
    for (size_t i = 0; i < people_.size(); ++i) set(people_[i], numbers[i]);
  }

 private:
  std::vector<int32_t> Dealt(double mean, int32_t low, int32_t high,
                             std::span<const float> scores) const;

  size_t cell_;
  std::span<Person> people_;
  Random random_;
  std::array<std::vector<float>, kLeanings> leanings_;
};

}  // namespace ginnel::synth
