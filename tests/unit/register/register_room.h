// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "base/reason.h"
#include "crypto/dsse.h"
#include "governance/register/enter_folder.h"
#include "governance/register/register.h"
#include "governance/register/register_query.h"
#include "governance/remark.h"
#include "governance/statement.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {

/// One party's copy of the register, in a store of its own.
struct Copy {
  std::unique_ptr<store::Database> database;
  std::unique_ptr<Register> on;
};

/// The register of the sample agreement at the coordinator ("office"), both other trustees and the
/// nodes of north, south and east; what is published reaches a copy when a test says so.
class RegisterRoom : public testing::Test {
 protected:
  RegisterRoom() : RegisterRoom([](SampleAgreement&) {}) {}
  /// The sample, bent before it is signed. `more`: migrations of the stores, after the register's.
  explicit RegisterRoom(const std::function<void(SampleAgreement&)>& bend,
                        std::vector<std::string> more = {})
      : migrations_{std::string(RegisterStore::kSchema), std::string(Waypoints::kSchema)},
        folder_(FreshFolder()),
        base_((bend(sample_), WrittenTo(folder_))),
        package_(base_) {
    migrations_.insert(migrations_.end(), more.begin(), more.end());
    for (const char* party : {"office", "hospital-trustee", "university", "north", "south"}) {
      Reopen(party);
    }
    const absl::Status entered = EnterFolder(AgreementFolder(folder_ + "/agreement"), office());
    EXPECT_TRUE(entered.ok()) << entered;
  }
  ~RegisterRoom() override {
    copies_.clear();
    std::filesystem::remove_all(folder_);
  }

  std::shared_ptr<const Agreement> WrittenTo(const std::string& folder) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    sample_.Write(folder + "/agreement");
    return *Agreement::Load(folder + "/agreement", clock_);
  }
  std::string PathOf(const std::string& party) const { return folder_ + "/" + party + ".db"; }
  Register& Reopen(const std::string& party) {
    Copy& copy = copies_[party];
    copy.on.reset();
    copy.database.reset();
    copy.database =
        *store::Database::Open(PathOf(party), std::array<uint8_t, 32>{}, {migrations_, 9});
    auto opened = Register::Open(*copy.database, base_, party);
    EXPECT_TRUE(opened.ok()) << opened.status();
    copy.on = *std::move(opened);
    return *copy.on;
  }
  Register& At(const std::string& party) { return *copies_.at(party).on; }
  Register& office() { return At("office"); }

  absl::StatusOr<uint64_t> Add(const v1::Envelope& statement, Register& on) {
    uint64_t index = 0;
    const absl::Status status =
        on.Commit("add", [&](store::Transaction&, StatementLog::Entries& entries) -> absl::Status {
          absl::StatusOr<uint64_t> at = entries.Append(statement);
          if (at.ok()) index = *at;
          return at.status();
        });
    if (!status.ok()) return status;
    return index;
  }
  absl::StatusOr<uint64_t> Add(const v1::Envelope& statement) { return Add(statement, office()); }
  /// The query and its approvals.
  void Approve(const v1::RunPackage& package) {
    ASSERT_TRUE(Add(package.query()).ok());
    for (const v1::Envelope& approval : package.approvals()) ASSERT_TRUE(Add(approval).ok());
  }
  template <typename T>
  static v1::Envelope Sign(const T& statement, const std::string& by) {
    return *SignStatement(statement, SampleAgreement::Key(by));
  }
  static v1::Revocation RevocationOf(const v1::Envelope& approval, const std::string& member) {
    v1::Revocation revocation;
    revocation.set_approval_digest(crypto::PayloadDigest(approval).ToHex());
    revocation.set_query_digest(ReadUnverifiedStatement<v1::Approval>(approval)->query_digest());
    revocation.set_member(member);
    revocation.set_person("ig-lead@" + member);
    revocation.set_given_at("2026-05-01T11:00:00Z");
    return revocation;
  }
  static v1::Suspension SuspensionOf(const std::string& party, bool lifted = false) {
    v1::Suspension suspension;
    suspension.set_party(party);
    suspension.set_person("ig-lead@" + party);
    suspension.set_lifted(lifted);
    suspension.set_given_at(lifted ? "2026-05-01T11:30:00Z" : "2026-05-01T11:00:00Z");
    return suspension;
  }

  /// A checkpoint over everything at `on`, by trustee 1, not yet co-signed.
  std::string Checkpoint(Register& on) {
    return on.MakeCheckpoint(SampleAgreement::Key("office"))->ToText();
  }
  std::string Checkpoint() { return Checkpoint(office()); }
  absl::StatusOr<v1::WitnessResponse> Witness(const std::string& trustee, Register& from,
                                              const std::string& note) {
    const auto update = from.UpdateFrom(*At(trustee).size(), note);
    if (!update.ok()) return update.status();
    return At(trustee).Witness(*update, trustee, SampleAgreement::Key(trustee), clock_.Now());
  }
  /// Both trustees' cosignatures under `note`.
  absl::StatusOr<std::string> Cosigned(Register& from, const std::string& note) {
    crypto::SignedNote both = *crypto::SignedNote::Parse(note);
    for (const char* trustee : {"hospital-trustee", "university"}) {
      const auto response = Witness(trustee, from, note);
      if (!response.ok()) return response.status();
      both.lines.push_back(crypto::SignedNote::Parse(response->checkpoint())->lines.back());
    }
    return both.ToText();
  }
  std::string Publish() {
    const auto note = Cosigned(office(), Checkpoint());
    EXPECT_TRUE(note.ok()) << note.status();
    EXPECT_TRUE(office().KeepCosigned(*note).ok());
    return *note;
  }
  absl::Status Feed(const std::string& node, Register& from, const std::string& note) {
    const auto update = from.UpdateFrom(*At(node).size(), note);
    if (!update.ok()) return update.status();
    return At(node).Extend(*update, Register::Cosignatures::kBoth);
  }
  absl::Status Feed(const std::string& node, const std::string& note) {
    return Feed(node, office(), note);
  }
  /// The run of `package` on everybody's register, with its checkpoint in the package.
  void Publish(v1::RunPackage& package) {
    ASSERT_TRUE(Add(package.run()).ok());
    package.set_checkpoint(Publish());
    ASSERT_TRUE(Feed("north", package.checkpoint()).ok());
  }
  v1::Reason Refusal(const std::string& party, const v1::RunPackage& package) {
    const absl::Status status = At(party).CheckRun(package, clock_.Now());
    return status.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(status);
  }

  FakeClock clock_;
  SampleAgreement sample_;
  std::vector<std::string> migrations_;
  const std::string folder_;
  const std::shared_ptr<const Agreement> base_;
  SamplePackage package_;
  std::map<std::string, Copy> copies_;
};

}  // namespace ginnel::governance
