// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/dsse.h"
#include "governance/approval_verifier.h"
#include "governance/query_class.h"
#include "governance/statement.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {

inline constexpr char kDelegation[] =
    "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";

// `also`: a sector that north, south and east supply beside general practice.
inline std::shared_ptr<const Agreement> WithPanel(std::optional<v1::Sector> also = std::nullopt) {
  SampleAgreement sample;
  if (also) {
    for (const char* id : {"north", "south", "east"}) sample.member(id).add_sectors(*also);
  }
  v1::Panel& panel = *sample.constitution.add_panels();
  panel.set_id("city-panel");
  for (const char* person :
       {"lay-member@university", "auditor@north", "ig-lead@north", "it-admin@south"}) {
    panel.add_people(person);
  }
  panel.set_quorum(2);
  sample.AddPerson("lay-member@university", {v1::ROLE_LAY_MEMBER});
  sample.AddPerson("auditor@north", {v1::ROLE_AUDITOR});
  sample.AddPerson("it-admin@south", {v1::ROLE_IT_ADMIN});
  sample.AddPerson("auditor@office", {v1::ROLE_AUDITOR});
  sample.AddPerson("ig-deputy@south", {v1::ROLE_IG_DEPUTY});
  sample.AddPerson("ig-deputy@east", {v1::ROLE_IG_DEPUTY});
  return *sample.Load();
}

class MandateAttack : public testing::Test {
 protected:
  MandateAttack() {
    query_class_.set_purpose(package_.query.purpose());
    *query_class_.mutable_population() = package_.query.population();
    *query_class_.mutable_by() = package_.query.by();
    *query_class_.mutable_across() = package_.query.across();
    *query_class_.mutable_measures() = package_.query.measures();
    for (const std::string& member : package_.roster) query_class_.add_members(member);
    query_class_.set_profile(package_.query.profile());
    query_class_.set_runs(3);
    delegation_.set_agreement_digest(package_.agreement->digest().ToHex());
    delegation_.set_member("east");
    delegation_.set_person("ig-lead@east");
    delegation_.set_panel("city-panel");
    *delegation_.mutable_query_class() = query_class_;
    delegation_.set_given_at("2026-04-01T09:00:00Z");
    delegation_.set_not_after("2026-12-31T00:00:00Z");
    standing_.set_agreement_digest(package_.agreement->digest().ToHex());
    standing_.set_member("east");
    standing_.set_approver("ig-lead@east");
    standing_.set_cadence(v1::CADENCE_MONTH);
    standing_.set_given_at("2026-04-01T09:00:00Z");
    standing_.set_not_after("2026-12-31T00:00:00Z");
    standing_.set_interest(v1::INTEREST_NONE);
  }

  // The package with the approvals of east replaced by `east`, and its run signed over them.
  v1::RunPackage With(const std::vector<v1::Envelope>& east, uint32_t n = 1) const {
    v1::RunPackage package = package_.Build();
    package.mutable_approvals()->RemoveLast();
    for (const v1::Envelope& each : east) *package.add_approvals() = each;
    return Signed(std::move(package), [n](v1::Run& run) { run.set_n(n); });
  }
  v1::RunPackage Signed(v1::RunPackage package, const std::function<void(v1::Run&)>& bend) const {
    v1::Run run = *ReadUnverifiedStatement<v1::Run>(package.run());
    run.clear_approval_digests();
    for (const v1::Envelope& each : package.approvals()) {
      run.add_approval_digests(crypto::PayloadDigest(each).ToHex());
    }
    bend(run);
    *package.mutable_run() = *SignStatement(run, SampleAgreement::Key("office"));
    return package;
  }
  v1::Envelope ByPanel(const std::string& person, const std::string& delegation = kDelegation) {
    const std::string digest = crypto::PayloadDigest(package_.Build().query()).ToHex();
    v1::Approval approval = package_.Approval("east", digest);
    approval.set_approver(person);
    approval.set_delegation_digest(delegation);
    return *SignStatement(approval, SampleAgreement::Key(person));
  }
  v1::RunPackage Panel(const std::vector<std::string>& people) {
    register_.delegations[kDelegation] = delegation_;
    std::vector<v1::Envelope> approvals;
    for (const std::string& person : people) approvals.push_back(ByPanel(person));
    return With(approvals);
  }
  // East's standing approval for the series of the package's query, under the policy that lets it.
  v1::RunPackage Standing(uint32_t n = 1, uint32_t runs = 1) {
    package_.query.set_runs(runs);
    package_.bend_approval = [runs](v1::Approval& approval) { approval.set_max_runs(runs); };
    register_.policies["east"].set_mode(v1::NODE_MODE_STANDING);
    if (standing_.series().empty() && !standing_.has_query_class()) {
      standing_.set_series(SeriesDigest(package_.query)->ToHex());
    }
    return With({*SignStatement(standing_, SampleAgreement::Key(standing_.approver()))}, n);
  }
  v1::Reason Refusal(const v1::RunPackage& package, const RunHistory& history = FakeHistory()) {
    for (const VerifierRole& role : {VerifierRole::Node("north"), VerifierRole::Trustee()}) {
      const auto verified =
          ApprovalVerifier(package_.agreement, clock_, role, SampleThreshold, register_)
              .Verify(package, history);
      reason_ = ReasonFor(verified);
      message_ = verified.ok() ? "" : std::string(verified.status().message());
      if (reason_ != v1::REASON_UNSPECIFIED) return reason_;
    }
    return reason_;
  }

  FakeClock clock_;
  AgreeableRegister register_;
  SamplePackage package_{WithPanel()};
  v1::QueryClass query_class_;
  v1::Delegation delegation_;
  v1::StandingApproval standing_;
  v1::Reason reason_ = v1::REASON_UNSPECIFIED;
  std::string message_;
};

}  // namespace ginnel::governance
