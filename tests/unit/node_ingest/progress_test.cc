// SPDX-License-Identifier: Apache-2.0
#include "base/progress.h"

#include <gmock/gmock.h>
#include <sys/mman.h>
#include <unistd.h>

namespace ginnel {
namespace {

std::string Shown(bool terminal, const std::function<void(ProgressBar&)>& work) {
  const int fd = memfd_create("progress", MFD_CLOEXEC);
  {
    ProgressBar bar(fd, terminal);
    work(bar);
  }
  std::string text(1u << 16, '\0');
  text.resize(static_cast<size_t>(pread(fd, text.data(), text.size(), 0)));
  close(fd);
  return text;
}

TEST(ProgressBar, WritesALineForEveryTenthToALog) {
  const std::string text = Shown(false, [](ProgressBar& bar) {
    for (uint64_t i = 0; i <= 1000; ++i) bar.Update("work", i, 1000);
  });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 11);
  EXPECT_THAT(text, testing::StartsWith("work: 0 %\nwork: 10 %\n"));
  EXPECT_THAT(text, testing::EndsWith("work: 100 %\n"));
}

TEST(ProgressBar, FillsUpOneLineOnATerminalAndEndsIt) {
  const std::string text = Shown(true, [](ProgressBar& bar) {
    bar.Update("first", 1, 2);
    bar.Update("second", 2, 2);
    bar.Update("third", 1, 4);
  });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  EXPECT_THAT(text, testing::HasSubstr("\rfirst [###############               ]  50 %\n"));
  EXPECT_THAT(text, testing::EndsWith(" 25 %\n"));
}

TEST(ProgressBar, WorkOfUnknownLengthShowsItsEnd) {
  EXPECT_EQ(Shown(false,
                  [](ProgressBar& bar) {
                    bar.Update("stream", 0, 0);
                    bar.Update("stream", 1, 1);
                  }),
            "stream: 0 %\nstream: 100 %\n");
}

}  // namespace
}  // namespace ginnel
