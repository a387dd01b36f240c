// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tests/unit/cli_register/cli_room.h"

namespace ginnel::cli {
namespace {

using testing::HasSubstr;

class RegisterVerify : public CliRoom {
 protected:
  CommandResult Verify() { return Run({"register", "verify", "--as", Person("analyst@office")}); }
  CommandResult Fetch() {
    return Run({"register", "fetch", "--as", Person("analyst@office"), "--out", Path("copy")});
  }
  CommandResult VerifyCopy() {
    return Run({"register", "verify", Path("copy"), "--agreement", AgreementPath()});
  }
  // What the coordinator shows instead, under a checkpoint that all three trustees sign.
  void Show(const std::vector<std::string>& entries) {
    office_.shown = entries;
    office_.checkpoint = FakeCoordinator::Sign(entries, clock_.Now());
  }
};

TEST_F(RegisterVerify, FindsAHonestRegisterWholeAndCountsItByType) {
  Release();
  const CommandResult result = Verify();
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_THAT(result.out, HasSubstr("holds 15 entries"));
  EXPECT_THAT(result.out, HasSubstr("approval          3"));
  EXPECT_THAT(result.out, HasSubstr("co-signed    by both other trustees, 2026-05-01T12:00:00Z"));
  const CommandResult json =
      Run({"register", "verify", "--json", "--as", Person("analyst@office")});
  EXPECT_THAT(json.out, HasSubstr("\"entries\": \"15\""));
}

TEST_F(RegisterVerify, OfAFetchedFolderNeedsNoCoordinatorAndNoPerson) {
  Release();
  ASSERT_EQ(Fetch().exit_code, kOk);
  office_.shown = std::vector<std::string>();
  office_.checkpoint.clear();
  const CommandResult result = VerifyCopy();
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_THAT(result.out, HasSubstr("holds 15 entries"));
}

TEST_F(RegisterVerify, StaysPossibleAfterTheAgreementHasEnded) {
  ASSERT_EQ(Fetch().exit_code, kOk);
  clock_.Set("2029-01-01T00:00:00Z");
  EXPECT_EQ(VerifyCopy().exit_code, kOk);
}

TEST_F(RegisterVerify, LeavesNothingBehind) {
  std::filesystem::create_directories(Path("temporary"));
  const char* const before = getenv("TMPDIR");
  ASSERT_EQ(setenv("TMPDIR", Path("temporary").c_str(), 1), 0);
  const CommandResult result = Verify();
  EXPECT_EQ(before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", before, 1), 0);
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_TRUE(std::filesystem::is_empty(Path("temporary")));
}

TEST_F(RegisterVerify, NamesTheEntryOfWhichAByteWasChanged) {
  Release();
  ASSERT_EQ(Fetch().exit_code, kOk);
  const std::string text = Read("copy/register.jsonl");
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  const size_t at = lines[11].find("\"sig\":\"") + 10;
  lines[11][at] = lines[11][at] == 'A' ? 'B' : 'A';
  Write("copy/register.jsonl", absl::StrJoin(lines, "\n"));
  const CommandResult result = VerifyCopy();
  EXPECT_EQ(result.exit_code, kIntegrity);
  EXPECT_THAT(result.error, HasSubstr("entry 11 "));
}

TEST_F(RegisterVerify, NamesTheEntryThatIsNotInItsOneForm) {
  ASSERT_EQ(Fetch().exit_code, kOk);
  const std::string text = Read("copy/register.jsonl");
  Write("copy/register.jsonl", "{ " + text.substr(1));
  EXPECT_THAT(VerifyCopy().error, HasSubstr("entry 0 "));
}

TEST_F(RegisterVerify, NoticesEntriesThatWereLeftOutMovedOrAdded) {
  Release();
  ASSERT_EQ(Fetch().exit_code, kOk);
  std::vector<std::string> entries = office_.Held();
  const auto write = [&](const std::vector<std::string>& lines) {
    Write("copy/register.jsonl", absl::StrJoin(lines, "\n") + "\n");
  };
  std::vector<std::string> bent(entries.begin(), entries.end() - 1);
  write(bent);
  EXPECT_THAT(VerifyCopy().error, HasSubstr("there are 14 entries"));
  bent = entries;
  std::swap(bent[10], bent[11]);  // two approvals: the order alone is wrong
  write(bent);
  EXPECT_THAT(VerifyCopy().error, HasSubstr("root"));
  bent = entries;
  v1::Suspension word;
  word.set_party("north");
  word.set_person("ig-lead@north");
  word.set_given_at("2026-05-01T11:00:00Z");
  bent.push_back(crypto::EnvelopeToJson(Sign(word, "ig-lead@north")));
  write(bent);
  EXPECT_THAT(VerifyCopy().error, HasSubstr("there are 16 entries"));
  write(entries);
  EXPECT_EQ(VerifyCopy().exit_code, kOk);
}

TEST_F(RegisterVerify, NoticesAFileThatWasCutOff) {
  ASSERT_EQ(Fetch().exit_code, kOk);
  const std::string text = Read("copy/register.jsonl");
  Write("copy/register.jsonl", text.substr(0, text.size() - 1));
  const CommandResult result = VerifyCopy();
  EXPECT_EQ(result.exit_code, kIntegrity);
  EXPECT_THAT(result.error, HasSubstr("cut off"));
}

// The trustees may all have signed it: every reader judges for themselves.
TEST_F(RegisterVerify, RefusesAnEntryByWhoMayNotSayItWhoeverCosigned) {
  const v1::RunPackage honest = Approve();
  std::vector<std::string> entries = office_.Held();
  package_.approver["north"] = "it@north";
  entries.push_back(crypto::EnvelopeToJson(package_.Build().approvals(0)));
  Show(entries);
  const CommandResult result = Verify();
  EXPECT_EQ(result.exit_code, kIntegrity);
  EXPECT_THAT(result.error, HasSubstr("entry 13 "));
  EXPECT_THAT(result.error, HasSubstr("no IG lead"));
}

TEST_F(RegisterVerify, RefusesARegisterOfAnotherAgreement) {
  Sample other;
  other.constitution.set_title("Another agreement");
  other.Write(Path("other"));
  ASSERT_EQ(Fetch().exit_code, kOk);
  const CommandResult result =
      Run({"register", "verify", Path("copy"), "--agreement", Path("other")});
  EXPECT_EQ(result.exit_code, kIntegrity);
  EXPECT_THAT(result.error, HasSubstr("entry 0 "));
}

TEST_F(RegisterVerify, NeedsTheCoordinatorsSignatureAndBothCosignatures) {
  const std::vector<std::string> entries = office_.Held();
  for (const char* alone : {"hospital-trustee", "university"}) {
    office_.checkpoint = FakeCoordinator::Sign(entries, clock_.Now(), {alone});
    EXPECT_EQ(Verify().exit_code, kIntegrity) << alone;
  }
  Publish();
  crypto::SignedNote note = *crypto::SignedNote::Parse(office_.checkpoint);
  note.lines.erase(note.lines.begin());
  office_.checkpoint = note.ToText();
  EXPECT_EQ(Verify().exit_code, kIntegrity);
  office_.checkpoint.clear();
  EXPECT_EQ(Verify().exit_code, kWrongState);
}

TEST_F(RegisterVerify, DoesNotReadBeyondTheCheckpoint) {
  Approve();  // appended, not yet co-signed
  const CommandResult result = Verify();
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_THAT(result.out, HasSubstr("holds 9 entries"));
}

TEST_F(RegisterVerify, FetchWritesTheBytesThatAreHashedOneALine) {
  Release();
  ASSERT_EQ(Fetch().exit_code, kOk);
  EXPECT_EQ(Read("copy/register.jsonl"), absl::StrJoin(office_.Held(), "\n") + "\n");
  EXPECT_EQ(Read("copy/checkpoint.txt"), office_.checkpoint);
}

TEST_F(RegisterVerify, FetchKeepsNothingThatDoesNotHold) {
  std::vector<std::string> entries = office_.Held();
  entries.pop_back();
  office_.shown = entries;
  EXPECT_EQ(Fetch().exit_code, kIntegrity);
  EXPECT_FALSE(FileExists(Path("copy/register.jsonl")));
}

TEST_F(RegisterVerify, FetchNoticesARegisterThatWentBackOrSplit) {
  Approve();
  Publish();
  ASSERT_EQ(Fetch().exit_code, kOk);
  const std::string kept = Read("copy/register.jsonl");
  std::vector<std::string> entries = office_.Held();
  entries.pop_back();
  Show(entries);
  CommandResult result = Fetch();
  EXPECT_EQ(result.exit_code, kIntegrity);
  EXPECT_THAT(result.error, HasSubstr("went back"));
  EXPECT_EQ(Read("copy/checkpoint-of-fork.txt"), office_.checkpoint);

  entries = office_.Held();
  std::swap(entries[10], entries[11]);
  Show(entries);
  result = Fetch();
  EXPECT_EQ(result.exit_code, kIntegrity);
  EXPECT_THAT(result.error, HasSubstr("split"));
  EXPECT_EQ(Read("copy/register.jsonl"), kept);
}

TEST_F(RegisterVerify, FetchGoesOnFromAnEarlierCopy) {
  ASSERT_EQ(Fetch().exit_code, kOk);
  Release();
  ASSERT_EQ(Fetch().exit_code, kOk);
  EXPECT_EQ(VerifyCopy().exit_code, kOk);
}

}  // namespace
}  // namespace ginnel::cli
