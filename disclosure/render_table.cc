// SPDX-License-Identifier: Apache-2.0
#include "disclosure/render_table.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "disclosure/cell_text.h"
#include "disclosure/render_csv.h"
#include "disclosure/table_shape.h"
#include "disclosure/text_grid.h"

namespace ginnel::disclosure {
namespace {

constexpr size_t kMostCellsAcross = 12;

// " (11.8–12.9)", where there is one.
std::string Interval(const v1::ReleasedCell& cell) {
  if (cell.interval_low().empty()) return "";
  return absl::StrCat(" (", WithThousands(cell.interval_low()), "–",
                      WithThousands(cell.interval_high()), ")");
}

using Labels = std::vector<std::string>;

// The distinct label lists of the release, in its order: one for each cell and total.
class Columns {
 public:
  Columns(const v1::Release& release, bool intervals) {
    for (const v1::ReleasedCell& cell : release.cells()) {
      const Labels labels(cell.labels().begin(), cell.labels().end());
      const auto [at, added] = index_.emplace(labels, labels_.size());
      if (added) {
        labels_.push_back(labels);
      }
      texts_[{at->second, cell.measure()}] = CellText(cell) + (intervals ? Interval(cell) : "");
    }
  }
  size_t size() const { return labels_.size(); }
  const Labels& labels(size_t column) const { return labels_[column]; }
  std::string Text(size_t column, const std::string& measure) const {
    const auto found = texts_.find({column, measure});
    return found == texts_.end() ? "" : found->second;
  }
  size_t Collapsed(size_t column) const {
    const Labels& labels = labels_[column];
    return static_cast<size_t>(std::count(labels.begin(), labels.end(), kAll));
  }

