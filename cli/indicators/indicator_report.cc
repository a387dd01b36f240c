// SPDX-License-Identifier: Apache-2.0
#include "cli/indicators/indicator_report.h"

#include <algorithm>
#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "disclosure/render_csv.h"
#include "disclosure/table_shape.h"

namespace ginnel::cli {
namespace {

double NumberOf(const std::string& text) {
  double number = 0;
  return absl::SimpleAtod(text, &number) ? number : 0;
}

const v1::ReleasedCell* CellOf(const v1::Release& release, const config::Indicator& indicator) {
  std::vector<std::string> labels(indicator.labels().begin(), indicator.labels().end());
  if (labels.empty()) labels.assign(static_cast<size_t>(release.axes_size()), disclosure::kAll);
  for (const v1::ReleasedCell& cell : release.cells()) {
    if (cell.measure() == indicator.measure() &&
        std::equal(labels.begin(), labels.end(), cell.labels().begin(), cell.labels().end())) {
      return &cell;
    }
  }
  return nullptr;
}

config::IndicatorReport::Point PointOf(const v1::Release& release,
                                       const config::Indicator& indicator) {
  config::IndicatorReport::Point point;
  point.set_index_date(release.index_date());
  point.set_query_digest(release.query_digest());
  const v1::ReleasedCell* cell = CellOf(release, indicator);
  point.set_state(cell == nullptr ? "not in the release" : disclosure::StateName(cell->state()));
  if (cell != nullptr) {
    point.set_value(cell->value());
    point.set_low(cell->low());
    point.set_high(cell->high());
  }
  return point;
}

std::string Say(const config::IndicatorReport::Point& point) {
  if (point.value().empty()) return point.state();
  std::string text = point.value();
  if (!point.low().empty()) absl::StrAppend(&text, " (", point.low(), "–", point.high(), ")");
  return text;
}

// "on the way: 40 % of the change", where there is a baseline and a target.
std::string Progress(const config::IndicatorReport::Line& line, const std::string& value) {
  if (line.target().empty() || value.empty()) return "";
  const double baseline = NumberOf(line.baseline());
  const double wanted = NumberOf(line.target()) - baseline;
  if (wanted == 0) return "";
  const double done = (NumberOf(value) - baseline) / wanted;
  if (done >= 1) return "; target reached";
  return absl::StrFormat("; %.0f %% of the way to the target", 100 * done);
}

}  // namespace

config::IndicatorReport ReportOn(const LoadedSet& set, const std::vector<SeriesRelease>& releases) {
  config::IndicatorReport report;
  report.set_set(set.set.set());
  for (const config::Indicator& indicator : set.set.indicators()) {
    config::IndicatorReport::Line& line = *report.add_lines();
    line.set_name(indicator.name());
    line.set_unit(indicator.unit());
    line.set_baseline(indicator.baseline());
    if (indicator.target_change() != 0) {
      line.set_target(absl::StrFormat(
          "%.4g", NumberOf(indicator.baseline()) * (100 + indicator.target_change()) / 100));
      line.set_target_by(indicator.target_by());
    }
    *line.mutable_benchmarks() = indicator.benchmarks();
    std::map<std::string, config::IndicatorReport::Point> points;
    std::map<std::string, std::string> released;
    for (const SeriesRelease& each : releases) {
      const std::string& at = each.release.index_date();
      if (each.query != indicator.query() || each.release.released_at() < released[at]) continue;
      released[at] = each.release.released_at();
      points[at] = PointOf(each.release, indicator);
    }
    for (const auto& [at, point] : points) *line.add_points() = point;
  }
  return report;
}

void PrintReport(const config::IndicatorReport& report, std::ostream& out) {
  for (const config::IndicatorReport::Line& line : report.lines()) {
    out << line.name() << (line.unit().empty() ? "" : " (" + line.unit() + ")") << "\n";
    if (!line.baseline().empty()) out << "  baseline    " << line.baseline() << "\n";
    if (!line.target().empty()) {
      out << "  target      " << line.target() << " by " << line.target_by() << "\n";
    }
    for (const config::Benchmark& benchmark : line.benchmarks()) {
      out << "  benchmark   " << benchmark.value() << ", " << benchmark.of() << " ("
          << benchmark.source() << ")\n";
    }
    for (const config::IndicatorReport::Point& point : line.points()) {
      out << "  " << point.index_date() << "  " << Say(point) << Progress(line, point.value())
          << "\n";
    }
    if (line.points().empty()) out << "  not released yet\n";
  }
}

}  // namespace ginnel::cli
