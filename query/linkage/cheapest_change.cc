// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/cheapest_change.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "query/axes.h"
#include "query/decimal.h"
#include "query/expression_text.h"
#include "query/linkage/conditions.h"
#include "query/model.h"
#include "query/phrases.h"

namespace ginnel::query {
namespace {

constexpr size_t kMostReasons = 4;
constexpr uint64_t kCountable = 1'000'000'000;

struct Change {
  std::string words;
  int rank = 0;  // lower first
  uint64_t combinations = 0;
};

class ChangeSearch {
 public:
  ChangeSearch(const Plan& plan, const Suppliers& suppliers, const v1::Constitution& constitution,
               const Dictionary& dictionary)
      : plan_(plan), suppliers_(suppliers), constitution_(constitution), dictionary_(dictionary) {}

  std::optional<Change> Cheapest() {
    for (size_t axis = 0; axis < plan_.axes.size(); ++axis) TryAxis(axis);
    TryVariables();
    if (!IsLiterally(plan_.where, true)) {
      Plan without = plan_;
      without.where = LiterallyTrue();
      Try("leave out `population.where`", 3, without, suppliers_);
    }
    return std::move(best_);
  }

 private:
  void Try(std::string words, int rank, const Plan& plan, const Suppliers& suppliers) {
    const absl::StatusOr<std::vector<SourceCodes>> codes = CodesOf(plan, suppliers, dictionary_);
    if (!codes.ok() || Widest(*codes).combinations > kMaxCombinations) return;
    const uint64_t kept = Widest(*codes).combinations;
    if (best_ && (best_->rank < rank || (best_->rank == rank && best_->combinations >= kept))) {
      return;
    }
    best_ = Change{std::move(words), rank, kept};
  }

  void TryAxis(size_t number) {
    const PlannedAxis& axis = plan_.axes[number];
    Plan without = plan_;
    without.axes.erase(without.axes.begin() + static_cast<ptrdiff_t>(number));
    Try(absl::StrCat("leave out the axis `", axis.name, "` (", axis.labels.size(), " labels)"), 1,
        without, suppliers_);
    if (axis.banded_variable < 0) return;
    for (const v1::Banding& banding : dictionary_.proto().bandings()) {
      if (banding.variable() != dictionary_.variable(axis.banded_variable).name()) continue;
      v1::Query query;
      query.add_by(absl::StrCat("banding ", banding.name()));
      const absl::StatusOr<TableAxes> table = PlanAxes(query, constitution_, dictionary_);
      if (!table.ok() || table->axes[0].labels.size() >= axis.labels.size()) continue;
      Plan coarser = plan_;
      coarser.axes[number] = table->axes[0];
      Try(absl::StrCat("split by `banding ", banding.name(), "` (", table->axes[0].labels.size(),
                       " labels) instead of the ", axis.labels.size(), " labels of `", axis.name,
                       "`"),
          0, coarser, suppliers_);
    }
  }

  // What would fit if general practice alone answered.
  void TryVariables() {
    std::set<int> read;
    const auto add = [&](const Expression& e) {
      for (int variable : VariablesOf(e)) {
        if (suppliers_.HasSeveral(variable)) read.insert(variable);
      }
    };
    add(plan_.where);
    for (const PlannedAxis& axis : plan_.axes) {
      for (const Expression& rule : axis.rules) add(rule);
    }
    for (int variable : read) {
      Suppliers fewer = suppliers_;
      fewer.LetFirstAnswerAlone(variable);
      const std::string& name = dictionary_.variable(variable).name();
      Try(absl::StrCat("let the agreement's dictionary say `combine: first_supplier` of `", name,
                       "`, so that one source alone answers for it"),
          2, plan_, fewer);
    }
  }

  const Plan& plan_;
  const Suppliers& suppliers_;
  const v1::Constitution& constitution_;
  const Dictionary& dictionary_;
  std::optional<Change> best_;
};

std::string Reasons(const LinkedSource& source, const Dictionary& dictionary) {
  std::vector<std::string> reasons;
  for (const PlannedAxis& axis : source.tells) {
    if (reasons.size() == kMostReasons) {
      reasons.push_back(absl::StrCat(source.tells.size() - kMostReasons, " more"));
      break;
    }
    reasons.push_back(absl::StartsWith(axis.name, "part_")
                          ? absl::StrCat("`", ToText(axis.rules[0], dictionary), "`")
                          : absl::StrCat("`", axis.name, "`, ", axis.labels.size(), " labels"));
  }
  return reasons.empty() ? "" : absl::StrCat(" (", JoinWords(reasons), ")");
}

}  // namespace

absl::Status TooManyCombinations(const Plan& plan, const SourceCodes& codes,
                                 const Suppliers& suppliers, const v1::Constitution& constitution,
                                 const Dictionary& dictionary) {
  std::vector<std::string> parts;
  for (int number : codes.coded) {
    const LinkedSource& source = codes.sources[static_cast<size_t>(number)];
    if (source.codes <= 2) continue;
    parts.push_back(absl::StrCat(source.name, " has ", source.codes - 1, " codes",
                                 Reasons(source, dictionary)));
  }
  const std::optional<Change> change =
      ChangeSearch(plan, suppliers, constitution, dictionary).Cheapest();
  return absl::InvalidArgumentError(absl::StrCat(
      "by: this linked query needs ", codes.combinations > kCountable ? "more than " : "",
      SayDecimal({static_cast<int64_t>(std::min(codes.combinations, kCountable)), 0}),
      " combinations of what different sources know, more than the ", kMaxCombinations,
      " that one may have: ", JoinWords(parts), ". ",
      change ? absl::StrCat("The cheapest change that would fit: ", change->words)
             : std::string("No single change would fit: ask two queries, each split by less")));
}

}  // namespace ginnel::query
