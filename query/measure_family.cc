// SPDX-License-Identifier: Apache-2.0
#include "query/measure_family.h"

#include <algorithm>
#include <utility>

namespace ginnel::query {

ReleasedPlaces::ReleasedPlaces(std::vector<Place> places,
                               std::vector<std::vector<Estimate>> estimates)
    : places_(std::move(places)), estimates_(std::move(estimates)) {
  for (size_t place = 0; place < places_.size(); ++place) numbers_.emplace(places_[place], place);
}

bool ReleasedPlaces::IsTotal(size_t place) const {
  const Place& labels = places_[place];
  return labels.empty() || std::find(labels.begin(), labels.end(), kAll) != labels.end();
}

size_t ReleasedPlaces::With(size_t place, size_t axis, int label) const {
  Place wanted = places_[place];
  wanted[axis] = label;
  return numbers_.at(wanted);
}

std::vector<size_t> ReleasedPlaces::Along(size_t place, size_t axis, size_t labels) const {
  std::vector<size_t> along;
  for (size_t label = 0; label < labels; ++label) {
    along.push_back(With(place, axis, static_cast<int>(label)));
  }
  return along;
}

size_t ReleasedPlaces::WholeOf(size_t place) const {
  Place whole = places_[place];
  size_t found = place;
  for (int& label : whole) {
    const int own = label;
    label = kAll;
    const auto at = numbers_.find(whole);
    if (at == numbers_.end()) {
      label = own;
    } else {
      found = at->second;
    }
  }
  return found;
}

std::vector<size_t> ReleasedPlaces::CellsOf(size_t place) const {
  std::vector<size_t> cells;
  for (size_t cell = 0; cell < places_.size(); ++cell) {
    bool inside = true;
    for (size_t axis = 0; axis < places_[place].size(); ++axis) {
      const int wanted = places_[place][axis];
      inside = inside && places_[cell][axis] != kAll &&
               (wanted == kAll || places_[cell][axis] == wanted);
    }
    if (inside) cells.push_back(cell);
  }
  return cells;
}

}  // namespace ginnel::query
