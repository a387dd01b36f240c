// SPDX-License-Identifier: Apache-2.0
#include "query/question.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "base/suggest.h"
#include "query/model.h"

namespace ginnel::query {
namespace {

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

std::vector<int> VariablesOf(const Question& question) {
  return VariablesOf(question.where, question.table.axes, question.figures.measures);
}

bool Supplies(const google::protobuf::RepeatedField<int>& sectors, v1::Sector sector) {
  return std::find(sectors.begin(), sectors.end(), static_cast<int>(sector)) != sectors.end();
}

std::string NamesOf(const google::protobuf::RepeatedField<int>& sectors) {
  std::vector<std::string> names;
  for (int sector : sectors) names.push_back(SectorName(static_cast<v1::Sector>(sector)));
  return absl::StrJoin(names, ", ");
}

absl::Status CheckSupplied(const std::vector<int>& variables, v1::Sector sector,
                           const Dictionary& dictionary) {
  for (int index : variables) {
    const v1::Variable& variable = dictionary.variable(index);
    if (Supplies(variable.sectors(), sector)) continue;
    return Wrong(absl::StrCat(
        "across: `", variable.name(), "` is not supplied by ", SectorName(sector), " but by ",
        NamesOf(variable.sectors()),
        ": ask each sector in a query of its own (linked queries are not offered yet)"));
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
    if (sector != v1::SECTOR_UNSPECIFIED && CheckSupplied(variables, sector, dictionary).ok()) {
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
        "query: ask each sector in a query of its own (linked queries are not offered yet)");
  }
  std::vector<std::string> names;
  for (v1::Sector sector : fitting) names.push_back(SectorName(sector));
  return Wrong(absl::StrCat("across: several sectors could answer: name one of ",
                            absl::StrJoin(names, ", ")));
}

absl::Status CheckMember(const std::string& id, v1::Sector sector,
                         const v1::Constitution& constitution) {
  const v1::Member* member = FindMember(constitution, id);
  if (member == nullptr) {
    std::vector<std::string> ids;
    for (const v1::Member& known : constitution.members()) ids.push_back(known.id());
    return Wrong(absl::StrCat("members: unknown member `", id.substr(0, 80), "`",
                              Suggest(id.substr(0, 80), ids)));
  }
  if (Supplies(member->sectors(), sector)) return absl::OkStatus();
  return Wrong(absl::StrCat("members: `", id, "` does not supply ", SectorName(sector),
                            " (it supplies ", NamesOf(member->sectors()), "): leave it out"));
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
  return VariablesOf(plan.where, plan.axes, plan.measures);
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

absl::StatusOr<v1::Sector> SectorOf(const v1::Query& query, const Question& question,
                                    const v1::Constitution& constitution,
                                    const Dictionary& dictionary) {
  const bool registered = query.population().of() != v1::POPULATION_BASE_HELD;
  if (query.across_size() > 1) {
    return Wrong("across: linked queries over several sectors are not offered yet: name one");
  }
  v1::Sector sector = v1::SECTOR_GENERAL_PRACTICE;
  if (query.across_size() == 1) {
    sector = query.across(0);
    if (sector == v1::SECTOR_UNSPECIFIED || !v1::Sector_IsValid(sector)) {
      return Wrong("across: unknown sector");
    }
  } else if (!registered) {
    ASSIGN_OR_RETURN(sector, InferSector(VariablesOf(question), constitution, dictionary));
  }
  if (registered && sector != v1::SECTOR_GENERAL_PRACTICE) {
    return Wrong(absl::StrCat("population.of: only general_practice knows who is registered: for ",
                              SectorName(sector), " write `of: held`"));
  }
  RETURN_IF_ERROR(CheckSupplied(VariablesOf(question), sector, dictionary));
  return sector;
}

absl::StatusOr<std::vector<std::string>> MembersOf(const v1::Query& query, v1::Sector sector,
                                                   const v1::Constitution& constitution) {
  const auto& named = query.members();
  if (named.empty()) return Wrong("members: there are none: write `members: [all]` or their ids");
  const bool all = std::find(named.begin(), named.end(), "all") != named.end();
  if (all && named.size() > 1) return Wrong("members: `all` stands alone");
  for (int i = 0; !all && i < named.size(); ++i) {
    RETURN_IF_ERROR(CheckMember(named[i], sector, constitution));
    if (std::find(named.begin(), named.begin() + i, named[i]) != named.begin() + i) {
      return Wrong(absl::StrCat("members: `", named[i], "` is there twice"));
    }
  }
  std::vector<std::string> roster;
  for (const v1::Member& member : constitution.members()) {
    const bool wanted = all ? Supplies(member.sectors(), sector)
                            : std::find(named.begin(), named.end(), member.id()) != named.end();
    if (wanted) roster.push_back(member.id());
  }
  if (roster.empty()) {
    return Wrong(absl::StrCat("members: no member of the agreement supplies ", SectorName(sector)));
  }
  return roster;
}

absl::StatusOr<std::vector<std::string>> RosterOf(const v1::Query& query,
                                                  const v1::Constitution& constitution,
                                                  const Dictionary& dictionary) {
  ASSIGN_OR_RETURN(const Question question, ParseQuestion(query, constitution, dictionary));
  ASSIGN_OR_RETURN(const v1::Sector sector, SectorOf(query, question, constitution, dictionary));
  return MembersOf(query, sector, constitution);
}

}  // namespace ginnel::query
