// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/dictionary.pb.h"
#include "governance/document_diff.h"

namespace ginnel::governance {

// The part of CompareConstitutions (agreement_diff.h) about the words in which questions are asked.

void CompareDictionaries(const v1::Dictionary& older, const v1::Dictionary& newer,
                         std::vector<AgreementChange>& all);

/// The segmentation models of two constitutions.
void CompareModels(const v1::Constitution& older, const v1::Constitution& newer,
                   std::vector<AgreementChange>& all);

}  // namespace ginnel::governance
