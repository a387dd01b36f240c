// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ginnel/v1/agreement.pb.h"
#include "governance/document_diff.h"

namespace ginnel::governance {

/// What changes from `older` to `newer`, in words that a person who signs can judge, grouped as the
/// constitution is, in its order. Complete: every change of any field gives at least one line, a
/// plain "FIELD changes" where there are no better words
/// (tests/property/governance/agreement_diff_property_test.cc). Empty for equal texts.
///
/// Looser is what the older version did not allow: a purpose, a variable, a model or banding more,
/// a floor lowered, releases no longer marked as on trial, earlier queries that go on, a smaller
/// quorum. Another disclosure profile too: which of two hides more is not known here.
std::vector<AgreementChange> CompareConstitutions(const v1::Constitution& older,
                                                  const v1::Constitution& newer);

}  // namespace ginnel::governance
