// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "node/store/controlled_people.h"

namespace ginnel::node {

/// Who takes part in no answer, and why, in lines that begin with `indent`; nothing where there is
/// nothing to say. For the member's own eyes: a slip in an ODS code shows here.
std::string LeftOutAsText(const LeftOut& left_out, const std::string& indent);

/// The same, as one JSON object: `not_listed`, `withdrawn` (people by practice), `unregistered`,
/// `without_people`.
std::string LeftOutAsJson(const LeftOut& left_out);

}  // namespace ginnel::node
