// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/event_log.h"
#include "base/random.h"
#include "base/store/database.h"
#include "governance/register/register.h"
#include "node/service/federation.h"
#include "node/service/spine_line.h"
#include "node/spine/keep_epoch.h"
#include "node/spine/spine_worker.h"
#include "node/store/record_store.h"
#include "node/store/spine_store.h"

namespace ginnel::node {

/// A running node's part in epochs, put together: what `serve` starts, pokes and stops.
/// Thread-safe.
class EpochPartner {
 public:
  struct Parts {
    std::string member;
    governance::Register* on = nullptr;
    store::Database* database = nullptr;
    RecordStore* records = nullptr;
    const Clock* clock = nullptr;
    RandomSource* random = nullptr;
    EventLog* log = nullptr;
  };
  /// `keys`: none where the folder has none; then an epoch that names this member is refused, with
  /// what to do.
  EpochPartner(Parts parts, std::optional<LinkKeys> keys, const TrusteeChannels& channels);
  ~EpochPartner() { Stop(); }

  void Start() { worker_.Start(); }
  /// The register has grown, or the coordinator is there again.
  void Poke() { worker_.Poke(); }
  void Stop() {
    line_.Stop();
    worker_.Stop();
  }
  /// What linked questions are asked over.
  SpineStore& spines() { return spines_; }

 private:
  const std::optional<LinkKeys> keys_;
  SpineStore spines_;
  SpineLine line_;
  KeepEpoch keep_;
  SpineWorker worker_;
};

}  // namespace ginnel::node
