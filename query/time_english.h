// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ginnel/v1/query.pb.h"
#include "query/dictionary.h"
#include "query/plan.h"

namespace ginnel::query {

/// Who is counted before any condition: "people registered with a practice, and alive, on 1 April
/// 2026".
std::string SayBase(const Plan& plan, const Dictionary& dictionary);

/// Over what time activity is counted, and as at when all else is: one or several sentences.
std::string SayTime(const v1::Query& query, const Plan& plan, const Dictionary& dictionary);

}  // namespace ginnel::query
