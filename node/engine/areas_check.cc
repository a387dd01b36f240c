// SPDX-License-Identifier: Apache-2.0
#include "node/engine/areas_check.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/reason.h"
#include "query/area_tree.h"
#include "query/linkage/linked_plan.h"

namespace ginnel::node {
namespace {

constexpr size_t kMostNamed = 10;

bool CountsOnAreas(const query::Plan& plan, int member) {
  if (plan.linked == nullptr) return false;
  return std::any_of(plan.linked->sources.begin(), plan.linked->sources.end(),
                     [member](const query::LinkedSource& source) {
                       const auto& of = source.members;
                       return source.held && std::find(of.begin(), of.end(), member) != of.end();
                     });
}

// Those with an episode.
CodeTable PracticesOf(const Snapshot::Registrations& table) {
  constexpr size_t kAtATime = 4096;
  std::vector<bool> used(table.practices.size(), false);
  std::vector<int32_t> practices(kAtATime);
  for (size_t first = 0; first < table.rows.size(); first += kAtATime) {
    const size_t count = std::min(kAtATime, table.rows.size() - first);
    table.practice.Unpack(first, count, practices.data());
    for (size_t i = 0; i < count; ++i) used[static_cast<size_t>(practices[i])] = true;
  }
  CodeTable codes;
  for (size_t i = 0; i < used.size(); ++i) {
    if (used[i]) codes.push_back(table.practices[i]);
  }
  return codes;
}

}  // namespace

absl::Status CheckAreas(const query::Plan& plan, const v1::Constitution& constitution,
                        const std::string& member, int index, const Snapshot& snapshot) {
  if (!CountsOnAreas(plan, index)) return absl::OkStatus();
  const auto own = std::find_if(constitution.members().begin(), constitution.members().end(),
                                [&](const v1::Member& each) { return each.id() == member; });
  if (own == constitution.members().end()) return absl::InternalError("not a member");
  std::vector<std::string> outside = query::PracticesOutside(
      PracticesOf(snapshot.registrations()), own->areas(), constitution.dictionary().geographies());
  if (outside.empty()) return absl::OkStatus();
  const size_t more = outside.size() - std::min(outside.size(), kMostNamed);
  outside.resize(outside.size() - more);
  return ReasonedError(
      absl::StatusCode::kFailedPrecondition, v1::REASON_OUTSIDE_AREAS,
      absl::StrCat("people are registered with practices outside the areas that the agreement "
                   "gives ",
                   member, ": ", absl::StrJoin(outside, ", "),
                   more > 0 ? absl::StrCat(" and ", more, " more") : "",
                   ". List in its operations the practices that it acts for, mend the extract, or "
                   "change its `areas` in the next version of the constitution"));
}

}  // namespace ginnel::node
