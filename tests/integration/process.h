// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace ginnel::integration {

/// How a program is started. A command's first word is a program of the build ("ginnel-node") or a
/// path.
struct Launch {
  std::vector<std::string> command;
  std::string input{};    // its standard input
  std::string folder{};   // its working folder; empty: the test's
  std::string keep_as{};  // what it wrote goes to this path with .out and .err; empty: nowhere
  std::map<std::string, std::string> environment{};  // besides the test's own
};

/// A program that ended.
struct Outcome {
  int exit_code = -1;  // minus the signal's number if one ended it
  std::string out, err;
};

/// Runs a program to its end. A program that does not end within `patience` is killed (exit code
/// -9).
Outcome Run(const Launch& launch, absl::Duration patience = absl::Seconds(60));
Outcome Run(const std::vector<std::string>& command);

/// A server under test. It dies with the test (`setpriv --pdeathsig KILL`) and at the latest with
/// this object. Start it from the main thread only: the death signal follows the starting thread.
class Process {
 public:
  /// Returns once the program wrote `ready` at the start of a line of its standard output (at once
  /// if that is empty);
  /// FailedPrecondition with its last words if it ended before, DeadlineExceeded if it did neither.
  static absl::StatusOr<std::unique_ptr<Process>> Start(
      const Launch& launch, std::string_view ready, absl::Duration patience = absl::Seconds(30));
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  /// What it has written so far.
  std::string out() const { return Text(out_); }
  std::string err() const { return Text(err_); }
  /// Waits until `words` stand in its log (standard error) at or after byte `from`; returns the
  /// place after them, for a next call. DeadlineExceeded, or FailedPrecondition if it ended
  /// without.
  absl::StatusOr<size_t> WaitForLog(std::string_view words, size_t from = 0,
                                    absl::Duration patience = absl::Seconds(30));
  size_t LogSize() const;

  /// SIGKILL; returns when it is gone. Nothing happens to one that ended.
  void Kill9();
  /// SIGTERM, and the exit code (minus the signal's number). It is killed after `patience`.
  int Terminate(absl::Duration patience = absl::Seconds(30));
  /// Waits for its own end: the exit code, or DeadlineExceeded.
  absl::StatusOr<int> WaitForEnd(absl::Duration patience = absl::Seconds(30));
  void Stop();      // SIGSTOP: it holds still, with all its connections open
  void Continue();  // SIGCONT
  bool ended();

 private:
  friend Outcome Run(const Launch& launch, absl::Duration patience);
  struct Stream {
    int fd = -1;
    std::string text;
    bool open = true;
  };
  Process() = default;
  absl::Status Spawn(const Launch& launch);
  void Read();
  void Reap(int status);
  std::string Text(const Stream& stream) const;
  template <typename Condition>
  bool WaitUntil(absl::Duration patience, Condition condition);

  pid_t pid_ = -1;
  bool reaped_ = false;
  int exit_code_ = -1;
  std::string keep_as_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Stream out_, err_;
  std::thread reader_;
};

/// Where a program of the build lies.
std::string ProgramPath(const std::string& name);

}  // namespace ginnel::integration
