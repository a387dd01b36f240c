// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/governance/sample_agreement.h"

#include <stdlib.h>  // mkdtemp

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/document.h"
#include "base/random.h"
#include "base/reason.h"
#include "crypto/dsse.h"
#include "crypto/oprf_key.h"
#include "governance/agreement_folder.h"
#include "governance/remark.h"
#include "governance/statement.h"
#include "gtest/gtest.h"

namespace ginnel::governance {
namespace {

// Tests stop at the first thing that goes wrong in making the sample itself.
template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) {
    ADD_FAILURE() << result.status();
    std::abort();
  }
  return *std::move(result);
}

void AddMember(v1::Constitution& constitution, const std::string& id, v1::MemberKind kind,
               v1::Sector sector) {
  v1::Member& member = *constitution.add_members();
  member.set_id(id);
  member.set_title("The " + id + " organisation");
  member.set_kind(kind);
  member.add_sectors(sector);
  member.set_signing_key(SampleAgreement::KeyHex(id));
  member.set_expected_people(2000);
}

void AddTrustee(v1::Constitution& constitution, const std::string& id,
                const std::string& organisation) {
  v1::Trustee& trustee = *constitution.add_trustees();
  trustee.set_id(id);
  trustee.set_organisation(organisation);
  trustee.set_host(id + ".example");
  trustee.set_administrator("administrators of " + organisation);
  trustee.set_signing_key(SampleAgreement::KeyHex(id));
  SystemRandom random;
  const crypto::OprfKeyPart part = crypto::OprfKeyPart::Generate(random);
  trustee.set_oprf_key(part.public_part().ToHex());
  trustee.set_oprf_proof(part.Prove(SampleAgreement::Key(id).verifying_key(), random).ToHex());
}

void AddRest(v1::Constitution& constitution) {
  constitution.set_title("Sample agreement");
  constitution.set_version(1);
  constitution.set_starts("2026-04-01");
  constitution.set_ends("2027-03-31");
  v1::Purpose& purpose = *constitution.add_purposes();
  purpose.set_id("planning");
  purpose.set_title("Planning of services");
  purpose.set_legal_basis("UK GDPR article 6(1)(e) and 9(2)(h)");
  purpose.set_opt_out_rule(v1::OPT_OUT_RULE_ALLOW_LIST);
  purpose.set_list_max_age_days(28);
  v1::Floors& floors = *constitution.mutable_floors();
  floors.set_profile("nhs-1-7-round-5");
  floors.set_minimum_members(3);
  floors.set_max_runs(5);
  floors.set_max_approval_days(90);
  floors.set_queries_per_author_and_week(20);
  v1::Variable& age = *constitution.mutable_dictionary()->add_variables();
  age.set_name("age");
  constitution.add_models()->set_model("age-complexity");
}

}  // namespace

void FakeClock::Set(const std::string& rfc3339) {
  unix_nanos_ = absl::ToUnixNanos(Must(ParseRfc3339(rfc3339)));
}

absl::StatusOr<RunProgress> FakeHistory::ProgressOf(const crypto::Digest&) const {
  return progress_;
}

SampleAgreement::SampleAgreement() {
  AddMember(constitution, "north", v1::MEMBER_KIND_FULL, v1::SECTOR_GENERAL_PRACTICE);
  AddMember(constitution, "south", v1::MEMBER_KIND_FULL, v1::SECTOR_GENERAL_PRACTICE);
  AddMember(constitution, "hospital", v1::MEMBER_KIND_FULL, v1::SECTOR_ACUTE);
  AddMember(constitution, "east", v1::MEMBER_KIND_ASSOCIATE, v1::SECTOR_GENERAL_PRACTICE);
  AddMember(constitution, "far-north", v1::MEMBER_KIND_ASSOCIATE, v1::SECTOR_MENTAL_HEALTH);
  AddTrustee(constitution, "office", "Office of Data Analytics");
  AddTrustee(constitution, "hospital-trustee", "The hospital organisation");
  AddTrustee(constitution, "university", "University");
  AddRest(constitution);
  constitution_signers = {"north", "south", "hospital"};
  for (const v1::Member& each : constitution.members()) {
    operations[each.id()].set_certificate_sha256(Pin(each.id()));
    AddPerson("ig-lead@" + each.id(), {v1::ROLE_IG_LEAD});
  }
  for (const v1::Trustee& each : constitution.trustees()) {
    operations[each.id()].set_certificate_sha256(Pin(each.id()));
    operations[each.id()].set_endpoint(each.host() + ":7443");
  }
  for (auto& [party, statement] : operations) {
    statement.set_party(party);
    statement.set_version(1);
  }
  AddPerson("analyst@office", {v1::ROLE_ANALYST});
  AddPerson("analyst@hospital-trustee", {v1::ROLE_ANALYST});
  AddPerson("doctor@north", {v1::ROLE_ANALYST, v1::ROLE_IG_LEAD});
  AddPerson("deputy@north", {v1::ROLE_IG_LEAD});
  AddPerson("it@north", {v1::ROLE_IT_ADMIN});
}

v1::Member& SampleAgreement::member(const std::string& id) {
  return *std::find_if(constitution.mutable_members()->begin(),
                       constitution.mutable_members()->end(),
                       [&id](const v1::Member& each) { return each.id() == id; });
}

v1::Person& SampleAgreement::AddPerson(const std::string& id, const std::vector<v1::Role>& roles) {
  v1::Person& person = *operations[id.substr(id.find('@') + 1)].add_people();
  person.set_id(id);
  for (const v1::Role role : roles) person.add_roles(role);
  person.set_signing_key(KeyHex(id));
  person.set_certificate_sha256(Pin(id));
  return person;
}

