// SPDX-License-Identifier: Apache-2.0
#include "coordinator/node_links.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"

namespace ginnel::coordinator {

void NodeLinks::Connected(const std::string& member, std::weak_ptr<NodeLink> link) {
  std::shared_ptr<NodeLink> older;
  std::shared_ptr<NodeLink> refused;
  {
    std::lock_guard lock(mutex_);
    if (closing_) {
      refused = link.lock();
    } else {
      const auto found = links_.find(member);
      if (found != links_.end()) older = found->second.lock();
      links_[member] = std::move(link);
      changed_.notify_all();
    }
  }
  // Outside the lock: closing a stream calls back into Disconnected, which then no longer knows it.
  // What was assigned over the older stream is lost.
  if (older) {
    older->Close();
    if (on_disconnect_) on_disconnect_(member);
  }
  if (refused) refused->Close();
}

void NodeLinks::Disconnected(const std::string& member, const NodeLink* link) {
  {
    std::lock_guard lock(mutex_);
    const auto found = links_.find(member);
    if (found == links_.end()) return;
    const std::shared_ptr<NodeLink> current = found->second.lock();
    if (current && current.get() != link) return;  // replaced by a newer stream
    links_.erase(found);
    changed_.notify_all();
  }
  if (on_disconnect_) on_disconnect_(member);
}

void NodeLinks::Reported(const std::string& member, const v1::NodeMessage::Report& report) {
  if (on_report_) on_report_(member, report);
}

absl::Status NodeLinks::Send(const std::string& member, const v1::CoordinatorMessage& message) {
  std::shared_ptr<NodeLink> link;
  {
    std::lock_guard lock(mutex_);
    const auto found = links_.find(member);
    if (found != links_.end()) link = found->second.lock();
  }
  if (!link) {
    return ReasonedError(absl::StatusCode::kUnavailable, v1::REASON_UNAVAILABLE,
                         absl::StrCat("the node of ", member, " is not connected"));
  }
  link->Send(message);
  return absl::OkStatus();
}

std::vector<std::string> NodeLinks::WaitFor(const std::vector<std::string>& members,
                                            absl::Duration timeout) {
  std::unique_lock lock(mutex_);
  const auto away = [&] {
    std::vector<std::string> missing;
    for (const std::string& member : members) {
      const auto found = links_.find(member);
      if (found == links_.end() || found->second.expired()) missing.push_back(member);
    }
    return missing;
  };
  changed_.wait_for(lock, absl::ToChronoNanoseconds(timeout),
                    [&] { return closing_ || away().empty(); });
  return away();
}

std::vector<std::string> NodeLinks::connected() const {
  std::lock_guard lock(mutex_);
  std::vector<std::string> members;
  for (const auto& [member, link] : links_) {
    if (!link.expired()) members.push_back(member);
  }
  return members;
}

void NodeLinks::Cut(const std::string& member) {
  std::shared_ptr<NodeLink> link;
  {
    const std::lock_guard lock(mutex_);
    const auto found = links_.find(member);
    if (found != links_.end()) link = found->second.lock();
  }
  if (link) link->Close();
}

void NodeLinks::CloseAll() {
  std::map<std::string, std::weak_ptr<NodeLink>> links;
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
    links = links_;
    changed_.notify_all();
  }
  for (const auto& [member, weak] : links) {
    if (const std::shared_ptr<NodeLink> link = weak.lock()) link->Close();
  }
}

}  // namespace ginnel::coordinator
