// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "synth/calibration.h"
#include "synth/person.h"

namespace ginnel::synth {

/// Called now and then with what is being done and how far it is, 0 to 1.
using Progress = std::function<void(std::string_view step, double done)>;

/// A synthetic place: everyone who is registered at the index date, cell by cell, then people who
/// left, died, or are known to a service but registered nowhere. Deterministic by seed on every
/// platform. Immutable, thread-safe. About 170 bytes a person.
class City {
 public:
  static constexpr int64_t kFewestPeople = 100;
  static constexpr int64_t kMostPeople = 50'000'000;

  /// `people` are registered at the index date. InvalidArgument outside [kFewestPeople,
  /// kMostPeople].
  static absl::StatusOr<City> Create(int64_t people, uint64_t seed, const Progress& progress = {});

  uint64_t seed() const { return seed_; }
  std::span<const Person> people() const { return people_; }
  std::span<const Person> registered() const { return people().first(registered_); }
  std::span<const Person> others() const { return people().subspan(registered_); }
  /// The registered people of a cell.
  std::span<const Person> cell(size_t cell) const {
    return people().subspan(first_[cell], first_[cell + 1] - first_[cell]);
  }
  /// What a person used in the financial year `years_ago` before 2025/26 (0 to 2), were they there
  /// all of it. In earlier years a person does as somebody of like severity in their cell does now:
  /// rates stay, individuals change.
  const Activity& ActivityOf(const Person& person, int years_ago) const;

 private:
  City() = default;

  uint64_t seed_ = 0;
  size_t registered_ = 0;
  std::array<size_t, kCells + 1> first_{};
  std::vector<Person> people_;
};

}  // namespace ginnel::synth
