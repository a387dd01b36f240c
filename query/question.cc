// SPDX-License-Identifier: Apache-2.0
#include "query/question.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/suggest.h"
#include "query/model.h"
#include "query/phrases.h"

namespace ginnel::query {
namespace {

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

std::vector<int> With(std::vector<int> variables, const std::optional<EventMonths>& around) {
  if (!around) return variables;
  const auto at = std::lower_bound(variables.begin(), variables.end(), around->variable);
  if (at == variables.end() || *at != around->variable) variables.insert(at, around->variable);
  return variables;
}

std::vector<int> VariablesOf(const Question& question) {
  return With(VariablesOf(question.where, question.table.axes, question.figures.measures),
              question.table.around);
}

bool Supplies(const google::protobuf::RepeatedField<int>& sectors, v1::Sector sector) {
  return std::find(sectors.begin(), sectors.end(), static_cast<int>(sector)) != sectors.end();
}

bool SuppliesAny(const google::protobuf::RepeatedField<int>& supplied,
                 const std::vector<v1::Sector>& sectors) {
  return std::any_of(sectors.begin(), sectors.end(),
                     [&](v1::Sector sector) { return Supplies(supplied, sector); });
}

std::string NamesOf(const std::vector<v1::Sector>& sectors) {
  std::vector<std::string> names;
  for (v1::Sector sector : sectors) names.push_back(SectorName(sector));
  return JoinWords(names, "or");
}

std::string NamesOf(const google::protobuf::RepeatedField<int>& sectors) {
  std::vector<std::string> names;
  for (int sector : sectors) names.push_back(SectorName(static_cast<v1::Sector>(sector)));
  return absl::StrJoin(names, ", ");
}

absl::Status CheckSupplied(const std::vector<int>& variables,
                           const std::vector<v1::Sector>& sectors, const Dictionary& dictionary) {
  for (int index : variables) {
    const v1::Variable& variable = dictionary.variable(index);
    if (SuppliesAny(variable.sectors(), sectors)) continue;
    return Wrong(absl::StrCat("across: `", variable.name(), "` is not supplied by ",
                              NamesOf(sectors), " but by ", NamesOf(variable.sectors()),
                              ": name that in `across` too, or ask it in a query of its own"));
  }
  return absl::OkStatus();
}

// Sectors that some member has and every variable is supplied by.
std::vector<v1::Sector> Candidates(const std::vector<int>& variables,
                                   const v1::Constitution& constitution,
                                   const Dictionary& dictionary) {
  std::set<int> sectors;
  for (const v1::Member& member : constitution.members()) {
    sectors.insert(member.sectors().begin(), member.sectors().end());
  }
  std::vector<v1::Sector> fitting;
  for (int number : sectors) {
    const v1::Sector sector = static_cast<v1::Sector>(number);
    if (sector != v1::SECTOR_UNSPECIFIED && CheckSupplied(variables, {sector}, dictionary).ok()) {
      fitting.push_back(sector);
    }
  }
  return fitting;
}

const v1::Member* FindMember(const v1::Constitution& constitution, const std::string& id) {
  for (const v1::Member& member : constitution.members()) {
    if (member.id() == id) return &member;
  }
  return nullptr;
}

absl::StatusOr<v1::Sector> InferSector(const std::vector<int>& variables,
                                       const v1::Constitution& constitution,
                                       const Dictionary& dictionary) {
  const std::vector<v1::Sector> fitting = Candidates(variables, constitution, dictionary);
  if (fitting.size() == 1) return fitting[0];
  if (fitting.empty()) {
    return Wrong(
        "across: no single sector of the agreement's members supplies every variable of this "
        "query: name several, for a linked query of people registered, or ask each in a query of "
        "its "
        "own");
  }
  std::vector<std::string> names;
  for (v1::Sector sector : fitting) names.push_back(SectorName(sector));
  return Wrong(absl::StrCat("across: several sectors could answer: name one of ",
                            absl::StrJoin(names, ", ")));
}

absl::Status CheckMember(const std::string& id, const std::vector<v1::Sector>& sectors,
                         const v1::Constitution& constitution) {
  const v1::Member* member = FindMember(constitution, id);
  if (member == nullptr) {
    std::vector<std::string> ids;
    for (const v1::Member& known : constitution.members()) ids.push_back(known.id());
    return Wrong(absl::StrCat("members: unknown member `", id.substr(0, 80), "`",
                              Suggest(id.substr(0, 80), ids)));
  }
  if (SuppliesAny(member->sectors(), sectors)) return absl::OkStatus();
  return Wrong(absl::StrCat("members: `", id, "` does not supply ", NamesOf(sectors),
                            " (it supplies ", NamesOf(member->sectors()), "): leave it out"));
}

absl::StatusOr<std::vector<v1::Sector>> LinkedSectorsOf(const v1::Query& query) {
  std::vector<v1::Sector> sectors;
  for (int i = 0; i < query.across_size(); ++i) {
    const v1::Sector sector = query.across(i);
    if (sector == v1::SECTOR_UNSPECIFIED || !v1::Sector_IsValid(sector)) {
      return Wrong("across: unknown sector");
    }
    if (std::find(sectors.begin(), sectors.end(), sector) != sectors.end()) {
      return Wrong(absl::StrCat("across: ", SectorName(sector), " is there twice"));
    }
    sectors.push_back(sector);
  }
  std::sort(sectors.begin(), sectors.end());
  if (query.population().of() == v1::POPULATION_BASE_HELD) {
    return Wrong(
        "population.of: a query across several sectors links people registered with a practice: "
        "write `registered` or `registered_in_period`, or name one sector in `across`");
  }
  if (sectors.front() != v1::SECTOR_GENERAL_PRACTICE) {
    return Wrong(
        "across: a query across several sectors links people registered with a practice, and only "
        "general_practice knows who is: name it too, or one sector alone");
  }
  return sectors;
}

}  // namespace

std::vector<int> VariablesOf(const Expression& where, const std::vector<PlannedAxis>& axes,
                             const std::vector<PlannedMeasure>& measures) {
  std::set<int> variables;
  const auto add = [&](const Expression& expression) {
    const std::vector<int> read = VariablesOf(expression);
    variables.insert(read.begin(), read.end());
  };
  add(where);
  for (const PlannedAxis& axis : axes) {
    for (const Expression& rule : axis.rules) add(rule);
  }
  for (const PlannedMeasure* measure : OpenedMeasuresOf(measures)) {
    if (measure->variable >= 0) variables.insert(measure->variable);
  }
  return {variables.begin(), variables.end()};
}

std::vector<int> VariablesOf(const Plan& plan) {
  return With(VariablesOf(plan.where, plan.axes, plan.measures), plan.around);
}

absl::StatusOr<Question> ParseQuestion(const v1::Query& query, const v1::Constitution& constitution,
                                       const Dictionary& dictionary) {
  Question question;
  question.where = LiterallyTrue();
  if (!query.population().where().empty()) {
    absl::StatusOr<Expression> where = ParseExpression(query.population().where(), dictionary);
    if (!where.ok()) return Wrong(absl::StrCat("population.where: ", where.status().message()));
    question.where_is_free = where->op != Expression::Op::kBoolLiteral || where->value == 0;
    question.where = *std::move(where);
  }
  ASSIGN_OR_RETURN(question.table, PlanAxes(query, constitution, dictionary));
  ASSIGN_OR_RETURN(question.figures, PlanMeasures(query, dictionary, question.table.axes));
  return question;
}

absl::StatusOr<std::vector<v1::Sector>> SectorsOf(const v1::Query& query, const Question& question,
                                                  const v1::Constitution& constitution,
                                                  const Dictionary& dictionary) {
  const std::vector<int> variables = VariablesOf(question);
  if (query.across_size() > 1) {
    ASSIGN_OR_RETURN(std::vector<v1::Sector> sectors, LinkedSectorsOf(query));
    RETURN_IF_ERROR(CheckSupplied(variables, sectors, dictionary));
    return sectors;
  }
  const bool registered = query.population().of() != v1::POPULATION_BASE_HELD;
  v1::Sector sector = v1::SECTOR_GENERAL_PRACTICE;
  if (query.across_size() == 1) {
    sector = query.across(0);
    if (sector == v1::SECTOR_UNSPECIFIED || !v1::Sector_IsValid(sector)) {
      return Wrong("across: unknown sector");
    }
  } else if (!registered) {
    ASSIGN_OR_RETURN(sector, InferSector(variables, constitution, dictionary));
  }
  if (registered && sector != v1::SECTOR_GENERAL_PRACTICE) {
    return Wrong(absl::StrCat("population.of: only general_practice knows who is registered: for ",
                              SectorName(sector), " write `of: held`"));
  }
  RETURN_IF_ERROR(CheckSupplied(variables, {sector}, dictionary));
  return std::vector<v1::Sector>{sector};
}

absl::StatusOr<std::vector<std::string>> MembersOf(const v1::Query& query,
                                                   const std::vector<v1::Sector>& sectors,
                                                   const v1::Constitution& constitution) {
  const auto& named = query.members();
  if (named.empty()) return Wrong("members: there are none: write `members: [all]` or their ids");
  const bool all = std::find(named.begin(), named.end(), "all") != named.end();
  if (all && named.size() > 1) return Wrong("members: `all` stands alone");
  for (int i = 0; !all && i < named.size(); ++i) {
    RETURN_IF_ERROR(CheckMember(named[i], sectors, constitution));
    if (std::find(named.begin(), named.begin() + i, named[i]) != named.begin() + i) {
      return Wrong(absl::StrCat("members: `", named[i], "` is there twice"));
    }
  }
  std::vector<std::string> roster;
  std::set<int> supplied;
  for (const v1::Member& member : constitution.members()) {
    const bool wanted = all ? SuppliesAny(member.sectors(), sectors)
                            : std::find(named.begin(), named.end(), member.id()) != named.end();
    if (!wanted) continue;
    roster.push_back(member.id());
    supplied.insert(member.sectors().begin(), member.sectors().end());
  }
  for (v1::Sector sector : sectors) {
    if (supplied.count(sector) != 0) continue;
    if (all) {
      return Wrong(
          absl::StrCat("members: no member of the agreement supplies ", SectorName(sector)));
    }
    return Wrong(absl::StrCat("members: none of those named supplies ", SectorName(sector),
                              ": name one that does, or leave the sector out of `across`"));
  }
  return roster;
}

absl::StatusOr<std::vector<std::string>> RosterOf(const v1::Query& query,
                                                  const v1::Constitution& constitution,
                                                  const Dictionary& dictionary) {
  ASSIGN_OR_RETURN(const Question question, ParseQuestion(query, constitution, dictionary));
  ASSIGN_OR_RETURN(const std::vector<v1::Sector> sectors,
                   SectorsOf(query, question, constitution, dictionary));
  return MembersOf(query, sectors, constitution);
}

}  // namespace ginnel::query
