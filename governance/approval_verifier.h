// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "ginnel/v1/coordinator.pb.h"
#include "governance/agreement.h"
#include "governance/decision.h"
#include "governance/member_approval.h"
#include "governance/run_history.h"
#include "governance/run_register.h"
#include "governance/submitted_query.h"
#include "governance/verified_query.h"

namespace ginnel::governance {

/// An attempt that fails may be tried again so often; then the query waits for people.
inline constexpr uint32_t kMaxAttempts = 3;

/// Who is verifying: a node, for which its own member must be on the roster, or a trustee.
class VerifierRole {
 public:
  static VerifierRole Node(std::string member) { return VerifierRole(true, std::move(member)); }
  static VerifierRole Trustee() { return VerifierRole(false, ""); }
  bool is_node() const { return is_node_; }
  const std::string& member() const { return member_; }

 private:
  VerifierRole(bool is_node, std::string member) : is_node_(is_node), member_(std::move(member)) {}
  bool is_node_;  // said, not inferred: a node without a name is on no roster
  std::string member_;
};

/// Judges a run for oneself: the coordinator is not trusted to say "approved". The only maker of a
/// VerifiedQuery.
///
/// Every check of protocols.md 7. Thread-safe. A verifier is made
/// anew when the agreement changes; clock and register outlive it.
class ApprovalVerifier {
 public:
  ApprovalVerifier(std::shared_ptr<const Agreement> agreement, const Clock& clock,
                   VerifierRole role, ThresholdOfProfile threshold_of, const RunRegister& on)
      : agreement_(std::move(agreement)),
        clock_(clock),
        register_(on),
        role_(std::move(role)),
        threshold_of_(std::move(threshold_of)) {}

  /// Each refusal carries its v1::Reason. `history` is what was accepted before; the caller records
  /// the acceptance before it acts.
  absl::StatusOr<VerifiedQuery> Verify(const v1::RunPackage& package,
                                       const RunHistory& history) const;

 private:
  absl::StatusOr<v1::Run> OpenRun(const v1::Envelope& envelope) const;
  absl::Status CheckRun(const v1::Run& run, const SubmittedQuery& query) const;
  absl::Status CheckThreshold(const v1::Run& run, const v1::Query& query) const;
  absl::Status CheckApprovals(const v1::RunPackage& package, const SubmittedQuery& query,
                              VerifiedQuery& verified) const;
  absl::Status CheckOrder(const v1::Run& run, const RunHistory& history,
                          const crypto::Digest& query) const;

  std::shared_ptr<const Agreement> agreement_;
  const Clock& clock_;
  const RunRegister& register_;
  VerifierRole role_;
  ThresholdOfProfile threshold_of_;
};

}  // namespace ginnel::governance
