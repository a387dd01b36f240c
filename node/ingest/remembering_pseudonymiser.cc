// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/remembering_pseudonymiser.h"

#include <span>
#include <utility>
#include <vector>

#include "base/reason.h"
#include "base/status.h"

namespace ginnel::node {

// A first answer is for good, and a wrong one would let nobody in: it is asked for twice.
absl::StatusOr<KnownNumbers> RememberingPseudonymiser::OpenKnown() {
  ASSIGN_OR_RETURN(const std::string label, KnownNumbers::Label(*parts_.database, *parts_.random));
  ASSIGN_OR_RETURN(const SecretBytes answer, parts_.for_label->SecretOf(label));
  ASSIGN_OR_RETURN(const bool before, KnownNumbers::IsKeyKnown(*parts_.database, parts_.key));
  if (!before) {
    ASSIGN_OR_RETURN(const SecretBytes again, parts_.for_label->SecretOf(label));
    if (!EqualInConstantTime(answer.view(), again.view())) {
      return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                           "the trustees answered twice to this store's label and not alike: one "
                           "of them erred. Nothing was changed; try again");
    }
  }
  return KnownNumbers::Open(*parts_.database, parts_.key, answer, *parts_.marker);
}

absl::StatusOr<std::vector<LinkageId>> RememberingPseudonymiser::Pseudonymise(
    const PersonNumbers& people, const PseudonymProgress& progress) {
  std::vector<LinkageId> ids(people.size());
  if (ids.empty()) return ids;
  ASSIGN_OR_RETURN(known_, OpenKnown());
  ASSIGN_OR_RETURN(before_, known_->Read());
  PersonNumbers unknown;
  std::vector<size_t> places;  // of those who are unknown, in `people`
  std::vector<KnownNumbers::Mark> marks;
  for (size_t i = 0; i < people.size(); ++i) {
    const KnownNumbers::Mark mark = known_->MarkOf(people.at(i));
    seen_.insert(mark);
    if (const auto found = before_.find(mark); found != before_.end()) {
      ids[i] = found->second.id;
      continue;
    }
    unknown.Add(people.at(i));
    places.push_back(i);
    marks.push_back(mark);
  }
  const auto show = [&](uint64_t done, uint64_t) {
    if (progress) progress(people.size() - places.size() + done, people.size());
  };
  const auto keep = [&](size_t first, std::span<const LinkageId> fresh) {
    std::vector<std::pair<KnownNumbers::Mark, LinkageId>> kept;
    kept.reserve(fresh.size());
    for (size_t i = 0; i < fresh.size(); ++i) kept.emplace_back(marks[first + i], fresh[i]);
    return known_->Keep(kept);
  };
  ASSIGN_OR_RETURN(const std::vector<LinkageId> fresh,
                   parts_.trustees->Pseudonymise(unknown, show, keep));
  asked_ = fresh.size();
  for (size_t i = 0; i < fresh.size(); ++i) ids[places[i]] = fresh[i];
  return ids;
}

absl::Status RememberingPseudonymiser::Settle() {
  return known_ ? known_->Settle(before_, seen_) : absl::OkStatus();
}

}  // namespace ginnel::node
