// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/next_version.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "crypto/dsse.h"
#include "ginnel/v1/agreement_report.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "governance/agreement.h"
#include "gtest/gtest.h"
#include "tests/unit/cli_agreement/agreement_folder_fixture.h"

namespace ginnel::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// Version 1 is signed by north and south, and in force.
class NextVersion : public AgreementCommands {
 protected:
  NextVersion() { SignAll(); }
  std::string Text(const std::string& name) { return *ReadFile(folder_ + "/" + name); }
  void Edit(const std::string& from, const std::string& to) {
    const std::string text = Text("constitution.yaml");
    const std::string edited = absl::StrReplaceAll(text, {{from, to}});
    ASSERT_NE(edited, text) << from;
    Put("constitution.yaml", edited);
  }
  CommandResult Next(const Clock& clock = governance::FakeClock()) {
    return RunGinnel({"agreement", "next", folder_}, clock);
  }
  uint32_t InForce() {
    const auto loaded = governance::Agreement::Load(folder_, governance::FakeClock());
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return loaded.ok() ? (*loaded)->constitution().version() : 0;
  }
  v1::AgreementReport Report() {
    v1::AgreementReport report;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(Check({"--json"}).out, &report).ok());
    return report;
  }
};

TEST_F(NextVersion, GoesFromOneToTheOtherOnlyWhenAllHaveSigned) {
  const CommandResult next = Next();
  ASSERT_EQ(next.exit_code, kOk) << next.error;
  EXPECT_THAT(next.out, HasSubstr("Version 1 stays in force until all have."));
  Edit("max_approval_days: 90", "max_approval_days: 30");
  EXPECT_EQ(Check().exit_code, kOk);
  const CommandResult first = Sign("north", {"--constitution"});
  ASSERT_EQ(first.exit_code, kOk) << first.error;
  EXPECT_THAT(first.out, HasSubstr("version 1 stays in force until these have signed: south"));
  EXPECT_EQ(InForce(), 1u);
  const CommandResult check = Check();
  EXPECT_EQ(check.exit_code, kOk) << check.error;
  EXPECT_THAT(check.out, HasSubstr("Version 2 is being signed"));
  EXPECT_THAT(check.out, HasSubstr("north: signed"));
  EXPECT_THAT(check.out, HasSubstr("south: must still sign: `ginnel agreement sign"));
  const CommandResult last = Sign("south", {"--constitution"});
  ASSERT_EQ(last.exit_code, kOk) << last.error;
  EXPECT_THAT(last.out, HasSubstr("version 2 is in force"));
  EXPECT_EQ(InForce(), 2u);
  EXPECT_FALSE(FileExists(folder_ + "/constitution.next.dsse.json"));
  EXPECT_FALSE(Report().has_next());
  EXPECT_THAT(Sign("north", {"--constitution"}).out, HasSubstr("had already signed"));
}

TEST_F(NextVersion, KeepsTheRestOfTheText) {
  const std::string before = Text("constitution.yaml");
  Put("constitution.yaml", "# Agreed in spring.\n" + before);
  ASSERT_EQ(Next().exit_code, kOk);
  const std::string digest =
      crypto::PayloadDigest(*governance::AgreementFolder(folder_).ReadSignedConstitution()).ToHex();
  EXPECT_EQ(Text("constitution.yaml"),
            "# Agreed in spring.\n" +
                absl::StrReplaceAll(
                    before, {{"\nversion: 1\n", "\nversion: 2\nprevious: \"" + digest + "\"\n"}}));
  const std::string once = Text("constitution.yaml");
  ASSERT_EQ(Next().exit_code, kOk);
  EXPECT_EQ(Text("constitution.yaml"), once);
}

TEST(WithVersion, ReplacesTwoLinesAndNothingElse) {
  const auto edited = WithVersion(
      "title: a\nversion: 4  # the fourth\nprevious: \"ab\" # old\n"
      "purposes:\n  - {id: x}\n  version: 9\n",
      5, "cd");
  ASSERT_TRUE(edited.ok());
  EXPECT_EQ(*edited,
            "title: a\nversion: 5  # the fourth\nprevious: \"cd\" # old\npurposes:\n  - {id: x}\n"
            "  version: 9\n");
  EXPECT_FALSE(WithVersion("{version: 1}\n", 2, "cd").ok());
  EXPECT_FALSE(WithVersion("version: 1\nversion: 1\n", 2, "cd").ok());
}

TEST_F(NextVersion, LeavesATextAloneThatItCannotEdit) {
  Put("constitution.yaml", "{title: Sample, version: 1}\n");
  const CommandResult refused = Next();
  EXPECT_EQ(refused.exit_code, kWrongState);
  EXPECT_THAT(refused.error, HasSubstr("write `version: 2`"));
  EXPECT_EQ(Text("constitution.yaml"), "{title: Sample, version: 1}\n");
}

