// SPDX-License-Identifier: Apache-2.0
#include "base/process.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

namespace ginnel {
namespace {

TEST(ShutdownSignal, ReturnsOnSigtermAndKeepsReturning) {
  ShutdownSignal signal;
  kill(getpid(), SIGTERM);
  signal.Wait();
  signal.Wait();
}

TEST(ShutdownSignal, ReturnsOnRequestFromAnotherThread) {
  ShutdownSignal signal;
  std::thread other([&signal] { signal.Request(); });
  signal.Wait();
  other.join();
}

TEST(ShutdownSignal, GivesTheSignalsBack) {
  sigset_t before;
  sigset_t after;
  pthread_sigmask(SIG_BLOCK, nullptr, &before);
  {
    ShutdownSignal signal;
    kill(getpid(), SIGINT);
    kill(getpid(), SIGTERM);  // a second one while shutting down does not kill afterwards
    signal.Wait();
  }
  pthread_sigmask(SIG_BLOCK, nullptr, &after);
  EXPECT_EQ(sigismember(&before, SIGTERM), sigismember(&after, SIGTERM));
  EXPECT_EQ(sigismember(&before, SIGINT), sigismember(&after, SIGINT));
}

TEST(HardenProcess, LeavesNoDumpsAndPrivateFiles) {
  const mode_t previous = umask(022);
  ASSERT_TRUE(HardenProcess().ok());
  EXPECT_EQ(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
  struct rlimit core {};
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &core), 0);
  EXPECT_EQ(core.rlim_max, 0u);
  EXPECT_EQ(umask(previous), 077u);
}

}  // namespace
}  // namespace ginnel
