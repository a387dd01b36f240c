// SPDX-License-Identifier: Apache-2.0
//
// People change their minds, and stores are put back: what the register makes of it, with real
// processes.
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/files.h"
#include "tests/integration/city.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;

class GovernanceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<std::string> city = City(300);
    ASSERT_TRUE(city.ok()) << city.status();
    absl::StatusOr<std::unique_ptr<Federation>> opened = Federation::Open(GpNetworks(*city));
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
  }

  /// A query that may run three times, approved by all. Its digest.
  std::string Approved(const std::string& title) {
    const auto submitted = federation_->Submit(CountsByAge(title));
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    const auto approved = federation_->ApproveByAll(*submitted);
    EXPECT_TRUE(approved.ok()) << approved.status();
    return submitted->query_digest();
  }
  Outcome Revoke(const std::string& digest, const std::string& person) {
    return federation_->Ginnel({"query", "revoke", digest, "--as", person, "--reason",
                                "The purpose has changed", "--yes"});
  }
  // Puts a copy of a store away, or back. Its process does not run.
  void Copy(const std::string& from, const std::string& to) {
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(from)) {
      if (!absl::StartsWith(entry.path().filename().string(), "store.db")) continue;
      fs::copy_file(entry.path(), to + "/" + entry.path().filename().string(),
                    fs::copy_options::overwrite_existing);
    }
  }
  void Discard(const std::string& folder) {
    for (const char* file : {"store.db", "store.db-wal", "store.db-shm", "store.db.check"}) {
      fs::remove(folder + "/" + file);
    }
  }

  // The next version of a party's operations, with `old_text` replaced, signed by the party alone
  // and handed in by somebody else.
  void Restate(const std::string& party, const std::string& old_text, const std::string& new_text) {
    const std::string file = federation_->Path("agreement/operations/" + party + ".yaml");
    std::string text = ReadFile(file).value_or("");
    ASSERT_TRUE(absl::StrContains(text, "version: 1")) << text;
    ASSERT_TRUE(absl::StrContains(text, old_text)) << text;
    text = absl::StrReplaceAll(text, {{"version: 1", "version: 2"}, {old_text, new_text}});
    ASSERT_TRUE(WriteFileAtomically(file, text).ok());
    const absl::Status signed_anew = federation_->Sign(party);
    ASSERT_TRUE(signed_anew.ok()) << signed_anew;
  }
  Outcome SubmitOperations(const std::string& party) {
    return federation_->Ginnel({"agreement", "submit", federation_->Path("agreement"), "--party",
                                party, "--as", federation_->PersonFolder("analyst@place-office")});
  }
  // A new TLS identity in the folder of `party`, as docs/operations.md says. Its pin.
  std::string NewIdentity(const std::string& party, const std::vector<std::string>& init,
                          const std::string& folder) {
    const std::string fresh = federation_->Path("fresh-" + party);
    std::vector<std::string> command = init;
    command.insert(command.end(), {"--dir", fresh, "--agreement", federation_->Path("agreement")});
    const Outcome made = integration::Run(command);
    EXPECT_EQ(made.exit_code, 0) << made.err;
    for (const char* file : {"tls.key", "tls.crt"}) {
      fs::rename(fresh + "/keys/" + file, folder + "/keys/" + file);
    }
    return Pin(init[0], folder);
  }
  std::string Pin(const std::string& program, const std::string& folder) {
    const Outcome pin =
        integration::Run({program, "card", "--dir", folder, "--field", "certificate_sha256"});
    EXPECT_EQ(pin.exit_code, 0) << pin.err;
    return pin.out.substr(0, 64);
  }
  void ExpectARelease(const std::string& title) {
    const std::string digest = Approved(title);
    const auto ended = federation_->RunToEnd(digest);
    ASSERT_TRUE(ended.ok()) << ended.status();
    EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
  }

  std::unique_ptr<Federation> federation_;
};

