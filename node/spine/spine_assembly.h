// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "governance/agreed_spine.h"
#include "node/spine.h"

namespace ginnel::node {

/// What one general-practice member's node sent: its people in its order, those at the end who are
/// registered no longer (registered_list.h).
struct SpineList {
  std::string member;
  std::vector<LinkageId> ids;
  uint64_t former = 0;
};

struct AssembledSpine {
  Spine spine;
  std::vector<governance::SpinePart> parts;
  uint64_t registered = 0;  // slots of people who are, not were
  // Places that were left out because somebody has the same one already: registered twice, or
  // former twice. For this node alone. That somebody who moved is among the former of another list
  // is as it should be, and not counted.
  uint64_t dual = 0;
};

/// The spine of `lists`, which are in agreement order: one after the other as they were sent. Who
/// stands on two lists, or twice on one, keeps one slot: where they are registered, the first of
/// several; or the first of where they were.
AssembledSpine AssembleSpine(uint32_t epoch, const std::vector<SpineList>& lists);

/// What all nodes state, and compare:
///   SHA-256( text("ginnel spine v1") ‖ u64(epoch) ‖ u64(number of parts)
///            ‖ for each part: text(member) ‖ u64(slots) ‖ ids, 16 bytes each )
///   u64: 8 bytes, big-endian; text(s) = u64(bytes of s) ‖ s
/// Whoever does not hold the ids can neither make nor test it: they are 128 bits each.
crypto::Digest SpineDigest(uint32_t epoch, const std::vector<governance::SpinePart>& parts,
                           const std::vector<LinkageId>& ids);

}  // namespace ginnel::node
