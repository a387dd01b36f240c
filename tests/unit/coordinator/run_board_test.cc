// SPDX-License-Identifier: Apache-2.0
#include "coordinator/run_board.h"

#include <gtest/gtest.h>

#include <thread>

namespace ginnel::coordinator {
namespace {

const absl::Time kStart = absl::UnixEpoch();

TEST(RunBoard, ShowsTheStepAndHowLongThoseBeforeTook) {
  RunBoard board;
  board.Begin("q");
  EXPECT_TRUE(board.Of("q").running);
  board.Step("q", "preparing", kStart);
  board.Step("q", "sharing", kStart + absl::Milliseconds(3));
  RunBoard::View view = board.Of("q");
  EXPECT_EQ(view.step, "sharing");
  ASSERT_EQ(view.timings.size(), 1u);
  EXPECT_EQ(view.timings[0].step(), "preparing");
  EXPECT_EQ(view.timings[0].microseconds(), 3000u);
  board.End("q", kStart + absl::Milliseconds(5));
  view = board.Of("q");
  EXPECT_FALSE(view.running);
  EXPECT_EQ(view.step, "");
  EXPECT_EQ(view.timings.at(1).microseconds(), 2000u);
}

TEST(RunBoard, BeginsANewRunWithNothingOfTheLast) {
  RunBoard board;
  board.Begin("q");
  board.Step("q", "sharing", kStart);
  board.End("q", kStart);
  board.Begin("q");
  EXPECT_TRUE(board.Of("q").timings.empty());
}

TEST(RunBoard, KeepsQueriesApart) {
  RunBoard board;
  board.Begin("q");
  EXPECT_FALSE(board.Of("r").running);
}

TEST(RunBoard, WakesWatchersAtEachChange) {
  RunBoard board;
  const uint64_t before = board.version();
  EXPECT_EQ(board.WaitForChange(before, absl::ZeroDuration()), before);
  std::thread change([&] { board.Begin("q"); });
  EXPECT_NE(board.WaitForChange(before, absl::Seconds(20)), before);
  change.join();
  const uint64_t seen = board.version();
  board.Touch();
  EXPECT_NE(board.WaitForChange(seen, absl::ZeroDuration()), seen);
}

}  // namespace
}  // namespace ginnel::coordinator
