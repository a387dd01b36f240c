// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace ginnel {

/// Told how far a long piece of work has come: "reading persons.csv", done, total. A total of 0 is
/// not known beforehand. May be called from any thread.
using ProgressSink = std::function<void(std::string_view what, uint64_t done, uint64_t total)>;

/// Shows progress to a person: on a terminal one line that fills up, elsewhere (a log, a pipe) a
/// line for every tenth. Thread-safe.
class ProgressBar {
 public:
  /// Writes to file descriptor `fd`; finds out itself whether that is a terminal.
  explicit ProgressBar(int fd);
  ProgressBar(int fd, bool terminal) : fd_(fd), terminal_(terminal) {}
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  /// Ends an unfinished line.
  ~ProgressBar();

  void Update(std::string_view what, uint64_t done, uint64_t total);
  /// A sink that must not outlive this bar.
  ProgressSink Sink();

 private:
  void Write(const std::string& text);

  const int fd_;
  const bool terminal_;
  std::mutex mutex_;
  std::string what_;
  int shown_ = -1;  // percent
  bool line_open_ = false;
};

}  // namespace ginnel
