// SPDX-License-Identifier: Apache-2.0
#include "node/agent/current_engine.h"

#include <utility>

#include "base/status.h"
#include "node/engine/snapshot.h"

namespace ginnel::node {

absl::StatusOr<std::shared_ptr<Engine>> CurrentEngine::Get() {
  const std::lock_guard lock(mutex_);
  ASSIGN_OR_RETURN(const int64_t generation, store_.Generation());
  if (engine_ != nullptr && engine_->snapshot().info().generation == generation) return engine_;
  // Before the load, so that a failed one leaves none, and memory holds both only where it must.
  engine_.reset();
  ASSIGN_OR_RETURN(DataSet data, store_.Load());
  ASSIGN_OR_RETURN(std::shared_ptr<const Snapshot> snapshot,
                   Snapshot::Create(std::move(data.records), std::move(data.info)));
  engine_ = std::make_shared<Engine>(std::move(snapshot), options_);
  if (loaded_before_) {
    log_.Write(Event::kDataReloaded, {{"generation", engine_->snapshot().info().generation}});
  }
  loaded_before_ = true;
  return engine_;
}

}  // namespace ginnel::node
