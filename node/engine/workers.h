// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace ginnel::node {

/// Calls `work(worker)` on up to min(threads, items) workers, at least on the calling thread, and
/// waits for all. Where the system has no thread to spare there are fewer, so workers take items
/// from a common counter. `work` must not throw.
template <typename Work>
void RunWorkers(int threads, size_t items, Work work) {
  const size_t workers = std::min(items, static_cast<size_t>(std::max(threads, 1)));
  std::vector<std::thread> others;
  for (size_t worker = 1; worker < workers; ++worker) {
    try {
      others.emplace_back([&work, worker] { work(worker); });
    } catch (const std::system_error&) {
      break;
    }
  }
  work(size_t{0});
  for (std::thread& other : others) other.join();
}

}  // namespace ginnel::node
