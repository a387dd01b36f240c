// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ginnel/v1/agreement.pb.h"
#include "governance/document_diff.h"

namespace ginnel::governance {

/// What changes from `older` to `newer` operations of one party, in words: practices that come in,
/// withdraw or come back, people, keys, certificates. Complete as CompareConstitutions is
/// (tests/property/governance/operations_diff_property_test.cc). Empty for equal texts.
///
/// Looser is whatever lets more people's records take part: a practice that comes in beside others
/// or comes back, and a list that becomes empty.
std::vector<AgreementChange> CompareOperations(const v1::Operations& older,
                                               const v1::Operations& newer);

}  // namespace ginnel::governance
