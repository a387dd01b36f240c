// SPDX-License-Identifier: Apache-2.0
#include "disclosure/review_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/spaced.h"
#include "disclosure/review_figures.h"
#include "disclosure/text_page.h"

namespace ginnel::disclosure {
namespace {

using Card = v1::ReviewCard;

constexpr size_t kWidth = 96;
constexpr size_t kShortDigest = 16;
constexpr int kMostOverlapsShown = 10;

std::string Short(const std::string& digest) { return digest.substr(0, kShortDigest); }

std::string Or(const std::string& text, const std::string& otherwise) {
  return text.empty() ? otherwise : text;
}

std::string SectorsOf(const Card& card) {
  std::vector<std::string> words;
  for (const int sector : card.sectors()) {
    const std::string name = v1::Sector_Name(static_cast<v1::Sector>(sector));
    words.push_back(Spaced(absl::AsciiStrToLower(absl::StripPrefix(name, "SECTOR_"))));
  }
  return absl::StrJoin(words, ", ");
}

std::string WordOn(const Card::Asked& asked) {
  switch (asked.word()) {
    case Card::WORD_APPROVED:
      return absl::StrCat("approved by ", asked.person(), ", ", asked.at());
    case Card::WORD_REFUSED:
      return absl::StrCat("refused by ", asked.person(), ", ", asked.at());
    case Card::WORD_TAKEN_BACK:
      return absl::StrCat("approval taken back by ", asked.person(), ", ", asked.at());
    default:
      return "not decided yet";
  }
}

void AddWarnings(const Card& card, TextPage& page) {
  for (const std::string& warning : card.warnings()) {
    page.Paragraph(absl::StrCat("! ", warning), 2, 2);
  }
}

void AddWho(const Card& card, TextPage& page) {
  page.Heading("WHO ASKS, AND WHO IS ASKED");
  page.Entry("author", absl::StrCat(card.author().person(), ", of ",
                                    Or(card.author().organisation(), "an unknown organisation"),
                                    card.author().own() ? " (your own organisation)" : ""));
  for (const Card::Asked& each : card.members()) {
    page.Entry(each.member(),
               absl::StrCat(each.own() ? "(you) " : "", Or(each.title(), each.member()), "; ",
                            each.required() ? "required" : "optional", "; ", WordOn(each)));
  }
  page.Entry("coverage", static_cast<int>(card.coverage()) == card.members_size()
                             ? std::string("runs only with all of them")
                             : absl::StrCat("runs with at least ", card.coverage(), " of these ",
                                            card.members_size()));
  page.Entry("linkage", card.linked() ? absl::StrCat("people are matched over: ", SectorsOf(card))
                                      : absl::StrCat("none: records of ", SectorsOf(card),
                                                     " alone, no person is matched"));
  page.Entry("attributable",
             card.attributable()
                 ? "yes: so few members take part that a reader can work out whose figures they are"
                 : "no");
}

void AddDifference(const Card& card, TextPage& page) {
  page.Heading("DIFFERENCE FROM WHAT YOUR ORGANISATION APPROVED BEFORE");
  const Card::Difference& difference = card.difference();
  if (difference.basis() == Card::BASIS_UNSPECIFIED) {
    page.Paragraph(
        "Your organisation has approved nothing like it: no query of this series, and none by this "
        "author that is split in the same way.");
    return;
  }
  page.Paragraph(absl::StrCat(
      difference.basis() == Card::BASIS_SERIES
          ? "Of this series (the same but for period, index date and last day) you last approved \""
          : "Of this author's queries that are split in the same way you last approved \"",
      difference.title(), "\" (", Short(difference.query_digest()), "), ", difference.approved_at(),
      "."));
  if (difference.changes().empty()) page.Paragraph("This one says exactly the same.");
  bool any_more = false;
  for (const Card::Change& change : difference.changes()) {
    any_more = any_more || change.asks_more();
    page.Paragraph(absl::StrCat(change.asks_more() ? "* " : "- ", change.text()), 2, 2);
  }
  if (any_more) {
    page.Paragraph("(* asks for more, allows more, or cannot be told from the words)");
  }
}

void AddData(const Card& card, TextPage& page) {
  page.Heading("YOUR DATA");
  if (!card.has_data()) {
    page.Paragraph("This node holds no data yet.");
    return;
  }
  const Card::Data& data = card.data();
  page.Entry("records", absl::StrCat("of ", data.people(), " people, ", data.data_from(), " to ",
                                     data.data_to()));
  page.Entry("loaded", absl::StrCat("data set loaded at ", data.loaded_at()));
  const std::string list = data.opt_out_list_date().empty()
                               ? std::string("no list was applied")
                               : absl::StrCat("list of ", data.opt_out_list_date());
  page.Entry("opt-outs",
             absl::StrCat(list, card.purpose().allow_list()
                                    ? absl::StrCat("; this purpose wants one of at most ",
                                                   card.purpose().list_max_age_days(), " days")
                                    : "; this purpose states that none applies"));
}

void AddDryRun(const Card& card, TextPage& page) {
  page.Heading("DRY RUN: WHAT YOUR NODE WOULD CONTRIBUTE");
  const Card::DryRun& run = card.dry_run();
  if (run.problem() != v1::REASON_UNSPECIFIED) {
    page.Paragraph(absl::StrCat("! Your node could not answer: ", run.why()), 2, 2);
    return;
  }
  AddFigures(run, kWidth, page);
}

void AddOverlap(const Card::Overlap& overlap, TextPage& page) {
  std::vector<std::string> parts;
  parts.push_back(overlap.population() == Card::POPULATION_SAME
                      ? "the same people by its words"
                      : "another condition: who is in both cannot be told");
  parts.push_back(overlap.same_index_date() ? "same index date" : "another index date");
  parts.push_back(overlap.same_period() ? "same period" : "another period");
  parts.push_back(absl::StrCat(overlap.axes_size(), " axes and ", overlap.measures_size(),
                               " measures in common (", absl::StrJoin(overlap.measures(), ", "),
                               ")"));
  if (!overlap.only_then().empty()) {
    parts.push_back(absl::StrCat("took part then and are not asked now: ",
                                 absl::StrJoin(overlap.only_then(), ", ")));
  }
  if (!overlap.only_now().empty()) {
    parts.push_back(absl::StrCat("asked now and did not take part then: ",
                                 absl::StrJoin(overlap.only_now(), ", ")));
  }
  if (overlap.data_loaded_since()) {
    parts.push_back("this node holds newer data than then: what differs is also who changed since");
  }
  page.Paragraph(
      absl::StrCat("- ", overlap.same_query() ? "an earlier run of this query: " : "", "\"",
                   overlap.title(), "\" (", Short(overlap.query_digest()), "), released ",
                   overlap.released_at(), ": ", absl::StrJoin(parts, "; ")),
      2, 2);
}

void AddOverlaps(const Card& card, TextPage& page) {
  page.Heading("EARLIER RELEASES THAT OVERLAP");
  if (card.overlaps().empty()) {
    page.Paragraph("None on the register shows one of these measures of a member that is asked.");
    return;
  }
  page.Paragraph(
      "Two tables over the same people with slightly different conditions, dates or members can be "
      "subtracted from one another. No program checks these; look whether one differs by a few "
      "people only.");
  const int shown = std::min(card.overlaps_size(), kMostOverlapsShown);
  for (int i = 0; i < shown; ++i) AddOverlap(card.overlaps(i), page);
  const size_t more = static_cast<size_t>(card.overlaps_size() - shown) + card.overlaps_left_out();
  if (more > 0) {
    page.Paragraph(absl::StrCat("… and ", more, " more; ", card.overlaps_size(), " are in --json"));
  }
}

void AddNext(const Card& card, TextPage& page) {
  page.Heading("RUNS, END AND YOUR DECISION");
  page.Entry("runs", absl::StrCat(card.runs(), card.runs() == 1 ? " at most" : " at most, together",
                                  "; released so far: ", card.released()));
  page.Entry("until", absl::StrCat("the end of ", card.not_after(), ", UTC"));
  page.Entry("releases", card.live() ? "live" : "marked as on trial (the agreement's gateway)");
  const std::string id = Short(card.query_digest());
  page.Entry("to approve",
             absl::StrCat("ginnel query approve ", id, " --as PERSON --reason \"…\""));
  page.Entry("to refuse", absl::StrCat("ginnel query refuse ", id, " --as PERSON --reason \"…\""));
}

}  // namespace

std::string RenderReviewCard(const Card& card) {
  TextPage page(kWidth);
  page.Heading(absl::StrCat("REVIEW CARD for ", card.member()));
  page.Paragraph(absl::StrCat("query ", card.query_digest()));
  page.Paragraph(absl::StrCat("made ", card.made_at(),
                              " by this member's own node, under agreement ",
                              Short(card.agreement_digest())));
  AddWarnings(card, page);
  page.Heading("WHAT IS ASKED");
  page.Lines(card.english());
  AddWho(card, page);
  AddDifference(card, page);
  AddData(card, page);
  AddDryRun(card, page);
  AddOverlaps(card, page);
  AddNext(card, page);
  return page.text();
}

}  // namespace ginnel::disclosure
