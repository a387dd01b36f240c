// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "crypto/digest.h"

namespace ginnel::governance {

/// The slots of one general-practice member: its people, without those who have another slot.
struct SpinePart {
  std::string member;
  uint64_t slots = 0;
  // Whoever was registered there on `first`, or on any later day up to `end`, has a slot.
  DayRange registered = {};
  friend bool operator==(const SpinePart&, const SpinePart&) = default;
};

/// The spine that linked questions are asked over: all that is public of it.
struct AgreedSpine {
  uint32_t epoch = 0;
  crypto::Digest digest;
  std::vector<SpinePart> parts;  // general-practice members in agreement order

  uint64_t slots() const {
    uint64_t all = 0;
    for (const SpinePart& part : parts) all += part.slots;
    return all;
  }
  friend bool operator==(const AgreedSpine&, const AgreedSpine&) = default;
};

}  // namespace ginnel::governance
