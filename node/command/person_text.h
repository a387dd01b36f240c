// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "node/store/person_store.h"
#include "query/dictionary.h"

namespace ginnel::node {

/// What is held of a person, in words, with the dictionary's titles and units; a name that the
/// dictionary does not have any more stands as it is. Never the linkage id, and there is no NHS
/// number to print. For the person, or whoever answers for the member.
std::string HeldAsText(const HeldPerson& held, const query::Dictionary& dictionary);

/// The same, as one JSON object: `held`, `objection` (the day, or null), `data_set`, and where
/// something is held `birth_month`, `death_month`, `registrations`, `attributes`, `conditions`,
/// `observations`, `events`. Values are text, as in HeldAsText; costs are pounds, "12.50".
std::string HeldAsJson(const HeldPerson& held, const query::Dictionary& dictionary);

}  // namespace ginnel::node
