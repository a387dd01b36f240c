// SPDX-License-Identifier: Apache-2.0
//
// A drill: keys are lost, certificates end, a machine burns. Each organisation mends its own by the
// commands of docs/operations.md, while the others' questions go on being answered.
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/files.h"
#include "tests/integration/agreement_change.h"
#include "tests/integration/city.h"

namespace ginnel::integration {
namespace {

namespace fs = std::filesystem;

class RotationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const absl::StatusOr<std::string> city = City(300);
    ASSERT_TRUE(city.ok()) << city.status();
    absl::StatusOr<std::unique_ptr<Federation>> opened = Federation::Open(GpNetworks(*city));
    ASSERT_TRUE(opened.ok()) << opened.status();
    federation_ = std::move(*opened);
  }

  static std::string OfAll(const std::string& title) { return CountsByAge(title); }
  // Without kilburn.
  static std::string OfOthers(const std::string& title) {
    return absl::StrReplaceAll(CountsByAge(title),
                               {{"members: [all]", "members: [harness, third-network]"}});
  }
  // Its digest.
  std::string Approved(const std::string& text) {
    const auto submitted = federation_->Submit(text);
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
  void ExpectAnswer(const std::string& text) { ExpectRelease(Approved(text)); }

  // What a command prints, without the line's end.
  std::string Said(const std::vector<std::string>& command) {
    const Outcome outcome = integration::Run(command);
    EXPECT_EQ(outcome.exit_code, 0) << command[0] << " " << command[1] << ": " << outcome.err;
    return std::string(absl::StripTrailingAsciiWhitespace(outcome.out));
  }
  void Restate(const std::string& party, const Edits& edits) {
    const absl::Status restated = SignNextOperations(*federation_, party, edits);
    ASSERT_TRUE(restated.ok()) << restated;
    HandIn(party);
  }
  void HandIn(const std::string& party) {
    const Outcome submitted = SubmitAgreement(*federation_, party);
    ASSERT_EQ(submitted.exit_code, 0) << submitted.err;
  }
  void StartAgain(const std::string& party) {
    if (federation_->Runs(party)) (*federation_)[party].Kill9();
    const absl::Status started = federation_->Start(party);
    ASSERT_TRUE(started.ok()) << party << ": " << started;
  }
  // The whole folder of a party that does not run, put elsewhere.
  void Copy(const std::string& from, const std::string& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
    fs::permissions(to, fs::perms::owner_all);
    fs::permissions(to + "/keys", fs::perms::owner_all);
  }
  void DiscardStore(const std::string& folder) {
    for (const char* file : {"store.db", "store.db-wal", "store.db-shm", "store.db.check"}) {
      fs::remove(folder + "/" + file);
    }
  }

  std::unique_ptr<Federation> federation_;
};

TEST_F(RotationTest, ALeadLosesTheirKeyAndTheirNodesCertificateEnds) {
  const std::string agreement = federation_->Path("agreement");
  const auto pending = federation_->Submit(OfAll("asked before the loss"));
  ASSERT_TRUE(pending.ok()) << pending.status();

  // The lead's laptop is gone.
  const std::string laptop = federation_->Path("people/new-laptop");
  const std::string old_card =
      Said({"ginnel", "keys", "card", "--dir", federation_->LeadFolder("kilburn")});
  Said({"ginnel", "keys", "create", "--person", "ig-lead@kilburn", "--dir", laptop, "--agreement",
        agreement});
  ExpectAnswer(OfOthers("while kilburn has no lead"));
  Restate("kilburn", {{old_card, Said({"ginnel", "keys", "card", "--dir", laptop})}});
  const auto approve = [&](const std::string& folder) {
    return federation_->Ginnel({"query", "approve", pending->query_digest(), "--as", folder,
                                "--reason", "within the plan", "--yes"});
  };
  EXPECT_NE(approve(federation_->LeadFolder("kilburn")).exit_code, 0)
      << "the lost key still speaks";
  const Outcome approved = approve(laptop);
  ASSERT_EQ(approved.exit_code, 0) << approved.err;

  // Its node gets a new certificate; meanwhile it is away.
  const std::string node = federation_->NodeFolder("kilburn");
  const std::string fresh = federation_->Path("fresh-node");
  const auto pin = [&] {
    return Said({"ginnel-node", "card", "--dir", node, "--field", "certificate_sha256"});
  };
  const std::string old_pin = pin();
  (*federation_)["kilburn"].Kill9();
  Said({"ginnel-node", "init", "--member", "kilburn", "--dir", fresh, "--agreement", agreement});
  for (const char* file : {"/keys/tls.key", "/keys/tls.crt"}) {
    fs::rename(fresh + file, node + file);
  }
  ExpectAnswer(OfOthers("while kilburn's node is away"));
  Restate("kilburn", {{old_pin, pin()}});
  StartAgain("kilburn");

  for (const char* member : {"harness", "third-network"}) {
    ASSERT_TRUE(federation_->Approve(pending->query_digest(), member).ok());
  }
  ExpectRelease(pending->query_digest());
}

TEST_F(RotationTest, ATrusteesMachineIsRebuiltFromABackup) {
  const std::string two = Federation::kTrusteeTwo;
  const std::string folder = federation_->TrusteeFolder(two);
  const std::string again = Approved(OfAll("asked twice"));
  (*federation_)[two].Kill9();
  Copy(folder, federation_->Path("backup"));
  StartAgain(two);
  ExpectRelease(again);  // which the backup knows nothing of

  (*federation_)[two].Kill9();
  // Without it questions are asked and decided; they are answered when it is back.
  const std::string meanwhile = Approved(OfOthers("while a trustee is away"));
  Copy(federation_->Path("backup"), folder);
  StartAgain(two);
  ExpectRelease(meanwhile);
  ExpectRelease(again);
  EXPECT_EQ(federation_->Show(again)->runs_used(), 2u);
}

TEST_F(RotationTest, ATrusteesMachineIsRebuiltFromItsKeysAlone) {
  const std::string two = Federation::kTrusteeTwo;
  const std::string folder = federation_->TrusteeFolder(two);
  const std::string again = Approved(OfAll("asked twice"));
  ExpectRelease(again);
  (*federation_)[two].Kill9();
  const std::string meanwhile = Approved(OfOthers("while a trustee is away"));
  // What was kept offline: the configuration and keys/. The store is begun anew, and the
  // coordinator fills the register in it.
  DiscardStore(folder);
  StartAgain(two);
  ExpectRelease(meanwhile);
  // The register says which run was the last one.
  ExpectRelease(again);
  EXPECT_EQ(federation_->Show(again)->runs_used(), 2u);
  ExpectAnswer(OfAll("after all that"));
}

TEST_F(RotationTest, ATrusteeGetsANewSigningKeyByANextConstitution) {
  const std::string two = Federation::kTrusteeTwo;
  const std::string folder = federation_->TrusteeFolder(two);
  const std::string agreement = federation_->Path("agreement");
  ExpectAnswer(OfAll("under the old key"));
  const auto card = [&](const std::string& dir) {
    return Said({"ginnel-trustee", "card", "--dir", dir, "--organisation", "Office of " + two,
                 "--host", two + ".example", "--administrator", "IT of " + two});
  };
  // Its part of the pseudonymisation key stays, or everybody would have to be enrolled again.
  const std::string fresh = federation_->Path("fresh-trustee");
  Said({"ginnel-trustee", "init", "--trustee", two, "--dir", fresh, "--agreement", agreement,
        "--listen", "127.0.0.1:0"});
  fs::copy_file(folder + "/keys/oprf.key", fresh + "/keys/oprf.key",
                fs::copy_options::overwrite_existing);

  Said({"ginnel", "agreement", "next", agreement});
  const std::string file = federation_->Path("agreement/constitution.yaml");
  std::string text = ReadFile(file).value_or("");
  const size_t from = text.find("  - {id: " + two);
  ASSERT_NE(from, std::string::npos) << text;
  text.replace(from, text.find('\n', from) - from, "  - " + card(fresh));
  ASSERT_TRUE(WriteFileAtomically(file, text).ok());
  for (const char* member : {"harness", "kilburn", "third-network"}) {
    const absl::Status signed_next = federation_->Sign(member);
    ASSERT_TRUE(signed_next.ok()) << signed_next;
  }
  // Its operations anew, under the new key.
  const std::string operations = federation_->Path("agreement/operations/" + two + ".yaml");
  ASSERT_TRUE(WriteFileAtomically(operations, absl::StrReplaceAll(ReadFile(operations).value_or(""),
                                                                  {{"version: 1", "version: 2"}}))
                  .ok());
  Said({"ginnel", "agreement", "sign", agreement, "--as", two, "--key", fresh + "/keys/signing.key",
        "--operations"});
  const auto digest = DigestInForce(*federation_);
  ASSERT_TRUE(digest.ok()) << digest.status();
  const std::string away = "kilburn";  // reads of it later
  (*federation_)[away].Kill9();
  HandIn("");
  HandIn(two);
  ASSERT_TRUE((*federation_)[two].WaitForLog(*digest).ok());
  fs::rename(fresh + "/keys/signing.key", folder + "/keys/signing.key");
  StartAgain(two);
  StartAgain(away);
  ExpectAnswer(OfAll("under the new key"));
}

}  // namespace
}  // namespace ginnel::integration