TEST_F(GovernanceTest, AnApprovalThatIsTakenBackStopsTheNextRunUntilItIsGivenAgain) {
  const std::string digest = Approved("asked twice");
  const auto first = federation_->RunToEnd(digest);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->state(), v1::QUERY_STATE_RELEASED) << first->detail();

  const Outcome revoked = Revoke(digest, federation_->LeadFolder("kilburn"));
  ASSERT_EQ(revoked.exit_code, 0) << revoked.err;
  const auto status = federation_->Show(digest);
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->state(), v1::QUERY_STATE_AWAITING_APPROVAL);
  const Outcome refused = federation_->Ginnel(
      {"query", "run", digest, "--as", federation_->PersonFolder("analyst@place-office")});
  EXPECT_EQ(refused.exit_code, 4) << refused.err;

  ASSERT_TRUE(federation_->Approve(digest, "kilburn").ok());
  const auto second = federation_->RunToEnd(digest);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->state(), v1::QUERY_STATE_RELEASED) << second->detail();
  EXPECT_EQ(second->runs_used(), 2u);
}

TEST_F(GovernanceTest, NobodyTakesBackAnothersApproval) {
  const std::string digest = Approved("not yours");
  const Outcome by_analyst = Revoke(digest, federation_->PersonFolder("analyst@place-office"));
  EXPECT_EQ(by_analyst.exit_code, 4) << by_analyst.err;
  EXPECT_EQ(federation_->Show(digest)->state(), v1::QUERY_STATE_APPROVED);
}

TEST_F(GovernanceTest, ANodeThatWasSetBackReadsTheRegisterAnewAndAnswersWhatIsNotOver) {
  const std::string digest = Approved("across a restore");
  (*federation_)["kilburn"].Kill9();
  const std::string folder = federation_->NodeFolder("kilburn");
  Copy(folder, federation_->Path("away"));
  ASSERT_TRUE(federation_->Start("kilburn").ok());
  const auto first = federation_->RunToEnd(digest);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->state(), v1::QUERY_STATE_RELEASED) << first->detail();

  (*federation_)["kilburn"].Kill9();
  Discard(folder);
  Copy(federation_->Path("away"), folder);
  ASSERT_TRUE(federation_->Start("kilburn").ok());
  const auto second = federation_->RunToEnd(digest);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->state(), v1::QUERY_STATE_RELEASED) << second->detail();
}

TEST_F(GovernanceTest, ACoordinatorThatWasSetBackIsNoticedAndCanRunNothing) {
  const std::string digest = Approved("before the copy");
  const std::string folder = federation_->TrusteeFolder(Federation::kCoordinator);
  (*federation_)[Federation::kCoordinator].Kill9();
  Copy(folder, federation_->Path("away"));
  ASSERT_TRUE(federation_->Start(Federation::kCoordinator).ok());
  Approved("after the copy");
  // Everybody has read it: a run says so.
  ASSERT_TRUE(federation_->RunToEnd(digest).ok());

  (*federation_)[Federation::kCoordinator].Kill9();
  Discard(folder);
  Copy(federation_->Path("away"), folder);
  const absl::Status started = federation_->Start(Federation::kCoordinator);
  ASSERT_TRUE(started.ok()) << started;
  EXPECT_TRUE((*federation_)[Federation::kCoordinator].WaitForLog("register_refused", 0).ok());
  // Whatever it appended now would contradict what it has signed.
  EXPECT_FALSE(federation_->Submit(CountsByAge("on a register that went back")).ok());
}

TEST_F(GovernanceTest, ALeadWhoLostTheirKeyHasANewOneInOneStatementOfTheirMember) {
  const auto pending = federation_->Submit(CountsByAge("asked before the loss"));
  ASSERT_TRUE(pending.ok()) << pending.status();
  const std::string laptop = federation_->Path("people/new-laptop");
  ASSERT_EQ(federation_
                ->Ginnel({"keys", "create", "--person", "ig-lead@kilburn", "--dir", laptop,
                          "--agreement", federation_->Path("agreement")})
                .exit_code,
            0);
  const auto card = [&](const std::string& folder) {
    return std::string(absl::StripTrailingAsciiWhitespace(
        federation_->Ginnel({"keys", "card", "--dir", folder}).out));
  };
  Restate("kilburn", card(federation_->LeadFolder("kilburn")), card(laptop));
  const Outcome submitted = SubmitOperations("kilburn");
  ASSERT_EQ(submitted.exit_code, 0) << submitted.err;
  // No process was started again: the lost key says nothing more, the new one does.
  const auto approve = [&](const std::string& folder) {
    return federation_->Ginnel({"query", "approve", pending->query_digest(), "--as", folder,
                                "--reason", "within the plan", "--yes"});
  };
  EXPECT_NE(approve(federation_->LeadFolder("kilburn")).exit_code, 0);
  const Outcome approved = approve(laptop);
  EXPECT_EQ(approved.exit_code, 0) << approved.err;
  ASSERT_TRUE(federation_->Approve(pending->query_digest(), "harness").ok());
  ASSERT_TRUE(federation_->Approve(pending->query_digest(), "third-network").ok());
  const auto ended = federation_->RunToEnd(pending->query_digest());
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
}

