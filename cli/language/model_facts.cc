// SPDX-License-Identifier: Apache-2.0
#include "cli/language/model_facts.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "query/dictionary_english.h"
#include "query/model.h"

namespace ginnel::cli {
namespace {

std::vector<int> VariablesRead(const std::vector<query::PlannedAxis>& axes) {
  std::set<int> variables;
  for (const query::PlannedAxis& axis : axes) {
    for (const query::Expression& rule : axis.rules) {
      const std::vector<int> read = query::VariablesOf(rule);
      variables.insert(read.begin(), read.end());
    }
  }
  return {variables.begin(), variables.end()};
}

}  // namespace

absl::StatusOr<ModelFacts> FactsOf(const v1::SegmentationModel& model,
                                   const query::Dictionary& dictionary) {
  ModelFacts facts;
  ASSIGN_OR_RETURN(facts.axes, query::AxesOfModel(model, dictionary));
  facts.variables = VariablesRead(facts.axes);
  std::map<int, size_t> supplied;  // by sector, how many of the variables
  for (const int variable : facts.variables) {
    for (const int sector : dictionary.variable(variable).sectors()) ++supplied[sector];
  }
  size_t most = 0;
  for (const auto& [sector, count] : supplied) {
    most = std::max(most, count);
    if (count == facts.variables.size()) facts.sectors.push_back(static_cast<v1::Sector>(sector));
  }
  if (!facts.sectors.empty()) return facts;
  const auto main = std::find_if(supplied.begin(), supplied.end(),
                                 [&](const auto& each) { return each.second == most; });
  for (const int variable : facts.variables) {
    const auto& sectors = dictionary.variable(variable).sectors();
    if (main == supplied.end() ||
        std::find(sectors.begin(), sectors.end(), main->first) != sectors.end()) {
      continue;
    }
    std::vector<std::string> names;
    for (const int sector : sectors) {
      names.push_back(query::SectorName(static_cast<v1::Sector>(sector)));
    }
    facts.unusual.push_back(
        absl::StrCat(dictionary.variable(variable).name(), " (", absl::StrJoin(names, ", "), ")"));
  }
  return facts;
}

}  // namespace ginnel::cli
