// SPDX-License-Identifier: Apache-2.0
#include "governance/dictionary_diff.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace ginnel::governance {
namespace {

using Ranks = ChangeList::Ranks;

std::string TypeOf(const v1::Variable& variable) {
  return EnumWord(v1::VariableType_Name(variable.type()), "VARIABLE_TYPE_");
}

std::string SectorsOf(const v1::Variable& variable) {
  std::vector<std::string> words;
  for (const int sector : variable.sectors())
    words.push_back(EnumWord(v1::Sector_Name(static_cast<v1::Sector>(sector)), "SECTOR_"));
  return words.empty() ? "any sector" : absl::StrJoin(words, ", ");
}

std::string BoundsOf(const v1::Variable& variable) {
  return absl::StrCat(variable.has_lower() ? absl::StrCat(variable.lower()) : "none", " to ",
                      variable.has_upper() ? absl::StrCat(variable.upper()) : "none");
}

void CompareCodes(const v1::Variable& older, const v1::Variable& newer, ChangeList& changes) {
  if (!FieldDiffers("codes", older, newer)) return;
  std::set<std::string> before;
  std::set<std::string> after;
  for (const v1::Code& each : older.codes()) before.insert(each.code());
  for (const v1::Code& each : newer.codes()) after.insert(each.code());
  std::vector<std::string> parts;
  for (const std::string& code : after) {
    if (before.count(code) == 0) parts.push_back(absl::StrCat("new: ", code));
  }
  for (const std::string& code : before) {
    if (after.count(code) == 0) parts.push_back(absl::StrCat("gone: ", code));
  }
  if (parts.empty()) parts.emplace_back("their titles or order");
  changes.Add(absl::StrCat(newer.name(), ": codes change: ", absl::StrJoin(parts, ", ")));
}

void CompareVariable(const v1::Variable& older, const v1::Variable& newer, ChangeList& changes) {
  const std::string& name = newer.name();
  if (older.sensitive() != newer.sensitive()) {
    newer.sensitive()
        ? changes.Add(absl::StrCat("the variable ", name, " is now sensitive (stricter)"))
        : changes.AddLooser(absl::StrCat("the variable ", name, " is no longer sensitive"));
  }
  changes.AddText(absl::StrCat("the title of ", name), older.title(), newer.title());
  changes.AddText(absl::StrCat("the type of ", name), TypeOf(older), TypeOf(newer));
  changes.AddText(absl::StrCat("the unit of ", name), older.unit(), newer.unit());
  changes.AddText(absl::StrCat("the scale of ", name), older.scale(), newer.scale());
  changes.AddText(absl::StrCat("the range of ", name), BoundsOf(older), BoundsOf(newer));
  if (FieldDiffers("sectors", older, newer)) {
    changes.Add(absl::StrCat(name, " is supplied by ", SectorsOf(newer), ", and was by ",
                             SectorsOf(older)));
  }
  if (FieldDiffers("from", older, newer))
    changes.Add(absl::StrCat(name, ": how nodes work it out from their records changes"));
  if (older.absent() != newer.absent())
    changes.Add(absl::StrCat(name, ": what it means that there is no record changes"));
  changes.AddText(absl::StrCat("what ", name, " is where several supply it"),
                  EnumWord(v1::Combine_Name(older.combine()), "COMBINE_"),
                  EnumWord(v1::Combine_Name(newer.combine()), "COMBINE_"));
  changes.AddText(absl::StrCat("the cost basis of ", name),
                  EnumWord(v1::CostBasis_Name(older.cost_basis()), "COST_BASIS_"),
                  EnumWord(v1::CostBasis_Name(newer.cost_basis()), "COST_BASIS_"));
  CompareCodes(older, newer, changes);
  changes.AddOthers(name, older, newer,
                    {"name", "title", "type", "unit", "codes", "sectors", "scale", "lower", "upper",
                     "sensitive", "absent", "from", "combine", "cost_basis"});
}

void CompareVariables(const v1::Dictionary& older, const v1::Dictionary& newer,
                      ChangeList& changes) {
  CompareLists(
      older.variables(), newer.variables(), [](const v1::Variable& each) { return each.name(); },
      [&](const v1::Variable& each) {
        changes.Add(absl::StrCat("the variable ", each.name(), " is gone (stricter)"));
      },
      [&](const v1::Variable& each) {
        changes.AddLooser(absl::StrCat("the variable ", each.name(), " is new (", TypeOf(each),
                                       each.sensitive() ? ", sensitive" : "", ", from ",
                                       SectorsOf(each), ")"));
      },
      [&](const v1::Variable& a, const v1::Variable& b) { CompareVariable(a, b, changes); },
      [&] { changes.Add("the order of the variables changes"); });
}

void CompareBandings(const v1::Dictionary& older, const v1::Dictionary& newer,
                     ChangeList& changes) {
  CompareLists(
      older.bandings(), newer.bandings(), [](const v1::Banding& each) { return each.name(); },
      [&](const v1::Banding& each) {
        changes.Add(absl::StrCat("the banding ", each.name(), " is gone (stricter)"));
      },
      [&](const v1::Banding& each) {
        changes.AddLooser(absl::StrCat("the banding ", each.name(), " of ", each.variable(),
                                       " is new: ", absl::StrJoin(each.bands(), ", ")));
      },
      [&](const v1::Banding& a, const v1::Banding& b) {
        const std::string of = absl::StrCat("the banding ", b.name());
        if (FieldDiffers("bands", a, b)) {
          changes.Add(absl::StrCat(of, " goes from ", absl::StrJoin(a.bands(), ", "), " to ",
                                   absl::StrJoin(b.bands(), ", ")));
        }
        changes.AddText(absl::StrCat("the variable of ", of), a.variable(), b.variable());
        changes.AddText(absl::StrCat("the heading of ", of), a.axis(), b.axis());
        changes.AddOthers(of, a, b, {"name", "variable", "axis", "bands"});
      },
      [&] { changes.Add("the order of the bandings changes"); });
}

void CompareCodeLists(const v1::Dictionary& older, const v1::Dictionary& newer,
                      ChangeList& changes) {
  const auto told = [](const v1::CodeList& each) {
    return absl::StrCat("the code list ", each.name(), "@", each.version());
  };
  CompareLists(
      older.code_lists(), newer.code_lists(), told,
      [&](const v1::CodeList& each) { changes.Add(absl::StrCat(told(each), " is gone")); },
      [&](const v1::CodeList& each) {
        changes.Add(absl::StrCat(told(each), " is new: ", each.codes_size(), " codes of ",
                                 each.system(), ", from ", each.source()));
      },
      [&](const v1::CodeList& a, const v1::CodeList& b) {
        if (FieldDiffers("codes", a, b)) {
          changes.Add(absl::StrCat(told(b), " has other codes (", a.codes_size(), " and now ",
                                   b.codes_size(), ")"));
        }
        changes.AddText(absl::StrCat("the title of ", told(b)), a.title(), b.title());
        changes.AddText(absl::StrCat("the system of ", told(b)), a.system(), b.system());
        changes.AddText(absl::StrCat("the source of ", told(b)), a.source(), b.source());
        changes.AddText(absl::StrCat("the licence of ", told(b)), a.licence(), b.licence());
        changes.AddText(absl::StrCat("the digest of ", told(b)), a.sha256(), b.sha256());
        changes.AddOthers(
            told(b), a, b,
            {"name", "version", "title", "system", "source", "licence", "codes", "sha256"});
      },
      [&] { changes.Add("the order of the code lists changes"); });
}

void CompareGeographies(const v1::Geographies& older, const v1::Geographies& newer,
                        ChangeList& changes) {
  if (FieldDiffers("levels", older, newer)) {
    changes.Add(absl::StrCat("the levels of the geography go from ",
                             absl::StrJoin(older.levels(), ", "), " to ",
                             absl::StrJoin(newer.levels(), ", ")));
  }
  const auto told = [](const v1::Area& each) {
    return absl::StrCat(each.level(), " ", each.code());
  };
  CompareLists(
      older.areas(), newer.areas(), told,
      [&](const v1::Area& each) { changes.Add(absl::StrCat(told(each), " is gone")); },
      [&](const v1::Area& each) {
        changes.Add(absl::StrCat(told(each), " is new, in ", each.within()));
      },
      [&](const v1::Area& a, const v1::Area& b) {
        changes.AddText(absl::StrCat("the title of ", told(b)), a.title(), b.title());
        changes.AddText(absl::StrCat("where ", told(b), " belongs"), a.within(), b.within());
        changes.AddOthers(told(b), a, b, {"level", "code", "title", "within"});
      },
      [&] { changes.Add("the order of the areas changes"); });
  changes.AddOthers("the geography", older, newer, {"levels", "areas"});
}

void CompareModel(const v1::SegmentationModel& older, const v1::SegmentationModel& newer,
                  ChangeList& changes) {
  const std::string of = absl::StrCat("the model ", newer.model());
  changes.AddNumber(absl::StrCat("the version of ", of), older.version(), newer.version(), "",
                    Ranks::kNot);
  changes.AddText(absl::StrCat("the title of ", of), older.title(), newer.title());
  changes.AddText(absl::StrCat("the source of ", of), older.source(), newer.source());
  if (FieldDiffers("segments", older, newer) || FieldDiffers("axes", older, newer))
    changes.Add(absl::StrCat(of, ": who falls in which segment, or a segment's name, changes"));
  changes.AddOthers(of, older, newer, {"model", "version", "title", "source", "segments", "axes"});
}

}  // namespace

