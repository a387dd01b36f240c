// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/coordinator.pb.h"

namespace ginnel::coordinator {

/// What each node said last that it can be asked about. In memory only: nodes say it again whenever
/// they connect. A guide for those who ask, not a control: whether a question is answered each node
/// decides for itself. Thread-safe.
class SupplyBoard {
 public:
  void Said(const std::string& member, const v1::NodeMessage::Supply& supply, absl::Time now);

  /// Of every member of `constitution`, in its order. Of what a node said only names of the
  /// dictionary and days are passed on, so that it can say nothing else to anybody.
  std::vector<v1::MemberSupply> Of(const v1::Constitution& constitution,
                                   const std::vector<std::string>& connected) const;

 private:
  struct Word {
    v1::NodeMessage::Supply supply;
    std::string at;  // RFC 3339
  };

  mutable std::mutex mutex_;
  std::map<std::string, Word> words_;  // by member
};

}  // namespace ginnel::coordinator
