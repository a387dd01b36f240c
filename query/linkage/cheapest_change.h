// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "ginnel/v1/agreement.pb.h"
#include "query/dictionary.h"
#include "query/linkage/source_codes.h"
#include "query/linkage/suppliers.h"
#include "query/plan.h"

namespace ginnel::query {

/// InvalidArgument for a plan of more than kMaxCombinations combinations: how many, which source
/// has how many codes and for what, and of all single changes that would fit the one that takes the
/// least away: a coarser banding before an axis less, either before a change of the dictionary.
absl::Status TooManyCombinations(const Plan& plan, const SourceCodes& codes,
                                 const Suppliers& suppliers, const v1::Constitution& constitution,
                                 const Dictionary& dictionary);

}  // namespace ginnel::query
