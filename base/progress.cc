// SPDX-License-Identifier: Apache-2.0
#include "base/progress.h"

#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ginnel {
namespace {

constexpr int kBarWidth = 30;

std::string BarOf(const std::string& what, int percent) {
  const auto full = static_cast<size_t>(percent * kBarWidth / 100);
  return absl::StrFormat("\r%s [%s%s] %3d %%", what, std::string(full, '#'),
                         std::string(kBarWidth - full, ' '), percent);
}

}  // namespace

ProgressBar::ProgressBar(int fd) : ProgressBar(fd, isatty(fd) == 1) {}

ProgressBar::~ProgressBar() {
  if (line_open_) Write("\n");
}

void ProgressBar::Update(std::string_view what, uint64_t done, uint64_t total) {
  const std::lock_guard lock(mutex_);
  if (what != what_) {
    if (line_open_) Write("\n");
    line_open_ = false;
    what_ = std::string(what);
    shown_ = -1;
  }
  const int percent =
      total == 0 ? (done == 0 ? 0 : 100) : static_cast<int>(std::min(done, total) * 100 / total);
  const int step = terminal_ ? 1 : 10;
  // Work of unknown length is shown when it starts and when it is told to have ended, not between.
  const int shown = percent / step * step;
  if (shown <= shown_) return;
  shown_ = shown;
  if (terminal_) {
    Write(BarOf(what_, percent) + (percent == 100 ? "\n" : ""));
    line_open_ = percent != 100;
  } else {
    Write(absl::StrFormat("%s: %d %%\n", what_, shown));
  }
}

ProgressSink ProgressBar::Sink() {
  return
      [this](std::string_view what, uint64_t done, uint64_t total) { Update(what, done, total); };
}

void ProgressBar::Write(const std::string& text) {
  // Progress is a courtesy: where it cannot be written the work goes on.
  [[maybe_unused]] const ssize_t written = write(fd_, text.data(), text.size());
}

}  // namespace ginnel
