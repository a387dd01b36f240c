// SPDX-License-Identifier: Apache-2.0
#include "node/review/query_difference.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "disclosure/profile.h"
#include "governance/submitted_query.h"

namespace ginnel::node {
namespace {

using governance::AgreementChange;
using governance::ChangeList;
using governance::EnumWord;

std::string Quoted(const std::string& text) {
  return text.empty() ? std::string("nothing") : absl::StrCat("\"", text, "\"");
}

// As ChangeList::AddText, for what nobody can rank.
void AddUnranked(ChangeList& list, const std::string& what, const std::string& older,
                 const std::string& newer) {
  if (older == newer) return;
  list.AddLooser(absl::StrCat(what, " goes from ", Quoted(older), " to ", Quoted(newer)));
}

std::string DayOf(const v1::Population& population) {
  return population.as_at().empty() ? "the index date" : population.as_at();
}

void ComparePopulation(const v1::Population& older, const v1::Population& newer, ChangeList& list) {
  const auto word = [](const v1::Population& population) {
    return EnumWord(v1::PopulationBase_Name(population.of()), "POPULATION_BASE_");
  };
  AddUnranked(list, "who is counted", word(older), word(newer));
  AddUnranked(list, "the day on which it is settled who is counted", DayOf(older), DayOf(newer));
  if (older.where() == newer.where()) return;
  if (older.where().empty()) {
    list.AddLooser(absl::StrCat("only those are counted for whom ", Quoted(newer.where())));
  } else if (newer.where().empty()) {
    list.AddLooser(absl::StrCat("the condition ", Quoted(older.where()), " is gone"));
  } else {
    AddUnranked(list, "the condition", older.where(), newer.where());
  }
}

enum class Leaving { kAsksLess, kCannotBeTold };

template <typename List, typename NameOf>
void CompareNames(const List& older, const List& newer, const std::string& came,
                  const std::string& gone, const std::string& what, Leaving leaving,
                  ChangeList& list, const NameOf& name_of) {
  using Item = decltype(older.Get(0));
  governance::CompareLists(
      older, newer, name_of,
      [&](const Item& each) {
        const std::string text = absl::StrCat(gone, name_of(each));
        leaving == Leaving::kAsksLess ? list.Add(text) : list.AddLooser(text);
      },
      [&](const Item& each) { list.AddLooser(absl::StrCat(came, name_of(each))); },
      [](const Item&, const Item&) {},
      [&] { list.Add(absl::StrCat(what, " stand in another order")); });
}

const std::string& Same(const std::string& text) { return text; }
std::string SectorWord(int sector) {
  return EnumWord(v1::Sector_Name(static_cast<v1::Sector>(sector)), "SECTOR_");
}

// 0 says that all of them must: more than any number.
void CompareCoverage(uint32_t older, uint32_t newer, ChangeList& list) {
  if (older == newer) return;
  if (older == 0) {
    list.AddLooser(
        absl::StrCat("now runs with as few as ", newer, " members, where all had to take part"));
  } else if (newer == 0) {
    list.Add(absl::StrCat("now all members must take part, where ", older, " were enough"));
  } else {
    list.AddNumber("the fewest members that must take part", older, newer, "",
                   ChangeList::Ranks::kLowerIsLooser);
  }
}

void CompareProfiles(const std::string& older, const std::string& newer, ChangeList& list) {
  if (older == newer) return;
  const auto before = disclosure::FindProfile(older);
  const auto now = disclosure::FindProfile(newer);
  const std::string text =
      absl::StrCat("the rule for small numbers goes from ", Quoted(older), " to ", Quoted(newer));
  if (before.ok() && now.ok() && disclosure::AtLeastAsStrict(*now, *before)) {
    list.Add(absl::StrCat(text, " (stricter)"));
  } else {
    list.AddLooser(text);
  }
}

}  // namespace

std::vector<AgreementChange> CompareQueries(const v1::Query& older, const v1::Query& newer) {
  std::vector<AgreementChange> all;
  ChangeList list("query", all);
  list.AddText("the title", older.title(), newer.title());
  AddUnranked(list, "the purpose", older.purpose(), newer.purpose());
  list.AddText("the author", older.author(), newer.author());
  list.AddText("the period", older.period(), newer.period());
  list.AddText("the index date", older.index_date(), newer.index_date());
  ComparePopulation(older.population(), newer.population(), list);
  CompareNames(older.by(), newer.by(), "now also split by: ", "no longer split by: ",
               "what it is split by: the same entries", Leaving::kAsksLess, list, Same);
  CompareNames(older.measures(), newer.measures(),
               "now also shows: ", "no longer shows: ", "what it shows: the same measures",
               Leaving::kAsksLess, list, Same);
  CompareNames(older.across(), newer.across(),
               "now reads records of: ", "no longer reads: ", "the sectors", Leaving::kAsksLess,
               list, SectorWord);
  CompareNames(older.members(), newer.members(),
               "now also asks: ", "no longer asks: ", "the members", Leaving::kCannotBeTold, list,
               Same);
  CompareNames(older.optional(), newer.optional(),
               "now runs even without: ", "no longer runs without: ", "the optional members",
               Leaving::kAsksLess, list, Same);
  CompareCoverage(older.coverage(), newer.coverage(), list);
  CompareProfiles(older.profile(), newer.profile(), list);
  list.AddNumber("how often it may run", governance::RunsAskedFor(older),
                 governance::RunsAskedFor(newer), "", ChangeList::Ranks::kHigherIsLooser);
  list.AddText("its last day", older.not_after(), newer.not_after());
  AddUnranked(list, "how totals are made", EnumWord(v1::Totals_Name(older.totals()), "TOTALS_"),
              EnumWord(v1::Totals_Name(newer.totals()), "TOTALS_"));
  if (governance::FieldDiffers("draft_models", older, newer)) {
    list.AddLooser("the author's own draft of a segmentation model changes");
  }
  // What another version of this program adds to a query is not passed over in silence.
  list.AddOthers("the query", older, newer,
                 {"title", "purpose", "author", "period", "index_date", "population", "by",
                  "measures", "across", "members", "optional", "coverage", "profile", "runs",
                  "not_after", "totals", "draft_models"});
  return all;
}

}  // namespace ginnel::node
