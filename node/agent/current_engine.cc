// SPDX-License-Identifier: Apache-2.0
#include "node/agent/current_engine.h"

#include <utility>
#include <vector>

#include "base/status.h"
#include "node/engine/snapshot.h"
#include "node/store/controlled_people.h"

namespace ginnel::node {

absl::StatusOr<std::shared_ptr<Engine>> CurrentEngine::Get() {
  const std::lock_guard lock(mutex_);
  // In a local, so that an error leaves no engine behind.
  std::shared_ptr<Engine> earlier = std::move(engine_);
  ASSIGN_OR_RETURN(Controllers controllers, source_());
  ASSIGN_OR_RETURN(const int64_t generation, store_.Generation());
  const bool same_people = controllers == controllers_;
  if (earlier != nullptr && same_people && earlier->snapshot().info().generation == generation) {
    engine_ = std::move(earlier);
    return engine_;
  }
  // Before the load, so that memory holds both only where it must.
  earlier.reset();
  ASSIGN_OR_RETURN(engine_, Load(controllers));
  if (loaded_before_) {
    log_.Write(Event::kDataReloaded, {{"generation", engine_->snapshot().info().generation},
                                      {"cause", same_people ? "data set" : "controllers"}});
  }
  controllers_ = std::move(controllers);
  loaded_before_ = true;
  return engine_;
}

absl::StatusOr<std::shared_ptr<Engine>> CurrentEngine::Load(const Controllers& controllers) const {
  ASSIGN_OR_RETURN(DataSet data, store_.Load());
  RETURN_IF_ERROR(KeepControlled(data.records, controllers));
  data.info.people = data.records.people();
  std::vector<LinkageId> ids = data.records.ids;
  ASSIGN_OR_RETURN(std::shared_ptr<const Snapshot> snapshot,
                   Snapshot::Create(std::move(data.records), std::move(data.info)));
  return std::make_shared<Engine>(std::move(snapshot), options_, std::move(ids));
}

}  // namespace ginnel::node
