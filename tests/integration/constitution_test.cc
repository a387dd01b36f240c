// SPDX-License-Identifier: Apache-2.0
//
// A next version of the constitution at running processes, by the commands of docs/operations.md;
// every process and person has the constitution pinned.
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "tests/integration/agreement_change.h"
#include "tests/integration/city.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;

constexpr int kWrongState = 4;

class ConstitutionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<std::string> city = City(300);
    ASSERT_TRUE(city.ok()) << city.status();
    absl::StatusOr<std::unique_ptr<Federation>> made = Federation::Make(GpNetworks(*city));
    ASSERT_TRUE(made.ok()) << made.status();
    federation_ = std::move(*made);
    const absl::Status pinned = PinAgreement(*federation_);
    ASSERT_TRUE(pinned.ok()) << pinned;
    const absl::Status begun = federation_->Begin();
    ASSERT_TRUE(begun.ok()) << begun;
  }

  std::string Asked(const std::string& title) {
    const auto submitted = federation_->Submit(CountsByAge(title));
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return submitted.ok() ? submitted->query_digest() : "";
  }
  std::string Approved(const std::string& title) {
    const auto submitted = federation_->Submit(CountsByAge(title));
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    const auto approved = federation_->ApproveByAll(*submitted);
    EXPECT_TRUE(approved.ok()) << approved.status();
    return submitted->query_digest();
  }
  void ExpectRelease(const std::string& digest) {
    const auto ended = federation_->RunToEnd(digest);
    ASSERT_TRUE(ended.ok()) << ended.status();
    EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
  }
  // Signed by all, in force at everybody who runs.
  void ChangeTo(const Edits& edits) {
    const auto next = SignNextConstitution(*federation_, kMembers, edits);
    ASSERT_TRUE(next.ok()) << next.status();
    digest_ = *next;
    const absl::Status pinned = PinAgreement(*federation_);
    ASSERT_TRUE(pinned.ok()) << pinned;
    const Outcome submitted = SubmitAgreement(*federation_);
    ASSERT_EQ(submitted.exit_code, 0) << submitted.err;
    ExpectInForce();
  }
  // Also where nothing was started again.
  void ExpectInForce() {
    for (const std::string party : {Federation::kTrusteeTwo, Federation::kTrusteeThree, "harness",
                                    "kilburn", "third-network"}) {
      const auto said = (*federation_)[party].WaitForLog(digest_);
      EXPECT_TRUE(said.ok()) << party << ": " << said.status();
    }
  }
  Outcome Evidence(const std::string& query, const std::string& file) {
    return federation_->Ginnel({"release", "evidence", query, "--as",
                                federation_->PersonFolder("analyst@place-office"), "--out", file});
  }
  Outcome Verify(const std::string& file, const std::string& digest) {
    return federation_->Ginnel(
        {"register", "verify", "--evidence", file, "--agreement-digest", digest});
  }

  static inline const std::vector<std::string> kMembers = {"harness", "kilburn", "third-network"};
  std::unique_ptr<Federation> federation_;
  std::string digest_;  // of the newest constitution
};

TEST_F(ConstitutionTest, TheNextVersionIsInForceAtEverybodyAndEndsWhatWasUnderWay) {
  const std::string waiting = Asked("asked under version 1");
  const std::string approved = Approved("approved under version 1");
  const Edits edits = {{"max_runs: 12", "max_runs: 10"}};
  const auto next = SignNextConstitution(*federation_, kMembers, edits);
  ASSERT_TRUE(next.ok()) << next.status();
  digest_ = *next;
  // Whoever has the old one pinned does not take the new one from a folder.
  const Outcome unpinned = SubmitAgreement(*federation_);
  EXPECT_EQ(unpinned.exit_code, kWrongState) << unpinned.err;
  EXPECT_TRUE(absl::StrContains(unpinned.err, "agreement_digest")) << unpinned.err;
  ASSERT_TRUE(PinAgreement(*federation_).ok());
  const Outcome submitted = SubmitAgreement(*federation_);
  ASSERT_EQ(submitted.exit_code, 0) << submitted.err;
  ExpectInForce();

  for (const std::string& digest : {waiting, approved}) {
    const auto status = federation_->Show(digest);
    ASSERT_TRUE(status.ok()) << status.status();
    EXPECT_EQ(status->state(), v1::QUERY_STATE_EXPIRED) << status->detail();
    EXPECT_TRUE(absl::StrContains(status->detail(), "version 2")) << status->detail();
  }
  const std::string query = Approved("asked under version 2");
  ExpectRelease(query);
  const std::string file = federation_->Path("evidence.json");
  const Outcome evidence = Evidence(query, file);
  ASSERT_EQ(evidence.exit_code, 0) << evidence.err;
  EXPECT_EQ(Verify(file, digest_).exit_code, 0);

  // Whoever is started later reads the new folder and the new pin.
  for (const std::string party :
       {Federation::kCoordinator, Federation::kTrusteeTwo, Federation::kTrusteeThree, "harness",
        "kilburn", "third-network"}) {
    (*federation_)[party].Kill9();
    const absl::Status started = federation_->Start(party);
    ASSERT_TRUE(started.ok()) << party << ": " << started;
  }
  ExpectRelease(Approved("after everybody was started again"));
}

TEST_F(ConstitutionTest, ANextVersionThatSaysSoLetsFinishWhatWasApproved) {
  const auto before = DigestInForce(*federation_);
  ASSERT_TRUE(before.ok()) << before.status();
  const std::string released = Approved("released under version 1");
  ExpectRelease(released);
  const std::string approved = Approved("approved under version 1");
  const std::string half = Asked("asked under version 1");
  ASSERT_TRUE(federation_->Approve(half, "harness").ok());
  ChangeTo({{"gateway: live", "gateway: live\nin_flight: finish"}});

  ExpectRelease(approved);
  for (const char* member : {"kilburn", "third-network"}) {
    const auto said = federation_->Approve(half, member);
    ASSERT_TRUE(said.ok()) << said.status();
  }
  ExpectRelease(half);
  // Each rests on the constitution under which it was run.
  const std::string file = federation_->Path("evidence.json");
  ASSERT_EQ(Evidence(approved, file).exit_code, 0);
  EXPECT_EQ(Verify(file, digest_).exit_code, 0);
  ASSERT_EQ(Evidence(released, file).exit_code, 0);
  EXPECT_EQ(Verify(file, *before).exit_code, 0);
  EXPECT_NE(Verify(file, digest_).exit_code, 0);
}

TEST_F(ConstitutionTest, AFolderThatIsBehindIsBroughtOverItByFetch) {
  const std::string folder = federation_->Path("agreement-of-another");
  fs::copy(federation_->Path("agreement"), folder, fs::copy_options::recursive);
  ChangeTo({{"max_runs: 12", "max_runs: 11"}});
  ChangeTo({{"max_runs: 11", "max_runs: 10"}});
  const Outcome fetched = federation_->Ginnel(
      {"agreement", "fetch", folder, "--as", federation_->PersonFolder("analyst@place-office")});
  ASSERT_EQ(fetched.exit_code, 0) << fetched.err;
  EXPECT_TRUE(absl::StrContains(fetched.out, digest_)) << fetched.out;
  for (const char* file :
       {"/constitution.dsse.json", "/previous/1.dsse.json", "/previous/2.dsse.json"}) {
    EXPECT_EQ(ReadFile(folder + file).value_or("none"),
              ReadFile(federation_->Path("agreement") + file).value_or("neither"))
        << file;
  }
}

}  // namespace
}  // namespace ginnel::integration
