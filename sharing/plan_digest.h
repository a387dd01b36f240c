// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/digest.h"
#include "sharing/run_session.h"

namespace ginnel::sharing {

/// Of all that decides what an attempt joins, tests and opens: run, size, threshold, tests and what
/// they guard; of a linked run also sources, terms, and the cut into blocks. Trustees make their
/// plans each by itself; programs of different versions could make different ones.
crypto::Digest PlanDigest(const RunSession& session);

}  // namespace ginnel::sharing
