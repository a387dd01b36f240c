// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/spaced.h"
#include "query/axes.h"
#include "query/dictionary_english.h"
#include "query/linkage/linkage_english.h"
#include "query/measure_family.h"
#include "query/phrases.h"
#include "query/plan.h"
#include "query/question.h"
#include "query/smallness.h"
#include "query/time_english.h"

namespace ginnel::query {
namespace {

constexpr size_t kMostLabels = 24;

std::string SayAxes(const Plan& plan) {
  if (plan.axes.empty()) return "Not split: one figure for all of them together.";
  std::vector<std::string> axes;
  for (const PlannedAxis& axis : plan.axes) {
    axes.push_back(absl::StrCat(Spaced(axis.name), " (",
                                axis.labels.size() > kMostLabels
                                    ? absl::StrCat(axis.labels.size(), " values")
                                    : JoinWords(axis.labels, "or"),
                                ")"));
  }
  return absl::StrCat("Split by ", JoinWords(axes), ": ", plan.cells, " cells.");
}

// What the segments of each model mean: names alone would not tell an IG lead.
std::string SayModels(const v1::Query& query, const v1::Constitution& constitution,
                      const Dictionary& dictionary) {
  std::string text;
  for (const std::string& entry : query.by()) {
    if (entry.rfind("model ", 0) != 0) continue;
    v1::Query one;
    one.add_by(entry);
    *one.mutable_draft_models() = query.draft_models();
    const absl::StatusOr<TableAxes> table = PlanAxes(one, constitution, dictionary);
    if (!table.ok()) continue;
    absl::StrAppend(&text, "Segments of ", entry,
                    table->all_of_agreement ? " (adopted by the agreement):\n"
                                            : " (a draft of this query's author, not adopted):\n");
    for (const PlannedAxis& axis : table->axes) text += SayRules(axis, dictionary);
  }
  return text;
}

std::vector<std::string> NounsOf(const Plan& plan, PlannedMeasure::Family family,
                                 const Dictionary& dictionary) {
  std::vector<std::string> nouns;
  for (const PlannedMeasure& measure : plan.measures) {
    if (measure.family == family) nouns.push_back(dictionary.variable(measure.variable).title());
  }
  return nouns;
}

std::string SayFigures(const Plan& plan, const Dictionary& dictionary) {
  using Family = PlannedMeasure::Family;
  std::vector<std::string> parts;
  const bool people = std::any_of(plan.measures.begin(), plan.measures.end(),
                                  [](const auto& m) { return m.family == Family::kPeople; });
  if (people) parts.push_back("the number of people");
  const std::pair<Family, const char*> kinds[] = {
      {Family::kMean, "the mean "},
      {Family::kSum, "the total "},
      {Family::kPerPerson, "the amount per person of "},
      {Family::kDeviation, "the standard deviation of "},
      {Family::kWith, "the number of people with "},
      {Family::kPrevalence, "the share of people with "}};
  for (const auto& [family, words] : kinds) {
    const std::vector<std::string> nouns = NounsOf(plan, family, dictionary);
    if (!nouns.empty()) parts.push_back(absl::StrCat(words, JoinWords(nouns)));
  }
  for (const PlannedMeasure& measure : plan.measures) {
    if (measure.family == Family::kDerived) parts.push_back(measure.derived->english);
  }
  std::string text = "Shows for each cell:\n";
  if (plan.axes.empty()) text = "Shows:\n";
  for (const std::string& part : parts) absl::StrAppend(&text, "  - ", part, "\n");
  return text;
}

std::string SayPurpose(const v1::Query& query, const v1::Constitution& constitution) {
  for (const v1::Purpose& purpose : constitution.purposes()) {
    if (purpose.id() != query.purpose()) continue;
    std::string text =
        absl::StrCat("Purpose: ", purpose.title().empty() ? purpose.id() : purpose.title());
    if (!purpose.legal_basis().empty())
      absl::StrAppend(&text, ". Legal basis: ", purpose.legal_basis());
    absl::StrAppend(&text, ". Opt-outs: ",
                    purpose.opt_out_rule() == v1::OPT_OUT_RULE_ALLOW_LIST
                        ? "only people on the dated list of those who may be included"
                        : "the purpose states that none apply",
                    ".");
    return text;
  }
  return absl::StrCat("Purpose: ", query.purpose(), ".");
}

std::string SayMembers(const std::vector<std::string>& roster, const Plan& plan,
                       const v1::Constitution& constitution) {
  std::vector<std::string> names;
  for (const v1::Member& member : constitution.members()) {
    if (std::find(roster.begin(), roster.end(), member.id()) == roster.end()) continue;
    names.push_back(member.title().empty() ? member.id() : member.title());
  }
  std::vector<std::string> sectors;
  for (v1::Sector sector : plan.sectors) sectors.push_back(Spaced(SectorName(sector)));
  return absl::StrCat("Answered by ", names.size(), names.size() == 1 ? " member" : " members",
                      " (", JoinWords(sectors), "): ", JoinWords(names), ".",
                      plan.linked == nullptr
                          ? ""
                          : " People are matched over these sectors by their pseudonyms, under "
                            "sharing: no member learns what another knows of anybody.");
}

size_t FewestMembers(const v1::Query& query, const std::vector<std::string>& members) {
  return query.coverage() == 0 ? members.size() : query.coverage();
}

std::string SayOptional(const v1::Query& query, const std::vector<std::string>& members) {
  if (query.optional().empty()) return "";
  const std::vector<std::string> optional(query.optional().begin(), query.optional().end());
  return absl::StrCat(" It may run without ",
                      optional.front() == "all" ? "some of them" : JoinWords(optional),
                      ", with at least ", query.coverage(), " of the ", members.size(),
                      " taking part; who was away is named in the result.");
}

std::string SayDisclosure(const v1::Query& query, const Plan& plan,
                          const v1::Constitution& constitution, size_t members) {
  const size_t to_hide = constitution.floors().minimum_members();
  std::string text = absl::StrCat("Small numbers: no figure about ", plan.zero_may_be_shown ? 1 : 0,
                                  " to ", plan.threshold - 1, " people is ever opened");
  if (!plan.zero_may_be_shown) {
    absl::StrAppend(&text, " (0 included, because the cells are not all fixed by the agreement)");
  }
  absl::StrAppend(&text, "; what is released is rounded (profile ", query.profile(), ").");
  if (plan.by_month()) {
    const bool settled = plan.baseline || plan.around;
    absl::StrAppend(&text, "\nMonth by month: ", plan.Moments().size(), " tables over ",
                    settled ? "" : "mostly ",
                    "the same people; what changes from one month to the "
                    "next can be about fewer than ",
                    plan.threshold, ".");
  }
  if (members < to_hide) {
    absl::StrAppend(&text, "\nAttributable: with fewer than ", to_hide, " members, ",
                    members == 1 ? "every figure is that member's own."
                                 : "each member can work out the other's figures from its own.");
  }
  return text;
}

std::string SaySensitive(const Plan& plan, const Dictionary& dictionary) {
  std::vector<std::string> titles;
  for (int variable : VariablesOf(plan)) {
    if (dictionary.variable(variable).sensitive())
      titles.push_back(dictionary.variable(variable).title());
  }
  return titles.empty()
             ? ""
             : absl::StrCat("Uses what the agreement calls sensitive: ", JoinWords(titles), ".\n");
}

std::string SayBeside(const Plan& plan, const Dictionary& dictionary) {
  const std::string words = SayLinkageQuality(plan, dictionary);
  return words.empty() ? "" : absl::StrCat(words, "\n");
}

std::string SayRuns(const v1::Query& query) {
  const std::string times =
      query.runs() == 1 ? "once" : absl::StrCat("up to ", query.runs(), " times");
  const absl::StatusOr<Day> last = ParseDay(query.not_after());
  return absl::StrCat("Asked by ", query.author(), "; may run ", times, ", until the end of ",
                      last.ok() ? SayDay(*last) : query.not_after(), ".");
}

}  // namespace

std::string SayPopulation(const Plan& plan, const Dictionary& dictionary) {
  const std::string who = SayBase(plan, dictionary);
  const bool everybody = plan.where.op == Expression::Op::kBoolLiteral && plan.where.value != 0;
  return everybody ? who : absl::StrCat(who, ": ", SayInEnglish(plan.where, dictionary));
}

std::string SayInEnglish(const v1::Query& query, const Plan& plan,
                         const v1::Constitution& constitution, const Dictionary& dictionary) {
  const absl::StatusOr<std::vector<std::string>> roster = RosterOf(query, constitution, dictionary);
  const std::vector<std::string> members = roster.ok() ? *roster : std::vector<std::string>();
  return absl::StrCat(query.title(), "\nCounts ", SayPopulation(plan, dictionary), ".\n",
                      SayAxes(plan), "\n", SayModels(query, constitution, dictionary),
                      SayFigures(plan, dictionary), SayTime(query, plan, dictionary), "\n",
                      SaySensitive(plan, dictionary), SayPurpose(query, constitution), "\n",
                      SayMembers(members, plan, constitution), SayOptional(query, members), "\n",
                      SayBeside(plan, dictionary),
                      SayDisclosure(query, plan, constitution, FewestMembers(query, members)), "\n",
                      SayRuns(query), "\n");
}

}  // namespace ginnel::query
