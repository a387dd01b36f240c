// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "base/event_log.h"
#include "node/spine/keep_epoch.h"

namespace ginnel::node {

/// Takes the steps of KeepEpoch in a thread of its own: whenever the register has grown, and while
/// something is missing again and again, first after a second and then less and less often. Writes
/// what stands in the way to the log, once. Thread-safe.
class SpineWorker {
 public:
  /// Both outlive the worker.
  SpineWorker(KeepEpoch& keep, EventLog& log) : keep_(keep), log_(log) {}
  ~SpineWorker() { Stop(); }

  void Start();
  /// The register has grown, or the coordinator is there again.
  void Poke();
  /// Ends after the step that is under way.
  void Stop();

 private:
  void Work();
  void Complain(const absl::Status& status);

  KeepEpoch& keep_;
  EventLog& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool poked_ = true;
  bool stopping_ = false;
  std::string complaint_;  // the worker's
  std::thread worker_;
};

}  // namespace ginnel::node