TEST_F(NextVersion, AMemberThatLeavesSignsAndOneThatJoinsIsReady) {
  ASSERT_EQ(Next().exit_code, kOk);
  Edit(MemberYaml("south", "full"), MemberYaml("council", "full"));
  PutOperations("council", "");
  EXPECT_EQ(Sign("council").exit_code, kOk);
  EXPECT_EQ(Sign("north", {"--constitution"}).exit_code, kOk);
  EXPECT_EQ(InForce(), 1u);
  EXPECT_EQ(Report().notes_size(), 1);
  ASSERT_EQ(Report().next().signatures_size(), 3);
  EXPECT_EQ(Report().next().signatures(1).member(), "south");
  EXPECT_EQ(Report().next().signatures(1).state(), v1::SIGNATURE_STATE_MISSING);
  const CommandResult leaves = Sign("south", {"--constitution"});
  EXPECT_THAT(leaves.out, HasSubstr("version 2 is in force")) << leaves.error;
  EXPECT_EQ(InForce(), 2u);
  EXPECT_EQ(Check().exit_code, kOk);
}

TEST_F(NextVersion, OnlyMembersOfTheTwoVersionsSignByTheirKeys) {
  ASSERT_EQ(Next().exit_code, kOk);
  EXPECT_EQ(Sign("east", {"--constitution"}).exit_code, kNotPermitted);
  EXPECT_EQ(Sign("north", {"--constitution"}, "south").exit_code, kNotPermitted);
  EXPECT_EQ(Sign("council", {"--constitution"}).exit_code, kInvalidInput);
  EXPECT_FALSE(FileExists(folder_ + "/constitution.next.dsse.json"));
}

TEST_F(NextVersion, NobodySignsWhatCannotFollow) {
  ASSERT_EQ(Next().exit_code, kOk);
  Edit("version: 2\n", "version: 3\n");
  EXPECT_EQ(Sign("north", {"--constitution"}).exit_code, kInvalidInput);
  EXPECT_THAT(Report().next().detail(), HasSubstr("version 3 cannot follow version 1"));
  EXPECT_EQ(InForce(), 1u);
}

TEST_F(NextVersion, ATextThatChangesAfterSignaturesIsStartedOver) {
  ASSERT_EQ(Next().exit_code, kOk);
  ASSERT_EQ(Sign("north", {"--constitution"}).exit_code, kOk);
  Edit("max_runs: 5", "max_runs: 6");
  EXPECT_EQ(Report().next().signatures(0).state(), v1::SIGNATURE_STATE_OUTDATED);
  const CommandResult refused = Sign("south", {"--constitution"});
  EXPECT_EQ(refused.exit_code, kWrongState);
  EXPECT_THAT(refused.error, HasSubstr("north signed"));
  EXPECT_EQ(Sign("south", {"--constitution", "--start-over"}).exit_code, kOk);
  EXPECT_EQ(InForce(), 1u);
  EXPECT_EQ(Sign("north", {"--constitution"}).exit_code, kOk);
  EXPECT_EQ(InForce(), 2u);
}

TEST_F(NextVersion, WaitsForItsFirstDay) {
  ASSERT_EQ(Next().exit_code, kOk);
  Edit("\"2026-04-01\"", "\"2026-06-01\"");
  ASSERT_EQ(Sign("north", {"--constitution"}).exit_code, kOk);
  EXPECT_THAT(Sign("south", {"--constitution"}).out, HasSubstr("2026-06-01"));
  EXPECT_EQ(InForce(), 1u);
  EXPECT_THAT(Report().next().detail(), HasSubstr("from 2026-06-01"));
  const governance::FakeClock june("2026-06-01T00:00:00Z");
  EXPECT_THAT(Next(june).out, HasSubstr("version 2 is in force"));
  EXPECT_TRUE(governance::Agreement::Load(folder_, june).ok());
}

TEST_F(NextVersion, MendsWhatACrashLeft) {
  ASSERT_EQ(Next().exit_code, kOk);
  ASSERT_EQ(Sign("north", {"--constitution"}).exit_code, kOk);
  const std::string gathering = Text("constitution.next.dsse.json");
  ASSERT_EQ(Sign("south", {"--constitution"}).exit_code, kOk);
  Put("constitution.next.dsse.json", gathering);  // as before the last step
  EXPECT_EQ(Check().exit_code, kOk);
  EXPECT_FALSE(Report().has_next());
  EXPECT_EQ(Sign("north", {"--constitution"}).exit_code, kOk);
  EXPECT_FALSE(FileExists(folder_ + "/constitution.next.dsse.json"));
}