crypto::SigningKey SampleAgreement::Key(const std::string& name) {
  return Must(
      crypto::SigningKey::FromSeed(SecretBytes::CopyOf(crypto::Sha256("key of " + name).bytes)));
}

std::string SampleAgreement::Pin(const std::string& name) {
  return crypto::Sha256("certificate of " + name).ToHex();
}

void SampleAgreement::Write(const std::string& folder) const {
  const AgreementFolder files(folder);
  std::filesystem::create_directories(folder + "/operations");
  // Not WriteFileAtomically: nothing here must survive a power cut, and many tests write.
  const auto write = [](const std::string& path, const v1::Envelope& envelope) {
    std::ofstream(path) << crypto::EnvelopeToJson(envelope);
  };
  v1::Envelope envelope;
  envelope.set_payload_type(crypto::PayloadType("constitution"));
  envelope.set_payload(Must(CanonicalJson(constitution)));
  for (const std::string& signer : constitution_signers) {
    ASSERT_TRUE(crypto::AddSignature(envelope, Key(signer)).ok());
  }
  write(files.SignedConstitutionPath(), envelope);
  for (const auto& [party, statement] : operations) {
    const auto signer = operations_signer.find(party);
    const std::string by = signer == operations_signer.end() ? party : signer->second;
    write(files.SignedOperationsPath(party), Must(SignStatement(statement, Key(by))));
  }
}

absl::StatusOr<std::shared_ptr<const Agreement>> SampleAgreement::Load(const Clock& clock) const {
  const std::string folder = FreshFolder();
  Write(folder);
  return Agreement::Load(folder, clock);
}

std::shared_ptr<const Agreement> SampleAgreement::InForce() {
  static const std::shared_ptr<const Agreement> agreement = Must(SampleAgreement().Load());
  return agreement;
}

std::string FreshFolder() {
  // One folder holds all of this process's, so that they go with it.
  struct Parent {
    Parent() : path(testing::TempDir() + "ginnel-agreement-XXXXXX") {
      if (mkdtemp(path.data()) == nullptr) std::abort();
    }
    ~Parent() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
    std::string path;
  };
  static const Parent parent;
  static std::atomic<int> count = 0;
  std::string folder = absl::StrCat(parent.path, "/", ++count);
  std::filesystem::create_directories(folder);
  return folder;
}

SamplePackage::SamplePackage(std::shared_ptr<const Agreement> in_force)
    : agreement(std::move(in_force)) {
  query.set_title("People by age");
  query.set_purpose("planning");
  query.set_period("2025/26");
  query.set_author("analyst@office");
  query.set_index_date("2026-04-01");
  query.mutable_population()->set_of(v1::POPULATION_BASE_REGISTERED);
  query.add_measures("people");
  query.add_across(v1::SECTOR_GENERAL_PRACTICE);
  query.add_members("all");
  query.set_profile("nhs-1-7-round-5");
  query.set_runs(2);
  query.set_not_after("2026-06-30");
}

v1::Approval SamplePackage::Approval(const std::string& member,
                                     const std::string& query_digest) const {
  v1::Approval approval;
  const auto named = approver.find(member);
  approval.set_query_digest(query_digest);
  approval.set_agreement_digest(agreement->digest().ToHex());
  approval.set_member(member);
  approval.set_approver(named == approver.end() ? "ig-lead@" + member : named->second);
  for (const std::string& each : roster) approval.add_members(each);
  *approval.mutable_sectors() = query.across();
  approval.set_attributable(roster.size() < 3);
  approval.set_profile(query.profile());
  approval.set_max_runs(2);
  approval.set_interest(v1::INTEREST_NONE);
  approval.set_remark_digest(RemarkDigest(Remark()));
  approval.set_given_at("2026-05-01T09:00:00Z");
  approval.set_not_after("2026-05-31T00:00:00Z");
  bend_approval(approval);
  return approval;
}

v1::Remark SamplePackage::Remark() {
  v1::Remark remark;
  remark.set_salt(std::string(32, 's'));
  remark.set_text("Within the plan");
  return remark;
}

v1::RunPackage SamplePackage::Build() const {
  const auto key = [](const std::string& name) { return SampleAgreement::Key(name); };
  v1::RunPackage package;
  *package.mutable_query() =
      Must(SignStatement(query, key(query_signer.empty() ? query.author() : query_signer)));
  const std::string digest = crypto::PayloadDigest(package.query()).ToHex();
  v1::Run run;
  run.set_query_digest(digest);
  run.set_agreement_digest(agreement->digest().ToHex());
  for (const std::string& each : roster) {
    const v1::Approval approval = Approval(each, digest);
    const auto signer = approval_signer.find(each);
    *package.add_approvals() = Must(SignStatement(
        approval, key(signer == approval_signer.end() ? approval.approver() : signer->second)));
    run.add_roster(each);
    run.add_approval_digests(crypto::PayloadDigest(*package.approvals().rbegin()).ToHex());
  }
  run.set_nonce(std::string(64, 'a'));
  run.set_n(1);
  run.set_attempt(1);
  run.set_threshold(8);
  run.set_started_at("2026-05-01T12:00:00Z");
  bend_run(run);
  *package.mutable_run() = Must(SignStatement(run, key(run_signer)));
  return package;
}

absl::StatusOr<uint32_t> SampleThreshold(std::string_view profile) {
  if (profile == "nhs-1-7-round-5") return 8;
  if (profile == "strict-10") return 10;
  if (profile == "loose-2") return 2;
  return absl::InvalidArgumentError("no such profile");
}

}  // namespace ginnel::governance
