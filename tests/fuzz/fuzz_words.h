// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ginnel/v1/agreement.pb.h"
#include "query/dictionary.h"

namespace ginnel::fuzz {

/// The dictionary that ships, read once.
const query::Dictionary& Words();
/// Two networks and a trust that ask with it.
const v1::Constitution& Partnership();

}  // namespace ginnel::fuzz
