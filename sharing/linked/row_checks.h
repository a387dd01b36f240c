// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "query/linkage/linked_plan.h"
#include "sharing/linked/row_block.h"
#include "sharing/party.h"

namespace ginnel::sharing {

/// Whether every upload of a block is of the form that the plan says (protocols.md 5.2), before
/// anything is made of it: its codes have exactly one 1 a row, a figure of one code is 0 in rows of
/// another, and its flags are 0 or 1. DataLoss REASON_INTEGRITY names the member otherwise. No
/// trustee can make a proper upload fail by name, nor help a wrong one to pass.
///
/// Coins r, e, d, c are drawn after the trustees have fixed what they hold. For each upload, with
/// codes x_p, figures v_pk of code k, and z_pf the sum of the columns of one flag over all codes
/// (as a rule the one that is not 0), two sums over its rows p must be 0:
///   Σ_p c_p·(s_p·(s_p + Σ_k e_k·v_pk) − ⟨r∘r, x_p⟩ − Σ_k e_k·r_k·v_pk + Σ_f d_f·(z_pf² − z_pf))
///   Σ_p c_p·(⟨1, x_p⟩ − 1)         where s_p = ⟨r, x_p⟩ and r_k is that of figure k's code.
/// The first is 0 as a polynomial only where x_i·x_j = 0, x_i² = x_i, x_i·v_k = 0 for every other
/// code, x·v_k = v_k for its own, and z_f² = z_f: with the second, of proper rows alone. A wrong
/// row passes with probability at most 3/p (Schwartz and Zippel; degrees 3 and 1). Products are
/// verified (verified_products.h: another 3/p), and sums opened to all by both others. For proper
/// uploads both are 0, so they tell nothing; of a wrong one they tell something of its rows.
///
/// One product a row for the codes, and one for each flag, whatever the codes.
///
/// `members` are the roster's ids.
absl::Status CheckRows(Party& party, const std::vector<RowBlock>& blocks,
                       const std::vector<std::string>& members);

/// Products a row of `source` that CheckRows makes.
size_t CheckedProducts(const query::LinkedSource& source);

}  // namespace ginnel::sharing