void CompareDictionaries(const v1::Dictionary& older, const v1::Dictionary& newer,
                         std::vector<AgreementChange>& all) {
  ChangeList changes("dictionary", all);
  changes.AddText("the dictionary's name", older.name(), newer.name());
  changes.AddNumber("the dictionary's version", older.version(), newer.version(), "", Ranks::kNot);
  CompareVariables(older, newer, changes);
  CompareBandings(older, newer, changes);
  CompareGeographies(older.geographies(), newer.geographies(), changes);
  CompareCodeLists(older, newer, changes);
  changes.AddOthers("the dictionary", older, newer,
                    {"name", "version", "variables", "bandings", "geographies", "code_lists"});
}

void CompareModels(const v1::Constitution& older, const v1::Constitution& newer,
                   std::vector<AgreementChange>& all) {
  ChangeList changes("models", all);
  CompareLists(
      older.models(), newer.models(),
      [](const v1::SegmentationModel& each) { return each.model(); },
      [&](const v1::SegmentationModel& each) {
        changes.Add(absl::StrCat("the model ", each.model(), " is gone (stricter)"));
      },
      [&](const v1::SegmentationModel& each) {
        changes.AddLooser(absl::StrCat("the model ", each.model(), " is new"));
      },
      [&](const v1::SegmentationModel& a, const v1::SegmentationModel& b) {
        CompareModel(a, b, changes);
      },
      [&] { changes.Add("the order of the models changes"); });
}

}  // namespace ginnel::governance
