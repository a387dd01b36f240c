// SPDX-License-Identifier: Apache-2.0
#include "node/spine/spine_assembly.h"

#include <span>

#include "absl/container/flat_hash_set.h"
#include "crypto/hasher.h"

namespace ginnel::node {

AssembledSpine AssembleSpine(uint32_t epoch, const std::vector<SpineList>& lists) {
  AssembledSpine assembled;
  size_t most = 0;
  for (const SpineList& list : lists) most += list.ids.size();
  absl::flat_hash_set<LinkageId> seen;
  seen.reserve(most);
  std::vector<LinkageId>& ids = assembled.spine.ids;
  ids.reserve(most);
  for (const SpineList& list : lists) {
    const size_t before = ids.size();
    for (const LinkageId& id : list.ids) {
      if (seen.insert(id).second) ids.push_back(id);
    }
    const size_t slots = ids.size() - before;
    assembled.parts.push_back({list.member, slots});
    assembled.dual += list.ids.size() - slots;
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
