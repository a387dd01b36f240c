// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

#include "absl/status/status.h"

namespace ginnel {

/// For the first line of each program's main: no core dumps and no ptrace by the same user
/// (PR_SET_DUMPABLE), no core files (RLIMIT_CORE), and new files are for their owner only (umask
/// 077).
absl::Status HardenProcess();

/// For programs that run for long, before any thread starts: glibc keeps freed memory in a pool of
/// its own for each thread, up to eight a core. A trustee that holds blocks of rows on a thread for
/// each run would keep hundreds of megabytes so. Two pools serve all.
void ShareFreedMemory();

/// The request to end: SIGTERM or SIGINT. Make it in main before any thread starts, because it
/// blocks both signals in the calling thread and threads inherit that. The destructor restores
/// them.
class ShutdownSignal {
 public:
  ShutdownSignal();
  ~ShutdownSignal();
  ShutdownSignal(const ShutdownSignal&) = delete;
  ShutdownSignal& operator=(const ShutdownSignal&) = delete;

  /// Sleeps until a signal came or Request() was called, and returns at once from then on.
  void Wait();
  /// Ends Wait() from within the process, such as after a fatal error. Thread-safe.
  void Request();

 private:
  sigset_t previous_;
  int signals_ = -1;    // signalfd
  int requested_ = -1;  // eventfd
};

}  // namespace ginnel
