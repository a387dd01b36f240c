// SPDX-License-Identifier: Apache-2.0
#include "cli/query/explanation.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/spaced.h"
#include "query/decimal.h"
#include "query/linkage/linkage_cost.h"
#include "query/linkage/linkage_english.h"
#include "query/phrases.h"

namespace ginnel::cli {
namespace {

std::string Count(uint64_t number) { return query::SayDecimal({static_cast<int64_t>(number), 0}); }

std::string Bytes(uint64_t bytes) {
  if (bytes < 10'000) return absl::StrCat(Count(bytes), " bytes");
  if (bytes < 10'000'000) return absl::StrCat(Count(bytes / 1'000), " kB");
  return absl::StrCat(Count(bytes / 1'000'000), " MB");
}

std::vector<std::string> ListOf(const google::protobuf::RepeatedPtrField<std::string>& words) {
  return {words.begin(), words.end()};
}

void AddSource(const query::LinkedSource& source, const PlannedQuery& planned, const Person& person,
               uint64_t rows, config::QueryExplanation& explanation) {
  config::ExplainedSource& explained = *explanation.add_sources();
  explained.set_name(source.name);
  for (int member : source.members) {
    explained.add_members(planned.roster[static_cast<size_t>(member)]);
  }
  for (std::string& words : query::SayWhatIsTold(source, planned.plan, *person.dictionary)) {
    explained.add_encodes(std::move(words));
  }
  explained.set_codes(source.codes);
  explained.set_figures(source.figures.size());
  explained.set_sums(source.sums.size());
  explained.set_rows(source.columns() == 0 ? 0 : rows);
  explained.set_bytes(query::BytesOf(source, rows));
}

// Of general practice with codes of its own in each area, its members too.
std::string NameOf(const query::LinkedSource& source, const PlannedQuery& planned) {
  if (source.members.size() == planned.plan.linked->practices().size() || !source.has_ranges()) {
    return source.name;
  }
  std::vector<std::string> members;
  for (const int member : source.members) {
    members.push_back(planned.roster[static_cast<size_t>(member)]);
  }
  return absl::StrCat(source.name, " (", query::JoinWords(members), ")");
}

// The most that meet in one slot.
uint64_t CombinationsOf(const query::LinkedPlan& linked) {
  uint64_t practices = 0, others = 1;
  for (const query::LinkedSource& source : linked.sources) {
    if (source.has_ranges()) {
      practices = std::max<uint64_t>(practices, source.codes - 1);
    } else if (source.codes > 1) {
      others *= source.codes - 1;
    }
  }
  return practices * others;
}

void AddLinkage(const query::LinkedPlan& linked, const PlannedQuery& planned, const Person& person,
                uint64_t people, config::QueryExplanation& explanation) {
  explanation.set_people(people);
  for (const query::LinkedSource& source : linked.sources) {
    AddSource(source, planned, person, query::RowsOf(source, linked, people), explanation);
  }
  for (const query::LinkedTerm& term : linked.terms) {
    config::ExplainedTerm& explained = *explanation.add_terms();
    for (const query::LinkedFactor& factor : term.factors) {
      explained.add_factors(
          absl::StrCat(factor.count, factor.count == 1 ? " column of " : " columns of ",
                       NameOf(linked.sources[static_cast<size_t>(factor.source)], planned)));
    }
    explained.set_coefficient(term.coefficient);
    explained.set_products(term.products());
  }
  const query::LinkageCost cost = query::CostOf(linked, people);
  explanation.set_combinations(CombinationsOf(linked));
  explanation.set_bytes(cost.bytes);
  explanation.set_products(cost.products);
  explanation.set_seconds(static_cast<uint32_t>(cost.seconds));
}

// How many slots each practice has is not known before there is a spine: `people` are of all.
void PrintSource(const config::ExplainedSource& source, uint64_t people, std::ostream& out) {
  const std::vector<std::string> members = ListOf(source.members());
  out << "  " << Spaced(source.name());
  if (members.size() > 1 || members[0] != source.name()) {
    out << " (" << query::JoinWords(members)
        << (members.size() > 1 ? ", each for its own patients" : "") << ")";
  }
  out << ": ";
  if (source.codes() > 0) {
    out << Count(source.codes()) << " codes, one of them for people who are not counted; ";
  }
  out << Count(source.figures()) << (source.figures() == 1 ? " figure" : " figures");
  if (source.sums() > 0) {
    out << "; " << Count(source.sums()) << (source.sums() == 1 ? " total" : " totals")
        << " that it works out alone";
  }
  if (source.rows() > 0) {
    out << "; " << (source.rows() < people ? "about " : "") << Count(source.rows()) << " rows × "
        << Count(source.codes() + source.figures()) << " columns, " << Bytes(source.bytes())
        << " to each of two trustees";
  }
  out << "\n";
  for (const std::string& words : source.encodes()) out << "    - " << words << "\n";
}

void PrintLinkage(const config::QueryExplanation& explanation, std::ostream& out) {
  out << "\nHow people are matched: " << Count(explanation.people())
      << " rows, one for each person registered. What a source tells of each goes up in shares, of "
         "which no trustee can read anything:\n";
  for (const config::ExplainedSource& source : explanation.sources()) {
    PrintSource(source, explanation.people(), out);
  }
  out << Count(explanation.combinations())
      << (explanation.combinations() == 1 ? " combination" : " combinations")
      << " of codes of different sources. The trustees multiply, row by row and under sharing:\n";
  for (const config::ExplainedTerm& term : explanation.terms()) {
    out << "  - " << absl::StrJoin(term.factors(), " × ") << ": " << Count(term.products())
        << (term.products() == 1 ? " sum" : " sums") << " of products";
    if (term.coefficient() != 1) out << ", counted " << term.coefficient() << " times";
    out << "\n";
  }
  out << "In all " << Bytes(explanation.bytes()) << " to each of two trustees, and about "
      << Count(explanation.seconds()) << (explanation.seconds() == 1 ? " second" : " seconds")
      << ".\n";
}

}  // namespace

config::QueryExplanation ExplainPlan(const PlannedQuery& planned, const Person& person,
                                     uint64_t people) {
  config::QueryExplanation explanation;
  explanation.set_english(Explain(planned, person));
  explanation.set_cells(planned.plan.cells);
  explanation.set_linked(planned.plan.linked != nullptr);
  for (std::string& words : query::SayWhatIsComputed(planned.plan, *person.dictionary)) {
    explanation.add_computes(std::move(words));
  }
  if (planned.plan.linked != nullptr) {
    AddLinkage(*planned.plan.linked, planned, person, people, explanation);
  }
  return explanation;
}

void PrintExplanation(const config::QueryExplanation& explanation, std::ostream& out) {
  out << explanation.english();
  if (explanation.linked()) {
    PrintLinkage(explanation, out);
    return;
  }
  out << "\nEach node works out, for each of " << Count(explanation.cells())
      << (explanation.cells() == 1 ? " cell" : " cells") << ":\n";
  for (const std::string& words : explanation.computes()) out << "  - " << words << "\n";
  out << "and sends it up in shares: "
      << Count(explanation.cells() * static_cast<uint64_t>(explanation.computes_size()))
      << " numbers.\n";
}

}  // namespace ginnel::cli
