// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/dictionary.h"
#include "query/expression.h"
#include "query/plan.h"
#include "tests/property/engine/random_records.h"

namespace ginnel::node {

/// A well-typed condition over `dictionary`, up to `depth` operations deep, as its text.
std::string RandomCondition(const query::Dictionary& dictionary, int depth, Dice& dice);

/// The same, parsed; texts that the checker refuses (a product beyond its bounds) are thrown again.
query::Expression RandomExpression(const query::Dictionary& dictionary, int depth, Dice& dice,
                                   std::string* text = nullptr);

/// A plan with none to three axes, a random condition and each kind of aggregate.
query::Plan RandomPlan(const query::Dictionary& dictionary, Dice& dice);

}  // namespace ginnel::node
