// SPDX-License-Identifier: Apache-2.0
#include "disclosure/review_figures.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "disclosure/text_grid.h"

namespace ginnel::disclosure {
namespace {

using Card = v1::ReviewCard;

constexpr size_t kHeadingWidth = 18;

// 12345 with two decimals is "123.45". Exact over all of int64.
std::string Fixed(int64_t value, int decimals) {
  std::string digits = absl::StrCat(value);
  const bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  const auto places = static_cast<size_t>(std::max(decimals, 0));
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  const size_t whole = digits.size() - places;
  return absl::StrCat(negative ? "-" : "", digits.substr(0, whole), places > 0 ? "." : "",
                      digits.substr(whole));
}

bool Has(const Card::Cell& cell, Card::OwnCount wanted) {
  return std::find(cell.counts().begin(), cell.counts().end(), wanted) != cell.counts().end();
}

std::vector<std::string> HeadingOf(const Card::Column& column) {
  std::string title = Printable(column.title());
  if (!column.is_count() && !column.unit().empty()) {
    absl::StrAppend(&title, " (", Printable(column.unit()), ")");
  }
  std::vector<std::string> lines(1);
  const std::vector<std::string> words = absl::StrSplit(title, ' ', absl::SkipEmpty());
  for (const std::string& word : words) {
    if (!lines.back().empty() && Characters(lines.back()) + 1 + Characters(word) > kHeadingWidth) {
      lines.emplace_back();
    }
    absl::StrAppend(&lines.back(), lines.back().empty() ? "" : " ", word);
  }
  return lines;
}

// The rows to show: small ones first, then those that reach the threshold.
std::vector<const Card::Cell*> RowsOf(const Card::DryRun& run) {
  std::vector<const Card::Cell*> rows;
  for (const Card::Cell& cell : run.cells()) {
    if (Has(cell, Card::OWN_COUNT_SMALL)) rows.push_back(&cell);
  }
  for (const Card::Cell& cell : run.cells()) {
    if (!Has(cell, Card::OWN_COUNT_SMALL) && Has(cell, Card::OWN_COUNT_ENOUGH)) {
      rows.push_back(&cell);
    }
  }
  return rows;
}

void AddTally(const Card::DryRun& run, TextPage& page) {
  for (const Card::Column& column : run.columns()) {
    if (!column.is_count()) continue;
    page.Paragraph(
        absl::StrCat("- ", column.title(), ": in ", column.enough(), " of ", run.cells_size(),
                     " cells this node alone reaches ", run.threshold(), "; in ", column.small(),
                     " it has 1 to ", run.threshold() - 1, " (*); in ", column.zero(), " nobody"),
        2, 2);
  }
}

void AddGrid(const Card::DryRun& run, const std::vector<const Card::Cell*>& rows, size_t width,
             TextPage& page) {
  std::vector<int> shown;
  std::vector<std::vector<std::string>> headings;
  size_t lines = 1;
  for (int i = 0; i < run.columns_size(); ++i) {
    if (!run.columns(i).for_people()) continue;
    shown.push_back(i);
    headings.push_back(HeadingOf(run.columns(i)));
    lines = std::max(lines, headings.back().size());
  }
  for (std::vector<std::string>& heading : headings) {
    heading.insert(heading.begin(), lines - heading.size(), "");
  }
  std::vector<std::string> title(lines);
  title.back() = Printable(absl::StrJoin(run.axes(), " / "));
  TextGrid grid(std::move(title), std::move(headings));
  for (size_t row = 0; row < std::min<size_t>(rows.size(), kMostCardRows); ++row) {
    const Card::Cell& cell = *rows[row];
    std::vector<std::string> texts;
    for (const int i : shown) {
      // A card of another version can be of another shape.
      const bool there = i < cell.values_size() && i < cell.counts_size();
      std::string text = there ? Fixed(cell.values(i), run.columns(i).decimals()) : "?";
      text += there && cell.counts(i) == Card::OWN_COUNT_SMALL ? "*" : " ";
      texts.push_back(std::move(text));
    }
    grid.AddRow(cell.labels().empty() ? "all" : Printable(absl::StrJoin(cell.labels(), " / ")),
                std::move(texts));
  }
  page.Raw(grid.Render(width));
}

}  // namespace

void AddFigures(const Card::DryRun& run, size_t width, TextPage& page) {
  page.Paragraph(
      absl::StrCat("Exact figures of this node's own records, not rounded, for your eyes only. The "
                   "smallest count "
                   "that may be shown is ",
                   run.threshold(), "."));
  AddTally(run, page);
  for (const std::string& note : run.notes()) page.Paragraph(note);
  const std::vector<const Card::Cell*> rows = RowsOf(run);
  page.Raw("\n");
  if (!rows.empty()) AddGrid(run, rows, width, page);
  if (rows.size() > kMostCardRows) {
    page.Paragraph(absl::StrCat("… and ", rows.size() - kMostCardRows, " more, all in --json"));
  }
  const size_t empty = static_cast<size_t>(run.cells_size()) - rows.size();
  if (empty > 0) {
    page.Paragraph(absl::StrCat(empty, empty == 1 ? " cell has" : " cells have",
                                " nobody of this node and ", empty == 1 ? "is" : "are",
                                " not listed."));
  }
}

}  // namespace ginnel::disclosure
