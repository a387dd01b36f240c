// SPDX-License-Identifier: Apache-2.0
#include "synth/city.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "synth/activity.h"
#include "synth/cell_people.h"
#include "synth/conditions.h"
#include "synth/nhs_numbers.h"
#include "synth/population.h"
#include "synth/registrations.h"
#include "synth/scores.h"

namespace ginnel::synth {

absl::StatusOr<City> City::Create(int64_t people, uint64_t seed, const Progress& progress) {
  if (people < kFewestPeople || people > kMostPeople) {
    return absl::InvalidArgumentError(absl::StrCat("a city of ", people,
                                                   " people cannot be made: ask for ",
                                                   kFewestPeople, " to ", kMostPeople));
  }
  City city;
  city.seed_ = seed;
  city.registered_ = static_cast<size_t>(people);
  const std::array<int64_t, kCells> populations = CellPopulations(people);
  for (size_t cell = 0; cell < kCells; ++cell) {
    city.first_[cell + 1] = city.first_[cell] + static_cast<size_t>(populations[cell]);
  }
  city.people_.reserve(city.registered_ + city.registered_ / 6);
  city.people_.resize(city.registered_);
  const std::span<Person> registered(city.people_);
  for (size_t cell = 0; cell < kCells; ++cell) {
    if (progress)
      progress("making people",
               static_cast<double>(city.first_[cell]) / static_cast<double>(people));
    CellPeople cell_people(
        seed, cell,
        registered.subspan(city.first_[cell], city.first_[cell + 1] - city.first_[cell]));
    AssignPersons(cell_people);
    AssignConditions(cell_people);
    AssignScores(cell_people);
    AssignActivity(cell_people);
  }
  AssignRegistrations(seed, registered);
  for (size_t i = 0; i < city.registered_; ++i) registered[i].twin = static_cast<uint32_t>(i);
  const std::vector<Person> others = OtherPeople(seed, registered);
  city.people_.insert(city.people_.end(), others.begin(), others.end());

  NhsNumbers numbers(seed);
  for (Person& person : city.people_) person.nhs_number = numbers.Next();
  if (progress) progress("making people", 1.0);
  return city;
}

const Activity& City::ActivityOf(const Person& person, int years_ago) const {
  const size_t first = first_[person.cell];
  const size_t size = first_[person.cell + 1u] - first;
  if (years_ago == 0) return person.activity;
  const size_t step = static_cast<size_t>(years_ago) * 2;
  return people_[first + (person.twin - first + step) % size].activity;
}

}  // namespace ginnel::synth
