// SPDX-License-Identifier: Apache-2.0
#include "cli/release/ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status.h"
#include "cli/release/ranking_check.h"
#include "disclosure/cell_text.h"
#include "disclosure/render_csv.h"
#include "disclosure/table_shape.h"

namespace ginnel::cli {
namespace {

using config::Criterion;

constexpr double kMost = 100;  // points
constexpr double kAnything = std::numeric_limits<double>::infinity();

// What is known of one candidate in one column: a value where one is shown, and the range in which
// the true figure lies.
struct Figure {
  std::optional<double> value;
  double low = -kAnything;
  double high = kAnything;
  std::string text;
};

struct Points {
  std::optional<double> value;
  double low = 0;
  double high = kMost;
};

double NumberOf(const std::string& text, double otherwise) {
  double number = 0;
  return absl::SimpleAtod(text, &number) ? number : otherwise;
}

Figure Exactly(double value) { return {value, value, value, absl::StrCat(value)}; }

// The figure of one label over everybody else, if the release tells it.
Figure FigureOf(const v1::Release& release, int axis, const std::string& name,
                const std::string& measure) {
  for (const v1::ReleasedCell& cell : release.cells()) {
    if (cell.measure() != measure || cell.labels(axis) != name) continue;
    bool over_everybody = true;
    for (int i = 0; i < cell.labels_size(); ++i) {
      over_everybody = over_everybody && (i == axis || cell.labels(i) == disclosure::kAll);
    }
    if (!over_everybody) continue;
    Figure figure;
    if (!cell.value().empty()) figure.value = NumberOf(cell.value(), 0);
    figure.low = NumberOf(cell.low(), figure.value.value_or(-kAnything));
    figure.high = NumberOf(cell.high(), figure.value.value_or(kAnything));
    figure.text = disclosure::CellText(cell);
    return figure;
  }
  return {};
}

// By how many per cent `now` is above `then`. A range that reaches 0 then has no upper end.
Figure Growth(const Figure& now, const Figure& then) {
  Figure growth;
  growth.text = "—";
  if (now.value && then.value && *then.value > 0) {
    growth.value = 100 * (*now.value / *then.value - 1);
    growth.text = absl::StrFormat("%+.1f %%", *growth.value);
  }
  if (now.low >= 0 && then.high > 0) growth.low = 100 * (now.low / then.high - 1);
  if (then.low > 0) growth.high = 100 * (now.high / then.low - 1);
  return growth;
}

std::vector<Points> PointsOfFigures(const std::vector<Figure>& figures, bool lower_is_better) {
  double lowest = kAnything;
  double highest = -kAnything;
  for (const Figure& figure : figures) {
    if (!figure.value) continue;
    lowest = std::min(lowest, *figure.value);
    highest = std::max(highest, *figure.value);
  }
  const bool tells_apart = highest > lowest;
  const auto scaled = [&](double number) {
    // All that are shown are alike: half the points for each.
    if (!tells_apart) return kMost / 2;
    const double points = std::clamp(kMost * (number - lowest) / (highest - lowest), 0.0, kMost);
    return lower_is_better ? kMost - points : points;
  };
  std::vector<Points> all;
  for (const Figure& figure : figures) {
    Points points;  // anything, where there is nothing to place a hidden figure by
    if (figure.value) points.value = scaled(*figure.value);
    if (tells_apart || figure.value) {
      points.low = std::min(scaled(figure.low), scaled(figure.high));
      points.high = std::max(scaled(figure.low), scaled(figure.high));
    }
    all.push_back(points);
  }
  return all;
}

std::vector<Points> PointsUpTo(const std::vector<Figure>& figures, double most) {
  std::vector<Points> all;
  for (const Figure& figure : figures) {
    const double points = most > 0 ? kMost * *figure.value / most : 0;
    all.push_back({points, points, points});
  }
  return all;
}

const config::Judgement& JudgementOf(const config::Candidate& candidate, const std::string& of) {
  return *std::find_if(candidate.judgements().begin(), candidate.judgements().end(),
                       [&](const config::Judgement& each) { return each.of() == of; });
}

struct Column {
  std::string name;
  std::vector<Figure> figures;  // by candidate
  std::vector<Points> points;
};

Column ColumnOf(const Criterion& criterion, const config::Ranking& ranking,
                const v1::Release& release, const v1::Release* earlier, int axis) {
  Column column;
  double most_votes = 0;
  for (const config::Candidate& candidate : ranking.candidates()) {
    switch (criterion.of_case()) {
      case Criterion::kGrowth:
        column.name = "Growth: " + criterion.growth();
        column.figures.push_back(
            Growth(FigureOf(release, axis, candidate.name(), criterion.growth()),
                   FigureOf(*earlier, axis, candidate.name(), criterion.growth())));
        break;
      case Criterion::kJudgement:
        column.name = criterion.judgement();
        column.figures.push_back(Exactly(JudgementOf(candidate, criterion.judgement()).score()));
        break;
      case Criterion::kVotes:
        column.name = "votes";
        column.figures.push_back(Exactly(candidate.votes()));
        most_votes = std::max<double>(most_votes, candidate.votes());
        break;
      default:
        column.name = criterion.measure();
        column.figures.push_back(FigureOf(release, axis, candidate.name(), criterion.measure()));
    }
  }
  column.points = criterion.has_judgement() ? PointsUpTo(column.figures, ranking.judged_out_of())
                  : criterion.has_votes()
                      ? PointsUpTo(column.figures, most_votes)
                      : PointsOfFigures(column.figures, criterion.lower_is_better());
  return column;
}

Points ScoreOf(const std::vector<Column>& columns, const config::Ranking& ranking,
               size_t candidate) {
  double weights = 0;
  for (const Criterion& criterion : ranking.criteria()) weights += criterion.weight();
  Points score{0, 0, 0};
  for (size_t i = 0; i < columns.size(); ++i) {
    const double part = ranking.criteria(static_cast<int>(i)).weight() / weights;
    if (part == 0) continue;
    const Points& points = columns[i].points[candidate];
    score.low += part * points.low;
    score.high += part * points.high;
    if (!points.value) score.value.reset();
    if (score.value) *score.value += part * *points.value;
  }
  return score;
}

// A candidate without a score stands in the middle of what it may have.
double OrderOf(const Points& score) { return score.value.value_or((score.low + score.high) / 2); }

// Two sums of the same parts may differ in their last bits: scores that print alike are alike.
constexpr double kAlike = 1e-9;

void SetRanks(const std::vector<Points>& scores, size_t candidate,
              config::RankingReport::Row& row) {
  const Points& own = scores[candidate];
  uint32_t ahead = 0;
  uint32_t surely_ahead = 0;
  uint32_t surely_behind = 0;
  for (const Points& other : scores) {
    ahead += OrderOf(other) > OrderOf(own) + kAlike ? 1 : 0;
    surely_ahead += other.low > own.high + kAlike ? 1 : 0;
    surely_behind += other.high < own.low - kAlike ? 1 : 0;
  }
  row.set_rank(ahead + 1);
  row.set_best_rank(surely_ahead + 1);
  row.set_worst_rank(static_cast<uint32_t>(scores.size()) - surely_behind);
}

std::string Decimal(double number) { return absl::StrFormat("%.1f", number + 0.0); }

template <typename Shown>
void SetPoints(const Points& points, std::string* value, Shown& shown) {
  if (points.value) *value = Decimal(*points.value);
  shown.set_low(Decimal(points.low));
  shown.set_high(Decimal(points.high));
}

void AddNotes(const config::Ranking& ranking, const v1::Release& release,
              const v1::Release* earlier, config::RankingReport& report) {
  if (release.synthetic()) report.add_notes(disclosure::kSyntheticMark);
  if (release.shadow()) report.add_notes(disclosure::kShadowMark);
  report.add_notes(
      "Points run from 0 to 100: of a figure from the lowest to the highest that is shown, of a "
      "judgement along its scale, of votes up to the most votes. A score is their mean, weighted "
      "as "
      "stated.");
  report.add_notes(
      "What is not shown is not guessed: where it counts, the candidate has a range of scores, and "
      "stands in the table by its middle. Ranks in brackets are all that the rounding and "
      "suppression of the release allow.");
  if (earlier != nullptr) {
    report.add_notes(
        absl::StrCat("Growth is from ", earlier->index_date(), " to ", release.index_date(), "."));
  }
  for (const config::Candidate& candidate : ranking.candidates()) {
    for (const config::Judgement& judgement : candidate.judgements()) {
      if (judgement.reason().empty()) continue;
      report.add_notes(absl::StrCat(candidate.name(), ", ", judgement.of(), " ", judgement.score(),
                                    ": ", judgement.reason()));
    }
  }
}

}  // namespace

absl::StatusOr<config::RankingReport> Rank(const config::Ranking& ranking,
                                           const v1::Release& release, const v1::Release* earlier) {
  ASSIGN_OR_RETURN(const int axis, CheckRanking(ranking, release, earlier));
  config::RankingReport report;
  report.set_title(ranking.title());
  report.set_query_digest(release.query_digest());
  report.set_n(release.n());
  if (earlier != nullptr) report.set_earlier_query_digest(earlier->query_digest());
  double weights = 0;
  for (const Criterion& criterion : ranking.criteria()) weights += criterion.weight();
  std::vector<Column> columns;
  for (const Criterion& criterion : ranking.criteria()) {
    columns.push_back(ColumnOf(criterion, ranking, release, earlier, axis));
    config::RankingReport::Column& column = *report.add_columns();
    column.set_name(columns.back().name);
    column.set_weight(criterion.weight());
    column.set_share(Decimal(100 * criterion.weight() / weights));
  }
  const auto candidates = static_cast<size_t>(ranking.candidates_size());
  std::vector<Points> scores;
  for (size_t i = 0; i < candidates; ++i) scores.push_back(ScoreOf(columns, ranking, i));
  std::vector<size_t> order(candidates);
  for (size_t i = 0; i < candidates; ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return OrderOf(scores[a]) > OrderOf(scores[b]) + kAlike;
  });
  for (const size_t i : order) {
    config::RankingReport::Row& row = *report.add_rows();
    row.set_name(ranking.candidates(static_cast<int>(i)).name());
    SetRanks(scores, i, row);
    SetPoints(scores[i], row.mutable_score(), row);
    for (const Column& column : columns) {
      config::RankingReport::Entry& entry = *row.add_entries();
      entry.set_text(column.figures[i].text);
      SetPoints(column.points[i], entry.mutable_points(), entry);
    }
  }
  AddNotes(ranking, release, earlier, report);
  return report;
}

}  // namespace ginnel::cli
