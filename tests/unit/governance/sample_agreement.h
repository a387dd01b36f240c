// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/reason.h"
#include "crypto/signing.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/coordinator.pb.h"
#include "governance/agreement.h"
#include "governance/approval_verifier.h"

namespace ginnel::governance {

/// A clock that stands where it is put. Thread-safe.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(const std::string& rfc3339 = "2026-05-01T12:00:00Z") { Set(rfc3339); }
  void Set(const std::string& rfc3339);
  void Advance(absl::Duration by) { unix_nanos_ += absl::ToInt64Nanoseconds(by); }
  absl::Time Now() const override { return absl::FromUnixNanos(unix_nanos_); }

 private:
  std::atomic<int64_t> unix_nanos_ = 0;
};

/// A ledger that says what it is told.
class FakeHistory final : public RunHistory {
 public:
  FakeHistory() = default;
  FakeHistory(uint32_t n, uint32_t attempt, bool spent = false) : progress_{n, attempt, spent} {}
  absl::StatusOr<RunProgress> ProgressOf(const crypto::Digest& query) const override;

 private:
  RunProgress progress_;
};

/// A register for which every run is in order, and which holds nothing: what it would say has tests
/// of its own (tests/unit/register).
class AgreeableRegister final : public RunRegister {
 public:
  absl::Status stands;  // of any run, before it is opened
  absl::Status held = absl::NotFoundError("not held");
  absl::Status CheckRun(const v1::RunPackage&, absl::Time) const override {
    return absl::OkStatus();
  }
  absl::StatusOr<RunProgress> Before(const v1::Run&) const override { return RunProgress(); }
  absl::Status CheckStands(std::string_view, std::string_view) const override { return stands; }
  absl::Status CheckHeld(std::string_view, const v1::Envelope&) const override { return held; }
  std::map<std::string, v1::Policy, std::less<>> policies;         // by member
  std::map<std::string, v1::Delegation, std::less<>> delegations;  // by digest
  std::map<std::string, v1::GoAhead, std::less<>> go_aheads;       // by member
  absl::StatusOr<v1::Policy> PolicyOf(std::string_view member) const override {
    const auto found = policies.find(member);
    return found == policies.end() ? v1::Policy() : found->second;
  }
  absl::StatusOr<v1::Delegation> DelegationOf(std::string_view digest) const override {
    const auto found = delegations.find(digest);
    if (found != delegations.end()) return found->second;
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_NOT_ON_REGISTER, "none");
  }
  absl::StatusOr<v1::GoAhead> GoAheadOf(std::string_view, std::string_view member) const override {
    const auto found = go_aheads.find(member);
    if (found != go_aheads.end()) return found->second;
    return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_HELD, "held");
  }
  absl::StatusOr<AgreedSpine> spine =
      ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE, "no spine");
  absl::StatusOr<AgreedSpine> AgreedSpineNow() const override { return spine; }
};

/// An agreement of fictional organisations that tests bend before it is signed. As it comes it is
/// valid and in force in 2026/27. Full members north, south (general practice) and hospital
/// (acute); associates east (general practice) and far-north (mental health); trustees office (the
/// coordinator), hospital-trustee (run by the hospital) and university.
struct SampleAgreement {
  SampleAgreement();

  v1::Constitution constitution;
  std::map<std::string, v1::Operations> operations;
  std::set<std::string> constitution_signers;  // party ids
  std::map<std::string, std::string>
      operations_signer;  // party → whose key signs; itself unless it is here

  v1::Member& member(const std::string& id);
  v1::Person& AddPerson(const std::string& id, const std::vector<v1::Role>& roles);

  /// Each name (of a party, a person or a stranger) has its own key.
  static crypto::SigningKey Key(const std::string& name);
  static std::string KeyHex(const std::string& name) { return Key(name).verifying_key().ToHex(); }
  static std::string Pin(const std::string& name);

  /// Signs and writes everything that Load reads.
  void Write(const std::string& folder) const;
  /// Writes into a fresh folder and loads.
  absl::StatusOr<std::shared_ptr<const Agreement>> Load(const Clock& clock = FakeClock()) const;
  /// The sample as it comes, loaded once for the program.
  static std::shared_ptr<const Agreement> InForce();
};

/// A fresh empty folder that goes with the process.
std::string FreshFolder();

/// A question with its approvals and its run, right in all parts until a test bends one. Each
/// document names the digest of the one before, bent or not.
struct SamplePackage {
  explicit SamplePackage(std::shared_ptr<const Agreement> in_force);

  std::shared_ptr<const Agreement> agreement;
  v1::Query query;  // north, south and east, asked by analyst@office
  std::vector<std::string> roster = {"north", "south", "east"};
  std::string query_signer;  // the author unless set
  std::string run_signer = "office";
  std::map<std::string, std::string> approver;  // of a member: ig-lead@MEMBER unless it is here
  std::map<std::string, std::string>
      approval_signer;         // of a member: the approver unless it is here
  static v1::Remark Remark();  // of every approval
  std::function<void(v1::Approval&)> bend_approval = [](v1::Approval&) {};
  std::function<void(v1::Run&)> bend_run = [](v1::Run&) {};

  v1::Approval Approval(const std::string& member, const std::string& query_digest) const;
  v1::RunPackage Build() const;
};

/// 8 for nhs-1-7-round-5, 10 for strict-10, 2 for loose-2.
absl::StatusOr<uint32_t> SampleThreshold(std::string_view profile);

/// The reason of a refusal; REASON_UNSPECIFIED if there was none.
template <typename T>
v1::Reason ReasonFor(const absl::StatusOr<T>& result) {
  return result.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(result.status());
}

}  // namespace ginnel::governance
