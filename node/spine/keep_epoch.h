// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/calendar.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/random.h"
#include "governance/register/epoch_query.h"
#include "governance/register/register.h"
#include "node/records.h"
#include "node/spine/link_keys.h"
#include "node/spine/registered_list.h"
#include "node/spine/spine_assembly.h"
#include "node/spine/spine_exchange.h"
#include "node/store/spine_store.h"

namespace ginnel::node {

/// START HERE for the spine: a node's part in an epoch that its copy of the register has
/// (docs/linkage.md).
///
///   a general-practice member's node
///     lists who is registered, and who was lately → seals it to every linkage member's node →
///     keeps all that → hands it in → states its `spine-part`
///   every linkage member's node, once all lists are on the register
///     fetches what was sealed to it → compares each with the digest that its sender signed → opens
///     → puts the spine together → keeps it → states its `spine`
///
/// Each step rests on what is on disk and on the register, so that it can be taken again after any
/// crash, and what is sent again is the same bytes. A statement is made once. No linkage id leaves
/// but inside a ciphertext. Not thread-safe.
class KeepEpoch {
 public:
  struct Parts {
    std::string member;
    const governance::Register* on = nullptr;
    const LinkKeys* keys = nullptr;  // null: the folder has none
    SpineStore* store = nullptr;
    SpineExchange* exchange = nullptr;
    /// This node's own people for an epoch that was started on a day, and looks back so many
    /// months.
    std::function<absl::StatusOr<RegisteredList>(Day, int)> registered;
    const Clock* clock = nullptr;
    RandomSource* random = nullptr;
    EventLog* log = nullptr;
  };
  explicit KeepEpoch(Parts parts) : parts_(std::move(parts)) {}

  enum class Next {
    kNothing,  // until the register grows
    kWaits,    // for others: look again, also at what the coordinator keeps of this node
  };
  /// Takes every step that can be taken now. An error says what stands in the way: try again.
  /// More dual registrations than the agreement allows are no such error: the node stops until the
  /// next epoch or start, and logs REASON_DUAL_REGISTRATIONS.
  absl::StatusOr<Next> Step();

 private:
  absl::Status CheckKeys() const;
  absl::Status HandIn(const governance::EpochOnRegister& epoch);
  absl::StatusOr<v1::Envelope> MakeList(const governance::EpochOnRegister& epoch);
  absl::Status StateSpine(const governance::EpochOnRegister& epoch);
  absl::StatusOr<v1::Envelope> MakeSpine(const governance::EpochOnRegister& epoch);
  absl::StatusOr<SpineList> FetchList(const governance::EpochOnRegister& epoch,
                                      const std::string& sender);
  absl::StatusOr<uint32_t> AgreedEpoch() const;
  void Log(Event event, uint32_t epoch) const;

  const Parts parts_;
  uint32_t begun_ = 0;    // what is kept of unfinished ones before it is gone
  uint32_t settled_ = 0;  // nothing is left to do here
};

}  // namespace ginnel::node
