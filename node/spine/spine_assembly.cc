// SPDX-License-Identifier: Apache-2.0
#include "node/spine/spine_assembly.h"

#include <span>

#include "absl/container/flat_hash_set.h"
#include "crypto/hasher.h"

namespace ginnel::node {

namespace {

void Keep(std::span<const LinkageId> people, absl::flat_hash_set<LinkageId>& seen,
          std::vector<LinkageId>& kept) {
  for (const LinkageId& id : people) {
    if (seen.insert(id).second) kept.push_back(id);
  }
}

}  // namespace

AssembledSpine AssembleSpine(uint32_t epoch, const std::vector<SpineList>& lists) {
  AssembledSpine assembled;
  size_t most = 0;
  for (const SpineList& list : lists) most += list.ids.size();
  absl::flat_hash_set<LinkageId> seen;
  seen.reserve(most);
  std::vector<LinkageId>& ids = assembled.spine.ids;
  ids.reserve(most);
  // Who is registered anywhere comes before who was: nobody's slot is where they have left.
  std::vector<std::vector<LinkageId>> kept(lists.size());
  for (size_t at = 0; at < lists.size(); ++at) {
    const size_t current = lists[at].ids.size() - lists[at].former;
    Keep(std::span(lists[at].ids).first(current), seen, kept[at]);
    assembled.dual += current - kept[at].size();
    assembled.registered += kept[at].size();
  }
  absl::flat_hash_set<LinkageId> former;
  for (size_t at = 0; at < lists.size(); ++at) {
    for (const LinkageId& id : std::span(lists[at].ids).last(lists[at].former)) {
      if (seen.contains(id)) continue;  // moved
      if (former.insert(id).second) {
        kept[at].push_back(id);
      } else {
        ++assembled.dual;
      }
    }
    assembled.parts.push_back({lists[at].member, kept[at].size()});
    ids.insert(ids.end(), kept[at].begin(), kept[at].end());
    kept[at] = {};
  }
  assembled.spine.epoch = epoch;
  assembled.spine.digest = SpineDigest(epoch, assembled.parts, ids);
  return assembled;
}

crypto::Digest SpineDigest(uint32_t epoch, const std::vector<governance::SpinePart>& parts,
                           const std::vector<LinkageId>& ids) {
  crypto::Hasher hasher;
  hasher.Text("ginnel spine v1").Number(epoch).Number(parts.size());
  for (const governance::SpinePart& part : parts) hasher.Text(part.member).Number(part.slots);
  hasher.Update(std::span<const uint8_t>(reinterpret_cast<const uint8_t*>(ids.data()),
                                         ids.size() * sizeof(LinkageId)));
  return hasher.Finish();
}

}  // namespace ginnel::node