 private:
  std::vector<Labels> labels_;
  std::map<Labels, size_t> index_;
  std::map<std::pair<size_t, std::string>, std::string> texts_;
};

std::vector<std::string> AllPrintable(std::vector<std::string> texts) {
  for (std::string& text : texts) {
    text = Printable(text);
  }
  return texts;
}

// Measures as rows, the given columns across.
std::string MeasuresDown(const v1::Release& release, const Columns& columns,
                         const std::vector<size_t>& shown, size_t width) {
  std::vector<std::string> title_heading =
      AllPrintable({release.axes().begin(), release.axes().end()});
  std::vector<std::vector<std::string>> headings;
  for (const size_t column : shown) {
    Labels labels = AllPrintable(columns.labels(column));
    if (columns.Collapsed(column) == labels.size()) {
      labels.assign(labels.size(), "");
      if (!labels.empty()) {
        labels.back() = kAll;
      }
    }
    headings.push_back(labels);
  }
  TextGrid grid(title_heading, headings);
  for (const std::string& measure : release.measures()) {
    std::vector<std::string> texts;
    for (const size_t column : shown) {
      texts.push_back(columns.Text(column, measure));
    }
    grid.AddRow(Printable(measure), texts);
  }
  return grid.Render(width);
}

// Cells as rows, measures across.
std::string CellsDown(const v1::Release& release, const Columns& columns, size_t width) {
  std::vector<std::vector<std::string>> headings;
  for (const std::string& measure : release.measures()) {
    headings.push_back({Printable(measure)});
  }
  TextGrid grid({Printable(absl::StrJoin(release.axes(), " × "))}, headings);
  for (size_t column = 0; column < columns.size(); ++column) {
    std::vector<std::string> texts;
    for (const std::string& measure : release.measures()) {
      texts.push_back(columns.Text(column, measure));
    }
    grid.AddRow(Printable(absl::StrJoin(columns.labels(column), " × ")), texts);
  }
  return grid.Render(width);
}

std::string Figures(const v1::Release& release, size_t width, bool intervals) {
  const Columns columns(release, intervals);
  const size_t axes = static_cast<size_t>(release.axes_size());
  std::vector<size_t> cells_and_whole;
  std::vector<size_t> other_totals;
  size_t cells = 0;
  for (size_t column = 0; column < columns.size(); ++column) {
    const size_t collapsed = columns.Collapsed(column);
    cells += collapsed == 0 ? 1 : 0;
    (collapsed == 0 || collapsed == axes ? cells_and_whole : other_totals).push_back(column);
  }
  if (axes > 2 || cells > kMostCellsAcross) {
    return CellsDown(release, columns, width);
  }
  std::string text = MeasuresDown(release, columns, cells_and_whole, width);
  if (!other_totals.empty()) {
    text += MeasuresDown(release, columns, other_totals, width);
  }
  return text;
}

std::string MemberText(const v1::MemberEnvelope& member) {
  std::string state = v1::MemberState_Name(member.state());
  state.erase(0, std::string("MEMBER_STATE_").size());
  std::replace(state.begin(), state.end(), '_', ' ');
  absl::AsciiStrToLower(&state);
  std::string text = absl::StrCat(member.member(), " (", state);
  if (!member.data_from().empty() || !member.data_to().empty()) {
    absl::StrAppend(&text, ", data ", member.data_from(), " to ", member.data_to());
  }
  if (!member.opt_out_list_date().empty()) {
    absl::StrAppend(&text, ", opt-out list of ", member.opt_out_list_date());
  }
  return Printable(absl::StrCat(text, ")"));
}

std::string Header(const v1::Release& release) {
  std::string text = Printable(release.title()) + "\n";
  if (release.synthetic()) {
    absl::StrAppend(&text, "*** ", kSyntheticMark, " ***\n");
  }
  if (release.shadow()) {
    absl::StrAppend(&text, "*** ", kShadowMark, " ***\n");
  }
  const auto line = [&text](const char* name, const std::string& value) {
    if (!value.empty()) {
      absl::StrAppend(&text, "  ", name, Printable(value), "\n");
    }
  };
  line("population  ", release.population());
  line("at          ", release.index_date());
  line("period      ", release.period());
  line("purpose     ", release.purpose());
  line("opt-outs    ", release.opt_out_rule());
  line("profile     ", release.profile());
  for (int i = 0; i < release.members_size(); ++i) {
    line(i == 0 ? "members     " : "            ", MemberText(release.members(i)));
  }
  line("released    ", release.released_at());
  line("query       ", release.query_digest());
  return text + "\n";
}

// "  council: 12,000 people matched (97 %); not matched: 400 people, Care spend 1,200,000"
std::string Linkage(const v1::Release& release) {
  if (release.linkage().empty()) return "";
  std::string text =
      "Of all people of whom each member has a record, roughly: who has a place in the common "
      "order "
      "of those registered, and what it holds of the others, who are in no figure above:\n";
  for (const v1::LinkageQuality& member : release.linkage()) {
    absl::StrAppend(&text, "  ", Printable(member.member()), ": ", CellText(member.matched()),
                    " people matched (", CellText(member.matched_percent()), " %); not matched: ");
    std::vector<std::string> others;
    for (const v1::ReleasedCell& cell : member.not_matched()) {
      others.push_back(others.empty()
                           ? absl::StrCat(CellText(cell), " people")
                           : absl::StrCat(Printable(cell.measure()), " ", CellText(cell)));
    }
    absl::StrAppend(&text, absl::StrJoin(others, ", "), "\n");
  }
  return text;
}

std::string Legend(const v1::Release& release) {
  std::set<v1::CellState> states;
  for (const v1::ReleasedCell& cell : release.cells()) {
    states.insert(cell.state());
  }
  for (const v1::LinkageQuality& member : release.linkage()) {
    states.insert({member.matched().state(), member.matched_percent().state()});
    for (const v1::ReleasedCell& cell : member.not_matched()) states.insert(cell.state());
  }
  std::string text;
  for (const v1::CellState state : states) {
    if (const char* explanation = ExplainCellText(state); explanation != nullptr) {
      absl::StrAppend(&text, "  ", explanation, "\n");
    }
  }
  return text;
}

}  // namespace

std::string RenderTable(const v1::Release& release, size_t width, bool intervals) {
  std::string text =
      Header(release) + Figures(release, width, intervals) + Linkage(release) + Legend(release);
  for (const std::string& note : release.notes()) {
    absl::StrAppend(&text, "- ", Printable(note), "\n");
  }
  return text;
}

}  // namespace ginnel::disclosure
