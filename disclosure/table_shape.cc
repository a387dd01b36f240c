// SPDX-License-Identifier: Apache-2.0
#include "disclosure/table_shape.h"

#include <algorithm>
#include <map>
#include <utility>

namespace ginnel::disclosure {
namespace {

// Which label of each axis a cell has.
std::vector<size_t> Coordinates(const query::Plan& plan, size_t cell) {
  std::vector<size_t> coordinates(plan.axes.size());
  for (size_t axis = plan.axes.size(); axis-- > 0;) {
    coordinates[axis] = cell % plan.axes[axis].labels.size();
    cell /= plan.axes[axis].labels.size();
  }
  return coordinates;
}

std::vector<std::vector<size_t>> CollapsedSets(size_t axes) {
  std::vector<std::vector<size_t>> sets;
  for (size_t bits = 1; bits < size_t{1} << axes; ++bits) {
    std::vector<size_t> set;
    for (size_t axis = 0; axis < axes; ++axis) {
      if ((bits >> axis & 1) != 0) {
        set.push_back(axis);
      }
    }
    sets.push_back(std::move(set));
  }
  std::sort(sets.begin(), sets.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  return sets;
}

}  // namespace

std::vector<std::string> LabelsOf(const query::Plan& plan, size_t cell) {
  std::vector<std::string> labels;
  const std::vector<size_t> coordinates = Coordinates(plan, cell);
  for (size_t axis = 0; axis < plan.axes.size(); ++axis) {
    labels.push_back(plan.axes[axis].labels[coordinates[axis]]);
  }
  return labels;
}

std::vector<Margin> MarginsOf(const query::Plan& plan) {
  std::vector<Margin> margins;
  for (const std::vector<size_t>& collapsed : CollapsedSets(plan.axes.size())) {
    if (plan.by_month() && collapsed.front() == 0) continue;
    std::map<std::vector<size_t>, Margin> by_coordinates;  // row-major
    for (size_t cell = 0; cell < plan.cells; ++cell) {
      std::vector<size_t> coordinates = Coordinates(plan, cell);
      std::vector<std::string> labels = LabelsOf(plan, cell);
      for (const size_t axis : collapsed) {
        coordinates[axis] = 0;
        labels[axis] = kAll;
      }
      Margin& margin = by_coordinates[coordinates];
      margin.labels = std::move(labels);
      margin.cells.push_back(cell);
    }
    for (auto& [coordinates, margin] : by_coordinates) {
      margins.push_back(std::move(margin));
    }
  }
  return margins;
}

}  // namespace ginnel::disclosure
