// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/resource.h>

namespace ginnel {

/// Of the whole process: all its threads, and what they wait for.
inline double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace ginnel