TEST_F(NextVersion, NeedsAVersionToFollow) {
  std::filesystem::remove(folder_ + "/constitution.dsse.json");
  EXPECT_EQ(Next().exit_code, kWrongState);
}

TEST_F(NextVersion, DiffSaysInWordsWhatIsToBeSigned) {
  EXPECT_THAT(RunGinnel({"agreement", "diff", folder_}).out, HasSubstr("The two say the same."));
  ASSERT_EQ(Next().exit_code, kOk);
  Edit("max_approval_days: 90", "max_approval_days: 30");
  Edit("max_runs: 5", "max_runs: 6");
  Edit(MemberYaml("south", "full"), "");
  const CommandResult diff = RunGinnel({"agreement", "diff", folder_});
  ASSERT_EQ(diff.exit_code, kOk) << diff.error;
  EXPECT_THAT(diff.out, HasSubstr("the longest life of an approval goes from 90 to 30 days "
                                  "(stricter)"));
  EXPECT_THAT(diff.out, HasSubstr("signatures needed\n  north, south\n"));
  EXPECT_LT(diff.out.find("goes from 5 to 6 (LOOSER)"), diff.out.find("south leaves"));
  EXPECT_THAT(diff.out, Not(HasSubstr("cannot follow")));
  v1::AgreementDifference json;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  RunGinnel({"agreement", "diff", folder_, folder_, "--json"}).out, &json)
                  .ok());
  EXPECT_EQ(json.new_version(), 2u);
  EXPECT_TRUE(json.changes(0).looser());
}

TEST_F(NextVersion, DiffSaysWhichPracticesWithdrawWhileTheConstitutionStays) {
  const auto list = [&](const std::string& practices, int version) {
    PutOperations("south", "controllers:\n" + practices, version);
  };
  list("  - {ods_code: Y00001, title: Canal Surgery}\n  - {ods_code: Y00002}\n", 1);
  ASSERT_EQ(Sign("south", {"--operations"}).exit_code, kOk);
  EXPECT_THAT(RunGinnel({"agreement", "diff", folder_}).out, HasSubstr("The two say the same."));
  list("  - {ods_code: Y00001, title: Canal Surgery, withdrawn: true}\n  - {ods_code: Y00002}\n",
       2);
  const CommandResult diff = RunGinnel({"agreement", "diff", folder_});
  ASSERT_EQ(diff.exit_code, kOk) << diff.error;
  EXPECT_THAT(diff.out,
              HasSubstr("The two constitutions say the same.\n\noperations of south\n  practice "
                        "Y00001 (Canal Surgery) withdraws: its people take part no more\n"));
  EXPECT_THAT(diff.out, HasSubstr("operations: each party signs its own, alone\n  south\n"));
  EXPECT_THAT(diff.out, Not(HasSubstr("signatures needed")));

  ASSERT_EQ(Sign("south", {"--operations"}).exit_code, kOk);
  EXPECT_THAT(RunGinnel({"agreement", "show", folder_}).out,
              HasSubstr("  south: Y00001 (Canal Surgery), withdrawn\n  south: Y00002\n"));
}

TEST_F(NextVersion, NobodySignsOperationsThatDropEveryPractice) {
  PutOperations("south", "controllers: [{ods_code: Y00001}]\n");
  ASSERT_EQ(Sign("south", {"--operations"}).exit_code, kOk);
  PutOperations("south", "", 2);
  const CommandResult refused = Sign("south", {"--operations"});
  EXPECT_EQ(refused.exit_code, kWrongState) << refused.error;
  EXPECT_THAT(refused.error, HasSubstr("leave it on the list with `withdrawn: true`"));
  EXPECT_THAT(RunGinnel({"agreement", "diff", folder_}).out,
              HasSubstr("operations of south: the list of practices becomes empty"));
  PutOperations("south", "controllers: [{ods_code: Y00001, withdrawn: true}]\n", 2);
  EXPECT_EQ(Sign("south", {"--operations"}).exit_code, kOk);
}

TEST_F(NextVersion, DiffComparesFilesAndSaysWhatCannotFollow) {
  ASSERT_EQ(Next().exit_code, kOk);
  ASSERT_EQ(Sign("north", {"--constitution"}).exit_code, kOk);
  const std::string first = folder_ + "/previous/1.dsse.json";
  const std::string second = folder_ + "/constitution.next.dsse.json";
  EXPECT_THAT(RunGinnel({"agreement", "diff", first, second}).out, HasSubstr("from 1 to 2"));
  EXPECT_THAT(RunGinnel({"agreement", "diff", second, first}).out, HasSubstr("cannot follow"));
  EXPECT_NE(RunGinnel({"agreement", "diff", folder_ + "/nothing", second}).exit_code, kOk);
}

}  // namespace
}  // namespace ginnel::cli
