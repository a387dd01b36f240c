// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "base/process.h"

namespace ginnel::rehearsal {

/// A folder of this process alone that goes when the object goes, and when somebody ends the
/// process with SIGINT or SIGTERM: what lies in it looks like patient data. Make it in main before
/// any thread.
class ScratchFolder {
 public:
  static absl::StatusOr<std::unique_ptr<ScratchFolder>> Create();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path);
  void Remove() const;

  const std::string path_;
  ShutdownSignal signal_;
  std::atomic<bool> done_{
      false};  // set before signal_.Request(): a signal gives no order by itself
  std::thread watcher_;
};

}  // namespace ginnel::rehearsal
