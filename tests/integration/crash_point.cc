// SPDX-License-Identifier: Apache-2.0
//
// Preloaded into a program under test. Kills it, as kill -9 would, just before its
// GINNEL_CRASH_AT-th step to disk. Steps are counted from 1: the first write of each transaction
// (killed there, nothing of it is on disk) and each sync (killed there, all of it is written and
// nobody was told).
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

namespace {

std::atomic<long> steps{0};
std::atomic<bool> writing{false};

long CrashAt() {
  static const long at = [] {
    const char* text = std::getenv("GINNEL_CRASH_AT");
    return text == nullptr ? 0L : std::atol(text);
  }();
  return at;
}

void Step() {
  if (++steps == CrashAt()) kill(getpid(), SIGKILL);
}

}  // namespace

extern "C" {

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  if (!writing.exchange(true)) Step();
  return syscall(SYS_pwrite64, fd, data, size, offset);
}

int fdatasync(int fd) {
  Step();
  writing = false;
  return static_cast<int>(syscall(SYS_fdatasync, fd));
}

}  // extern "C"
