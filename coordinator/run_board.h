// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "ginnel/v1/coordinator.pb.h"

namespace ginnel::coordinator {

/// What a watcher sees of runs in progress: the step, and how long each took. In memory only.
/// Thread-safe.
class RunBoard {
 public:
  void Begin(const std::string& query);
  /// Ends the step before; `now` by the process's clock.
  void Step(const std::string& query, std::string step, absl::Time now);
  void End(const std::string& query, absl::Time now);

  struct View {
    std::string step;
    std::vector<v1::RunTiming> timings;
    bool running = false;
  };
  View Of(const std::string& query) const;

  /// A number that changes whenever anything about any query changed.
  uint64_t version() const;
  void Touch();
  /// Waits until the version differs from `seen` or `timeout` passed; returns the version.
  uint64_t WaitForChange(uint64_t seen, absl::Duration timeout) const;

 private:
  struct Board {
    std::string step;
    absl::Time step_began;
    std::vector<v1::RunTiming> timings;
    bool running = false;
  };
  void CloseStep(Board& board, absl::Time now);
  void TouchLocked();

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  uint64_t version_ = 1;
  std::map<std::string, Board> boards_;
};

}  // namespace ginnel::coordinator
