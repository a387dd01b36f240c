// SPDX-License-Identifier: Apache-2.0
#include "base/process.h"

#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>

namespace ginnel {

absl::Status HardenProcess() {
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return absl::ErrnoToStatus(errno, "cannot make the process undumpable");
  }
  const struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) {
    return absl::ErrnoToStatus(errno, "cannot forbid core files");
  }
  umask(077);
  return absl::OkStatus();
}

void ShareFreedMemory() { (void)mallopt(M_ARENA_MAX, 2); }

ShutdownSignal::ShutdownSignal() {
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGTERM);
  sigaddset(&wanted, SIGINT);
  pthread_sigmask(SIG_BLOCK, &wanted, &previous_);
  signals_ = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
  requested_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  // A process at its limit of open files before it has started has no way on.
  if (signals_ < 0 || requested_ < 0) std::abort();
}

ShutdownSignal::~ShutdownSignal() {
  // What is still pending was asked for while we were shutting down already.
  struct signalfd_siginfo pending {};
  while (read(signals_, &pending, sizeof(pending)) > 0) {
  }
  close(signals_);
  close(requested_);
  pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
}

void ShutdownSignal::Wait() {
  struct pollfd files[] = {{signals_, POLLIN, 0}, {requested_, POLLIN, 0}};
  while (poll(files, 2, -1) < 0 && errno == EINTR) {
  }
  Request();
}

void ShutdownSignal::Request() {
  const uint64_t one = 1;
  // Fails only where the counter is full, that is, where it was requested before.
  const ssize_t written = write(requested_, &one, sizeof(one));
  (void)written;
}

}  // namespace ginnel
