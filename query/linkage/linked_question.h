// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/query.pb.h"
#include "query/dictionary.h"

namespace ginnel::query {

/// What a query across several sectors may not ask: its axes are models, bandings and categories of
/// the agreement, so that its cells are not made to measure (disclosure.md); all its members take
/// part. InvalidArgument with the field, the reason and the remedy.
absl::Status CheckLinkedQuestion(const v1::Query& query, const v1::Constitution& constitution,
                                 const Dictionary& dictionary);

}  // namespace ginnel::query
