// SPDX-License-Identifier: Apache-2.0
#include "query/linkage/linked_question.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "query/axes.h"

namespace ginnel::query {

absl::Status CheckLinkedQuestion(const v1::Query& query, const v1::Constitution& constitution,
                                 const Dictionary& dictionary) {
  if (!query.optional().empty()) {
    return absl::InvalidArgumentError(
        "optional: a linked question needs all its members: without one, what it knows of people "
        "would be missing from every cell");
  }
  for (const std::string& entry : query.by()) {
    v1::Query one;
    one.add_by(entry);
    one.set_period(query.period());
    *one.mutable_draft_models() = query.draft_models();
    ASSIGN_OR_RETURN(const TableAxes table, PlanAxes(one, constitution, dictionary));
    if (table.around) {
      return absl::InvalidArgumentError(absl::StrCat(
          "by `", entry.substr(0, 80),
          "`: these months are each person's own, and only who holds the event knows them: ask it "
          "of one sector"));
    }
    if (table.all_of_agreement) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "by `", entry.substr(0, 80),
        "`: a linked query is split by models, bandings and categories of the agreement alone, "
        "because it is not compared with earlier releases: no bands, flags or draft models of its "
        "own"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::query
