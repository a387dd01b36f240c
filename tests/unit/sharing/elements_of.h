// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "sharing/encoder.h"

namespace ginnel::sharing {

/// All elements that trustee kTrustee is sent.
template <int kTrustee>
std::vector<FieldElement> ElementsOf(const ShareFor<kTrustee>& share) {
  if constexpr (kTrustee == 1) {
    return {};
  } else {
    auto reader = share.Elements();
    EXPECT_TRUE(reader.ok()) << reader.status();
    std::vector<FieldElement> elements(reader->left());
    reader->Read(elements);
    return elements;
  }
}

}  // namespace ginnel::sharing
