// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "ginnel/v1/query.pb.h"
#include "governance/document_diff.h"

namespace ginnel::node {

/// What `newer` asks otherwise than `older`, in words, field by field in the order of the query.
/// Complete: every change of any field gives at least one line. Empty for equal queries.
///
/// Looser is what asks for more or allows more, and what cannot be told from the words: another
/// condition, another purpose, other members.
std::vector<governance::AgreementChange> CompareQueries(const v1::Query& older,
                                                        const v1::Query& newer);

}  // namespace ginnel::node
