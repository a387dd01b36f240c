// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "disclosure/text_page.h"
#include "ginnel/v1/review.pb.h"

namespace ginnel::disclosure {

/// Most cells that a card's text lists.
inline constexpr int kMostCardRows = 40;

/// The dry run of a review card: how many cells reach the threshold, are small or empty, and the
/// first cells, those with a small count before the others. Small counts are marked "*". Cells
/// without anybody are counted and not listed.
void AddFigures(const v1::ReviewCard::DryRun& run, size_t width, TextPage& page);

}  // namespace ginnel::disclosure
