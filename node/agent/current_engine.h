// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/status/statusor.h"
#include "base/event_log.h"
#include "node/engine/engine.h"
#include "node/store/controllers.h"
#include "node/store/record_store.h"

namespace ginnel::node {

/// The engine over the data set that the store holds now, without the people for whom the member
/// does not act now (controlled_people.h). Others change both: `ingest`, `person erase` and
/// `object`, whose promise is that no answer is computed over somebody who was taken out; and the
/// member's operations, by which a practice withdraws. So it is asked for before each answer,
/// compares the store's generation and the controllers with those that it was loaded for, and loads
/// anew where one differs. Where that fails there is no engine: never the earlier one.
///
/// An answer in flight keeps the engine that it began with, so the earlier data set and the new one
/// are both in memory until it ends. Without one the earlier goes before the new is loaded. Between
/// answers nothing is looked at: the earlier data set rests in memory until the next one.
/// Thread-safe; who asks during a load waits for it.
class CurrentEngine {
 public:
  /// The controllers that are in force at this moment; an error where nobody knows.
  using ControllersSource = std::function<absl::StatusOr<Controllers>()>;

  /// `store` and `log` outlive this.
  CurrentEngine(RecordStore& store, ControllersSource controllers, EventLog& log,
                Engine::Options options = {})
      : store_(store), source_(std::move(controllers)), log_(log), options_(options) {}

  /// NotFound before the first ingest; the errors of the store, of the snapshot and of the
  /// controllers' source. Logs each load but the first.
  absl::StatusOr<std::shared_ptr<Engine>> Get();

 private:
  absl::StatusOr<std::shared_ptr<Engine>> Load(const Controllers& controllers) const;

  RecordStore& store_;
  const ControllersSource source_;
  EventLog& log_;
  const Engine::Options options_;
  std::mutex mutex_;
  std::shared_ptr<Engine> engine_;
  Controllers controllers_;  // that engine_ was loaded for
  bool loaded_before_ = false;
};

}  // namespace ginnel::node
