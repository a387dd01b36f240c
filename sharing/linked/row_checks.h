// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "sharing/linked/row_block.h"
#include "sharing/party.h"

namespace ginnel::sharing {

/// Whether every upload of a block is of the form that the plan says (protocols.md 5.2), before
/// anything is made of it: its codes have exactly one 1 a row, its flags are 0 or 1, and a
/// figure of one code is 0 in rows of another. DataLoss
/// REASON_INTEGRITY names the member otherwise; a wrong row passes with probability below 4/p.
///
/// Coins r, d, c are drawn after the trustees have fixed what they hold. Opened for each upload are
///   Σ_p c_p·(⟨r, x_p⟩² − ⟨r∘r, x_p⟩ + Σ_j d_j·(y_pj² − y_pj) + Σ_k e_k·(v_pk·x_pk − v_pk))   and
///   Σ_p c_p·(⟨1, x_p⟩ − 1)
/// over its rows p, codes x_p, flags y_pj and figures v_pk of code k: 0 for every proper upload, so
/// they tell nothing of it.
///
/// `members` are the roster's ids.
absl::Status CheckRows(Party& party, const std::vector<RowBlock>& blocks,
                       const std::vector<std::string>& members);

}  // namespace ginnel::sharing
