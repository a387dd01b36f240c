// SPDX-License-Identifier: Apache-2.0
#include "cli/release/ranking_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "disclosure/render_table.h"
#include "disclosure/text_grid.h"

namespace ginnel::cli {
namespace {

using disclosure::Printable;

std::string Range(const std::string& low, const std::string& high) {
  return low == high ? low : absl::StrCat(low, "–", high);
}

// "2", or "2 (1–4)" where the release allows other ranks.
std::string RankOf(const config::RankingReport::Row& row) {
  if (row.best_rank() == row.worst_rank()) return absl::StrCat(row.rank());
  return absl::StrCat(row.rank(), " (", row.best_rank(), "–", row.worst_rank(), ")");
}

}  // namespace

std::string RankingText(const config::RankingReport& report) {
  std::vector<std::vector<std::string>> headings = {{"rank", ""}, {"score", "of 100"}};
  for (const config::RankingReport::Column& column : report.columns()) {
    headings.push_back({Printable(column.name()), column.weight() == 0
                                                      ? "no weight"
                                                      : absl::StrCat("weight ", column.weight(),
                                                                     " (", column.share(), " %)")});
  }
  disclosure::TextGrid grid({"", ""}, headings);
  for (const config::RankingReport::Row& row : report.rows()) {
    std::vector<std::string> texts = {
        RankOf(row), row.score().empty() ? Range(row.low(), row.high()) : row.score()};
    for (const config::RankingReport::Entry& entry : row.entries()) {
      texts.push_back(Printable(entry.text()));
    }
    grid.AddRow(Printable(row.name()), texts);
  }
  std::string text =
      absl::StrCat(Printable(report.title()), "\n  of release ", Printable(report.query_digest()),
                   ", run ", report.n(), "\n\n", grid.Render(disclosure::kTableWidth));
  for (const std::string& note : report.notes()) {
    absl::StrAppend(&text, "- ", Printable(note), "\n");
  }
  return text;
}

}  // namespace ginnel::cli