TEST_F(GovernanceTest, ANodeAndATrusteeGetNewCertificatesWhileTheOthersGoOn) {
  struct Party {
    std::string id, folder;
    std::vector<std::string> init;
  };
  const std::vector<Party> parties = {
      {"kilburn",
       federation_->NodeFolder("kilburn"),
       {"ginnel-node", "init", "--member", "kilburn"}},
      {Federation::kTrusteeTwo,
       federation_->TrusteeFolder(Federation::kTrusteeTwo),
       {"ginnel-trustee", "init", "--trustee", Federation::kTrusteeTwo, "--listen", "127.0.0.1:0"}},
  };
  for (const Party& party : parties) {
    SCOPED_TRACE(party.id);
    const std::string before = Pin(party.init[0], party.folder);
    const std::string after = NewIdentity(party.id, party.init, party.folder);
    ASSERT_NE(before, after);
    Restate(party.id, before, after);
    const Outcome submitted = SubmitOperations(party.id);
    ASSERT_EQ(submitted.exit_code, 0) << submitted.err;
    (*federation_)[party.id].Kill9();
    const absl::Status started = federation_->Start(party.id);
    ASSERT_TRUE(started.ok()) << started;
    ExpectARelease("after a new certificate of " + party.id);
  }
}

TEST_F(GovernanceTest, TheCoordinatorGetsANewCertificateAndWhoStartsAgainFindsIt) {
  const std::string folder = federation_->TrusteeFolder(Federation::kCoordinator);
  const std::string before = Pin("ginnel-coordinator", folder);
  const std::string after = NewIdentity(Federation::kCoordinator,
                                        {"ginnel-coordinator", "init", "--trustee",
                                         Federation::kCoordinator, "--listen", "127.0.0.1:0"},
                                        folder);
  Restate(Federation::kCoordinator, before, after);
  for (const std::string& party :
       {std::string(Federation::kTrusteeTwo), std::string(Federation::kTrusteeThree),
        std::string(Federation::kCoordinator), std::string("harness"), std::string("kilburn"),
        std::string("third-network")}) {
    (*federation_)[party].Kill9();
    const absl::Status started = federation_->Start(party);
    ASSERT_TRUE(started.ok()) << party << ": " << started;
  }
  ExpectARelease("after a new certificate of the coordinator");
}

TEST_F(GovernanceTest, APartyThatSuspendsItselfIsInNoRunUntilItLiftsThat) {
  const std::string digest = Approved("while one is away");
  const auto suspend = [&](const std::string& word) {
    return federation_->Ginnel({"party", word, "--as", federation_->LeadFolder("harness"),
                                "--reason", "We are looking into an incident"});
  };
  const Outcome suspended = suspend("suspend");
  ASSERT_EQ(suspended.exit_code, 0) << suspended.err;
  const Outcome refused = federation_->Ginnel(
      {"query", "run", digest, "--as", federation_->PersonFolder("analyst@place-office")});
  EXPECT_EQ(refused.exit_code, 4) << refused.out;
  EXPECT_TRUE(absl::StrContains(refused.err, "harness has suspended its part")) << refused.err;
  EXPECT_EQ(federation_->Show(digest)->state(), v1::QUERY_STATE_APPROVED);
  const Outcome resumed = suspend("resume");
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  const auto ended = federation_->RunToEnd(digest);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->state(), v1::QUERY_STATE_RELEASED) << ended->detail();
}

}  // namespace
}  // namespace ginnel::integration
