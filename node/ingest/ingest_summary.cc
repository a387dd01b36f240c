// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/ingest_summary.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/json_text.h"
#include "base/thousands.h"
#include "node/ingest/left_out_text.h"

namespace ginnel::node {
namespace {

std::string Quoted(const std::string& text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
}

std::string List(const std::vector<std::string>& items) {
  return absl::StrCat("[",
                      absl::StrJoin(items, ",",
                                    [](std::string* out, const std::string& item) {
                                      absl::StrAppend(out, Quoted(item));
                                    }),
                      "]");
}

std::string FileJson(const IngestSummary::Rows& rows) {
  return absl::StrCat("{\"file\":", Quoted(rows.file), ",\"table\":", Quoted(rows.table),
                      ",\"rows\":", rows.read, ",\"invalid_nhs_number\":", rows.invalid,
                      ",\"opted_out\":", rows.opted_out, "}");
}

std::string Count(uint64_t number, const std::string& one) {
  return absl::StrCat(Thousands(number), " ", one, number == 1 ? "" : "s");
}

// "persons.csv lines 14, 90; events.csv line 7, …"
void AppendInvalid(const IngestSummary& summary, std::string& text) {
  constexpr size_t kShown = 20;
  absl::StrAppend(&text, "  ", Count(summary.invalid_rows, "row"),
                  " without a valid NHS number left out");
  const size_t shown = std::min(kShown, summary.invalid_lines.size());
  for (size_t i = 0; i < shown; ++i) {
    const IngestSummary::Line& at = summary.invalid_lines[i];
    const bool same = i > 0 && at.file == summary.invalid_lines[i - 1].file;
    if (!same) absl::StrAppend(&text, i == 0 ? ": " : "; ", at.file, " line ");
    absl::StrAppend(&text, same ? ", " : "", at.line);
  }
  absl::StrAppend(&text, summary.invalid_rows > shown ? ", …\n" : "\n");
}

}  // namespace

std::string IngestSummary::ToText() const {
  std::string text =
      absl::StrCat("Loaded data set ", info.generation, " of ", info.member, ": ",
                   Thousands(info.people), " people, ", info.data_from, " to ", info.data_to, "\n");
  for (const Rows& rows : files) {
    absl::StrAppend(&text, absl::StrFormat("  %12s rows of %-13s %s\n", Thousands(rows.read),
                                           rows.table, rows.file));
  }
  absl::StrAppend(&text, "  ", Thousands(new_people), new_people == 1 ? " person" : " people",
                  " whose NHS number was new; the trustees were asked for nobody else\n");
  AppendInvalid(*this, text);
  if (invalid_identity_rows > 0) {
    absl::StrAppend(&text, "  ", Count(invalid_identity_rows, "row"),
                    " of the identities without an own id or a valid NHS number\n");
  }
  absl::StrAppend(&text, "  ", Count(duplicates, "duplicate row"), " left out\n");
  if (info.opt_out_list_date.empty()) {
    absl::StrAppend(&text, "  no opt-out list was applied\n");
  } else {
    absl::StrAppend(&text, "  ", Thousands(opted_out_people),
                    " people who are not on the allow-list of ", info.opt_out_list_date,
                    " left out\n");
    if (invalid_allow_list_rows > 0) {
      absl::StrAppend(&text, "  ", Thousands(invalid_allow_list_rows),
                      " entries of the allow-list are no NHS numbers\n");
    }
  }
  if (objected_people > 0) {
    absl::StrAppend(&text, "  objected: ", Thousands(objected_people),
                    objected_people == 1 ? " person" : " people", " left out\n");
  }
  for (const auto& [variable, people] : capped_people) {
    absl::StrAppend(&text, "  ", variable, ": capped to its bounds for ", Thousands(people),
                    " people\n");
  }
  if (outside_dates > 0) {
    absl::StrAppend(&text, "  ", Thousands(outside_dates), " events lie outside ", info.data_from,
                    " to ", info.data_to, " (kept)\n");
  }
  if (!unplaced_practices.empty()) {
    absl::StrAppend(&text, "  practices that the agreement does not place: ",
                    absl::StrJoin(unplaced_practices, ", "), "\n");
  }
  if (!outside_practices.empty()) {
    absl::StrAppend(&text, "  practices outside the areas that the agreement gives ", info.member,
                    ", so that it answers no linked question that counts on them: ",
                    absl::StrJoin(outside_practices, ", "), "\n");
  }
  absl::StrAppend(&text, LeftOutAsText(left_out, "  "));
  absl::StrAppend(&text, "  offers ", info.offers.size(), " variables\n");
  if (!offers_without_rows.empty()) {
    absl::StrAppend(&text, "  offered without any row, so answered as none for everybody: ",
                    absl::StrJoin(offers_without_rows, ", "),
                    " (if your files do not hold them, list `offers` in the mapping)\n");
  }
  return text;
}

std::string IngestSummary::ToJson() const {
  const auto file = [](std::string* out, const Rows& rows) {
    absl::StrAppend(out, FileJson(rows));
  };
  const auto line = [](std::string* out, const Line& at) {
    absl::StrAppend(out, "{\"file\":", Quoted(at.file), ",\"line\":", at.line, "}");
  };
  const auto capped = [](std::string* out, const auto& entry) {
    absl::StrAppend(out, Quoted(entry.first), ":", entry.second);
  };
  return absl::StrCat(
      "{\"generation\":", info.generation, ",\"member\":", Quoted(info.member),
      ",\"data_from\":", Quoted(info.data_from), ",\"data_to\":", Quoted(info.data_to),
      ",\"loaded_at\":", Quoted(info.loaded_at),
      ",\"opt_out_list_date\":", Quoted(info.opt_out_list_date), ",\"people\":", info.people,
      ",\"new_people\":", new_people, ",\"files\":[", absl::StrJoin(files, ",", file),
      "],\"invalid_nhs_numbers\":", invalid_rows, ",\"invalid_lines\":[",
      absl::StrJoin(invalid_lines, ",", line), "],\"opted_out_people\":", opted_out_people,
      ",\"objected_people\":", objected_people,
      ",\"invalid_allow_list_rows\":", invalid_allow_list_rows,
      ",\"invalid_identity_rows\":", invalid_identity_rows, ",\"duplicate_rows\":", duplicates,
      ",\"events_outside_dates\":", outside_dates, ",\"capped_people\":{",
      absl::StrJoin(capped_people, ",", capped),
      "},\"unplaced_practices\":", List(unplaced_practices),
      ",\"outside_practices\":", List(outside_practices), ",\"offers\":", List(info.offers),
      ",\"offers_without_rows\":", List(offers_without_rows),
      ",\"left_out\":", LeftOutAsJson(left_out), "}");
}

}  // namespace ginnel::node
