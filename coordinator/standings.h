// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "coordinator/query_book.h"
#include "governance/agreement.h"
#include "governance/coverage.h"
#include "governance/register/register.h"

namespace ginnel::coordinator {

/// Where one member stands on a query.
struct Standing {
  enum class State { kUndecided, kApproved, kRefused };

  std::string member;
  bool optional = false;
  State state = State::kUndecided;
  std::vector<v1::Envelope> approvals;  // what a run rests on, where it approved
  bool held = false;                    // approved, and its lead has not given the word yet
  bool suspended = false;               // has suspended its part
  bool can_decide = true;               // undecided, and another word of its people would help
  std::string basis;                    // "", "panel ID", "standing approval DIGEST"
  std::string detail;                   // what is still missing, in words

  /// A run may be over it.
  bool ready() const { return state == State::kApproved && !held && !suspended; }
};

/// Where all members stand, in roster order.
struct Standings {
  std::vector<Standing> members;
  governance::Coverage coverage;

  /// It can never run: a member that is not optional refused, or too few are left.
  bool refused() const;
  /// All that are not optional approved, and enough.
  bool approved() const;
  /// Not approved, and it waits for people: not for a policy, a date or a new agreement.
  bool waits() const;
  /// The same of those who are ready to run now.
  bool ready() const;
};

/// Judges anew from what is kept, as every node and trustee will: decisions of people, and the
/// standing approvals on the register. Nothing of it is stored, so that neither order nor a crash
/// between two steps matters. The errors of VerifySubmittedQuery where nothing can run under the
/// agreement in force.
absl::StatusOr<Standings> StandingsOf(const QueryBook::Entry& entry,
                                      const governance::Agreement& agreement, const Clock& clock,
                                      const governance::Register& on);

}  // namespace ginnel::coordinator
