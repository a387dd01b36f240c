// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "absl/status/statusor.h"
#include "base/event_log.h"
#include "node/engine/engine.h"
#include "node/store/record_store.h"

namespace ginnel::node {

/// The engine over the data set that the store holds now. Another process changes that: `ingest`,
/// and `person erase` and `object`, whose promise is that no answer is computed over somebody who
/// was taken out. So it is asked for before each answer, compares the store's generation with the
/// one it has, and loads the newer one. Where that fails there is no engine: never the earlier one.
///
/// An answer in flight keeps the engine that it began with, so the earlier data set and the new one
/// are both in memory until it ends. Without one the earlier goes before the new is loaded. Between
/// answers nothing is looked at: the earlier data set rests in memory until the next one.
/// Thread-safe; who asks during a load waits for it.
class CurrentEngine {
 public:
  /// `store` and `log` outlive this.
  CurrentEngine(RecordStore& store, EventLog& log, Engine::Options options = {})
      : store_(store), log_(log), options_(options) {}

  /// NotFound before the first ingest; the store's and the snapshot's errors. Logs each load but
  /// the first.
  absl::StatusOr<std::shared_ptr<Engine>> Get();

 private:
  RecordStore& store_;
  EventLog& log_;
  const Engine::Options options_;
  std::mutex mutex_;
  std::shared_ptr<Engine> engine_;
  bool loaded_before_ = false;
};

}  // namespace ginnel::node
