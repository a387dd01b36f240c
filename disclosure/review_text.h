// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ginnel/v1/review.pb.h"

namespace ginnel::disclosure {

/// A review card as text for a terminal of 96 columns: what `ginnel-node review` prints, and
/// `ginnel query review`. All that others wrote is made printable. Lists are cut, and say so: the
/// whole card is in its JSON. For the member's own lead: it holds exact figures, small ones too.
std::string RenderReviewCard(const v1::ReviewCard& card);

}  // namespace ginnel::disclosure
