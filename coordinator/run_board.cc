// SPDX-License-Identifier: Apache-2.0
#include "coordinator/run_board.h"

#include <utility>

namespace ginnel::coordinator {

void RunBoard::TouchLocked() {
  ++version_;
  changed_.notify_all();
}

void RunBoard::CloseStep(Board& board, absl::Time now) {
  if (board.step.empty()) return;
  v1::RunTiming timing;
  timing.set_step(board.step);
  timing.set_microseconds(static_cast<uint64_t>(absl::ToInt64Microseconds(now - board.step_began)));
  board.timings.push_back(std::move(timing));
  board.step.clear();
}

void RunBoard::Begin(const std::string& query) {
  std::lock_guard lock(mutex_);
  boards_[query] = Board{};
  boards_[query].running = true;
  TouchLocked();
}

void RunBoard::Step(const std::string& query, std::string step, absl::Time now) {
  std::lock_guard lock(mutex_);
  Board& board = boards_[query];
  CloseStep(board, now);
  board.step = std::move(step);
  board.step_began = now;
  TouchLocked();
}

void RunBoard::End(const std::string& query, absl::Time now) {
  std::lock_guard lock(mutex_);
  Board& board = boards_[query];
  CloseStep(board, now);
  board.running = false;
  TouchLocked();
}

RunBoard::View RunBoard::Of(const std::string& query) const {
  std::lock_guard lock(mutex_);
  const auto found = boards_.find(query);
  if (found == boards_.end()) return {};
  return {found->second.step, found->second.timings, found->second.running};
}

uint64_t RunBoard::version() const {
  std::lock_guard lock(mutex_);
  return version_;
}

void RunBoard::Touch() {
  std::lock_guard lock(mutex_);
  TouchLocked();
}

uint64_t RunBoard::WaitForChange(uint64_t seen, absl::Duration timeout) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout), [&] { return version_ != seen; });
  return version_;
}

}  // namespace ginnel::coordinator
