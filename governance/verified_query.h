// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/digest.h"
#include "ginnel/v1/query.pb.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::governance {

/// Proof, as a type, that one attempt of one run of one query was approved by everybody whose data
/// it touches. Made only by the ApprovalVerifier; the engine and the sharing protocol ask for one,
/// so that skipping the check does not compile. Immutable.
class VerifiedQuery {
 public:
  const v1::Query& query() const { return query_; }
  const crypto::Digest& query_digest() const { return query_digest_; }
  const v1::Run& run() const { return run_; }
  /// Names this attempt (run_id.h).
  const crypto::Digest& run_id() const { return run_id_; }
  /// Member ids in agreement order, all required.
  const std::vector<std::string>& roster() const { return roster_; }
  /// Position of `member` in the roster; −1 if it is not there.
  int RosterIndex(std::string_view member) const {
    for (size_t i = 0; i < roster_.size(); ++i) {
      if (roster_[i] == member) return static_cast<int>(i);
    }
    return -1;
  }
  /// k: the smallest count that may be shown.
  uint32_t threshold() const { return run_.threshold(); }
  /// In roster order.
  const std::vector<crypto::Digest>& approval_digests() const { return approval_digests_; }
  /// As approved.
  const std::vector<v1::Sector>& sectors() const { return sectors_; }
  /// Cells rest on fewer members than the agreement's minimum; every approval says so.
  bool attributable() const { return attributable_; }

 private:
  friend class ApprovalVerifier;
  friend class VerifiedQueryForTest;
  VerifiedQuery() = default;

  v1::Query query_;
  crypto::Digest query_digest_;
  v1::Run run_;
  crypto::Digest run_id_;
  std::vector<std::string> roster_;
  std::vector<crypto::Digest> approval_digests_;
  std::vector<v1::Sector> sectors_;
  bool attributable_ = false;
};

}  // namespace ginnel::governance
