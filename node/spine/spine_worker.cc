// SPDX-License-Identifier: Apache-2.0
#include "node/spine/spine_worker.h"

#include <algorithm>
#include <chrono>

#include "base/reason.h"

namespace ginnel::node {
namespace {

constexpr std::chrono::seconds kFirstPause(1);
constexpr std::chrono::seconds kLongestPause(30);

}  // namespace

void SpineWorker::Start() {
  worker_ = std::thread([this] { Work(); });
}

void SpineWorker::Poke() {
  const std::lock_guard lock(mutex_);
  poked_ = true;
  changed_.notify_all();
}

void SpineWorker::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (worker_.joinable()) worker_.join();
}

void SpineWorker::Work() {
  std::chrono::seconds pause = kFirstPause;
  bool again = false;  // even if nobody pokes
  while (true) {
    {
      std::unique_lock lock(mutex_);
      const auto due = [&] { return stopping_ || poked_; };
      if (again) {
        changed_.wait_for(lock, pause, due);
      } else {
        changed_.wait(lock, due);
      }
      if (stopping_) return;
      pause = poked_ ? kFirstPause : std::min(kLongestPause, 2 * pause);
      poked_ = false;
    }
    const absl::StatusOr<KeepEpoch::Next> next = keep_.Step();
    Complain(next.status());
    again = !next.ok() || *next == KeepEpoch::Next::kWaits;
  }
}

void SpineWorker::Complain(const absl::Status& status) {
  std::string complaint(status.message());
  if (complaint == complaint_) return;
  complaint_ = std::move(complaint);
  if (status.ok()) return;
  log_.Write(Event::kSpineDelayed,
             {{"reason", v1::Reason_Name(ReasonOf(status))}, {"error", complaint_}});
}

}  // namespace ginnel::node
