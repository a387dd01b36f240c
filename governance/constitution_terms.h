// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "ginnel/v1/agreement.pb.h"
#include "governance/problems.h"

namespace ginnel::governance {

// What a constitution means where it says nothing: one place, so that every process reads it alike.

/// Whether queries that were submitted under the version before may end under that version, until
/// their own not_after. Silence stops them.
inline bool LetsEarlierQueriesFinish(const v1::Constitution& constitution) {
  return constitution.in_flight() == v1::IN_FLIGHT_FINISH;
}

/// Whether trustees wipe the shares of releases in which a departed member took part. Silence keeps
/// them for the 30 days for which they were kept before anybody left.
inline bool WipesSharesOfDeparted(const v1::Constitution& constitution) {
  return constitution.departure().shares() == v1::DEPARTED_SHARES_WIPE;
}

/// How many in a hundred of all full members must sign a next version that puts somebody out.
/// Silence means all, so that nobody can be put out: who agreed to no exclusion is not excluded.
inline uint32_t QuorumPercent(const v1::Constitution& constitution) {
  const uint32_t stated = constitution.reserved().quorum_percent();
  return stated == 0 ? 100 : stated;
}

/// What of its succession terms can be judged without the version before: version 1 and it alone
/// has no `previous`, and puts nobody out; each exclusion names a party once, with grounds, and no
/// member of this version; the quorum is 51 to 100; an escalation names a body and its days.
void CheckTerms(const v1::Constitution& constitution, Problems& problems);

}  // namespace ginnel::governance
