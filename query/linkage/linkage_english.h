// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "query/dictionary.h"
#include "query/linkage/linked_plan.h"
#include "query/plan.h"

namespace ginnel::query {

/// What a source says of each person, in plain English: "whether registered", "locality (4
/// labels)", "whether they are people aged 75 or over", "acute spend". Nobody sees it of one
/// person.
std::vector<std::string> SayWhatIsTold(const LinkedSource& source, const Plan& plan,
                                       const Dictionary& dictionary);

/// What is shown beside a linked question's table, of whom. Empty where nobody is linked.
std::string SayLinkageQuality(const Plan& plan, const Dictionary& dictionary);

/// The numbers that a node works out for each cell of a plan that is not linked.
std::vector<std::string> SayWhatIsComputed(const Plan& plan, const Dictionary& dictionary);

}  // namespace ginnel::query
