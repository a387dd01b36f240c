// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "governance/verified_query.h"

namespace ginnel::governance {

/// Makes what only the approval verifier makes elsewhere.
class VerifiedQueryForTest {
 public:
  /// One attempt of run `n` of the query whose digest is full of `query`; so is the run id of
  /// `run_id`.
  static VerifiedQuery Of(uint8_t query, uint32_t n, uint32_t attempt, uint8_t run_id,
                          std::vector<std::string> roster = {"north", "south", "east"},
                          uint32_t epoch = 0, const std::string& spine_digest = "") {
    VerifiedQuery verified;
    verified.query_digest_.bytes.fill(query);
    verified.run_.set_query_digest(verified.query_digest_.ToHex());
    verified.run_.set_n(n);
    verified.run_.set_attempt(attempt);
    verified.run_.set_epoch(epoch);
    verified.run_.set_spine_digest(spine_digest);
    verified.run_id_.bytes.fill(run_id);
    verified.roster_ = std::move(roster);
    return verified;
  }
};

}  // namespace ginnel::governance
