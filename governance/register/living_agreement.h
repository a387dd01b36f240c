// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/digest.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement.h"

namespace ginnel::governance {

/// The agreement as the register's entries make it: the first constitution, then each party's
/// operations and each next constitution as they come. An agreement is in force once all three
/// trustees have operations; until a later one is complete, the one before stays in force. A value:
/// After makes another one.
class LivingAgreement {
 public:
  /// What the agreement is after `envelope`, a constitution or operations, as the next such entry.
  /// A first constitution is signed by all its full members, a later one follows the one before
  /// (succession.h); operations are signed by their party's key, with a higher version than the
  /// last, and with controllers where those of that party had any before: its key may have changed
  /// in between, but not its membership. Each refusal carries its reason.
  absl::StatusOr<LivingAgreement> After(const v1::Envelope& envelope) const;

  /// The agreement with those of `operations` (by party) that are newer; current() where they do
  /// not fit into it. Null until the first is complete.
  std::shared_ptr<const Agreement> With(
      const std::map<std::string, v1::Envelope>& operations) const;
  /// Whether it is the very same value.
  bool Same(const LivingAgreement& other) const { return state_ == other.state_; }

  /// Null until the first is complete.
  std::shared_ptr<const Agreement> current() const { return state_ ? state_->current : nullptr; }

 private:
  struct State {
    v1::Envelope envelope;  // of the constitution
    v1::Constitution constitution;
    std::vector<crypto::Digest> before;  // of the constitutions that it follows
    std::map<std::string, v1::Envelope> operations;
    std::map<std::string, uint32_t> versions;  // the highest ever of each party
    std::set<std::string> listing;             // parties whose last operations list controllers
    std::shared_ptr<const Agreement> current;
  };
  absl::StatusOr<State> AfterConstitution(const v1::Envelope& envelope) const;
  absl::StatusOr<State> AfterOperations(const v1::Envelope& envelope) const;
  static absl::Status Assemble(State& state);

  std::shared_ptr<const State> state_;  // null before the first constitution
};

/// Whether an entry is one that changes the agreement.
bool ChangesAgreement(const v1::Envelope& envelope);

}  // namespace ginnel::governance
