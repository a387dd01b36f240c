// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/agreement_commands.h"

#include <unistd.h>

#include <filesystem>

#include "base/files.h"
#include "ginnel/v1/agreement_report.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/unit/cli_agreement/agreement_folder_fixture.h"
#include "tests/unit/cli_agreement/command_line.h"

namespace ginnel::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(AgreementCommands, IsInForceOnceEverybodyHasSigned) {
  EXPECT_EQ(Check().exit_code, kWrongState);
  SignAll();
  const CommandResult check = Check();
  EXPECT_EQ(check.exit_code, kOk) << check.error;
  EXPECT_THAT(check.out, HasSubstr("The agreement is in force."));
  EXPECT_THAT(check.out, Not(HasSubstr("Still to do")));
}

TEST_F(AgreementCommands, CheckSaysWhoMustStillDoWhat) {
  ASSERT_EQ(Sign("north").exit_code, kOk);
  ASSERT_EQ(Sign("two").exit_code, kOk);
  const CommandResult check = Check();
  EXPECT_EQ(check.exit_code, kWrongState);
  EXPECT_THAT(check.out, HasSubstr(absl::StrCat("  south: `ginnel agreement sign ", folder_,
                                                " --as south --key KEY_FILE --constitution`")));
  EXPECT_THAT(check.out, HasSubstr(absl::StrCat("  one: `ginnel agreement sign ", folder_,
                                                " --as one --key KEY_FILE --operations`")));
  EXPECT_THAT(check.out, Not(HasSubstr("  north: ")));
  EXPECT_THAT(check.out, Not(HasSubstr("  east: ")));
  EXPECT_THAT(check.error, HasSubstr("south must still sign"));
}

TEST_F(AgreementCommands, CheckTellsScriptsTheSame) {
  ASSERT_EQ(Sign("north").exit_code, kOk);
  const CommandResult check = Check({"--json"});
  EXPECT_EQ(check.exit_code, kWrongState);
  v1::AgreementReport report;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(check.out, &report).ok()) << check.out;
  EXPECT_FALSE(report.in_force());
  ASSERT_EQ(report.parties_size(), 6);
  EXPECT_EQ(report.parties(0).constitution(), v1::SIGNATURE_STATE_SIGNED);
  EXPECT_EQ(report.parties(0).operations(), v1::SIGNATURE_STATE_SIGNED);
  EXPECT_EQ(report.parties(1).constitution(), v1::SIGNATURE_STATE_MISSING);
  EXPECT_EQ(report.parties(2).constitution(), v1::SIGNATURE_STATE_NOT_NEEDED);
  EXPECT_EQ(report.parties(3).operations(), v1::SIGNATURE_STATE_MISSING);
}

TEST_F(AgreementCommands, CheckNamesFileAndLineOfAMistake) {
  Put("dictionary.yaml", "name: core\nvarables: []\n");
  const CommandResult check = Check();
  EXPECT_EQ(check.exit_code, kInvalidInput);
  EXPECT_THAT(check.error, HasSubstr("dictionary.yaml:2:1"));
}

TEST_F(AgreementCommands, CheckSaysThatAFolderHoldsNoAgreement) {
  const CommandResult check = RunGinnel({"agreement", "check", governance::FreshFolder()});
  EXPECT_EQ(check.exit_code, kWrongState);
  EXPECT_THAT(check.error, HasSubstr("/constitution.yaml"));
}

TEST_F(AgreementCommands, CheckRefusesInvalidContent) {
  PutOperations("north", "endpoint: \"north:1\"\n");
  const CommandResult check = Check();
  EXPECT_EQ(check.exit_code, kInvalidInput);
  EXPECT_THAT(check.error, HasSubstr("a node opens no port"));
}

TEST_F(AgreementCommands, CheckNoticesAnEditAfterTheSignature) {
  SignAll();
  PutOperations("north", "");
  Put("dictionary.yaml", "name: core\nversion: 2\nvariables:\n  - {name: age, type: integer}\n");
  const CommandResult check = Check();
  EXPECT_EQ(check.exit_code, kOk) << check.error;  // what was signed counts
  EXPECT_THAT(check.out, HasSubstr("edited since signed"));
}

TEST_F(AgreementCommands, SignShowsWhatWasSignedAndItsDigest) {
  const CommandResult result = Sign("north");
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_THAT(result.out, HasSubstr("north signed the constitution, version 1"));
  EXPECT_THAT(result.out, HasSubstr("north signed the operations of north, version 1"));
  v1::AgreementReport report;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Check({"--json"}).out, &report).ok());
  EXPECT_THAT(result.out, HasSubstr(report.digest()));
}

TEST_F(AgreementCommands, SigningTwiceIsHarmless) {
  SignAll();
  const CommandResult again = Sign("north");
  EXPECT_EQ(again.exit_code, kOk) << again.error;
  EXPECT_THAT(again.out, HasSubstr("north had already signed the constitution"));
  EXPECT_EQ(Check().exit_code, kOk);
}

TEST_F(AgreementCommands, SignRefusesAnothersKey) {
  EXPECT_EQ(Sign("north", {}, "south").exit_code, kNotPermitted);
  EXPECT_EQ(Sign("one", {}, "two").exit_code, kNotPermitted);
  EXPECT_FALSE(FileExists(folder_ + "/constitution.dsse.json"));
  EXPECT_FALSE(FileExists(folder_ + "/operations/one.dsse.json"));
}

TEST_F(AgreementCommands, OnlyFullMembersSignTheConstitution) {
  EXPECT_EQ(Sign("east", {"--constitution"}).exit_code, kNotPermitted);
  EXPECT_EQ(Sign("one", {"--constitution"}).exit_code, kNotPermitted);
  EXPECT_EQ(Sign("east").exit_code, kWrongState);  // it has no operations either
  EXPECT_EQ(Sign("nobody", {"--operations"}).exit_code, kInvalidInput);
}

TEST_F(AgreementCommands, AChangedConstitutionNeedsEverybodyAgain) {
  ASSERT_EQ(Sign("north").exit_code, kOk);
  Put("models/two.yaml", "model: two\nversion: 2\n");
  const CommandResult refused = Sign("south", {"--constitution"});
  EXPECT_EQ(refused.exit_code, kWrongState);
  EXPECT_THAT(refused.error, HasSubstr("north signed"));
  EXPECT_EQ(Sign("south", {"--constitution", "--start-over"}).exit_code, kOk);
  EXPECT_EQ(Check().exit_code, kWrongState);
  SignAll();
  EXPECT_EQ(Check().exit_code, kOk);
}

TEST_F(AgreementCommands, WhatIsInForceIsNotStartedOver) {
  SignAll();
  Put("models/two.yaml", "model: two\nversion: 2\n");
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{"--constitution"}, {"--constitution", "--start-over"}}) {
    const CommandResult refused = Sign("north", more);
    EXPECT_EQ(refused.exit_code, kWrongState);
    EXPECT_THAT(refused.error, HasSubstr("ginnel agreement next"));
  }
  EXPECT_EQ(Check().exit_code, kOk);
}

TEST_F(AgreementCommands, ChangedOperationsNeedAHigherVersion) {
  SignAll();
  PutOperations("north", "");
  const CommandResult refused = Sign("north", {"--operations"});
  EXPECT_EQ(refused.exit_code, kInvalidInput);
  EXPECT_THAT(refused.error, HasSubstr("write version: 2"));
  PutOperations("north", "", 2);
  EXPECT_EQ(Sign("north", {"--operations"}).exit_code, kOk);
}

TEST_F(AgreementCommands, SignWillNotAddToAnAlteredConstitution) {
  ASSERT_EQ(Sign("north").exit_code, kOk);
  const std::string path = folder_ + "/constitution.dsse.json";
  std::string json = *ReadFile(path);
  const size_t sig = json.find("\"sig\":\"") + 7;
  json[sig] = json[sig] == 'A' ? 'B' : 'A';
  ASSERT_TRUE(WriteFileAtomically(path, json).ok());
  EXPECT_EQ(Sign("south").exit_code, kIntegrity);
}

TEST_F(AgreementCommands, AMemberCanSignWhatItWasSentWithoutTheWrittenFiles) {
  ASSERT_EQ(Sign("north", {"--constitution"}).exit_code, kOk);
  ASSERT_EQ(unlink((folder_ + "/constitution.yaml").c_str()), 0);
  EXPECT_EQ(Sign("south", {"--constitution"}).exit_code, kOk);
}

TEST_F(AgreementCommands, SignRefusesAKeyThatOthersCanRead) {
  const std::string key = KeyFile("north");
  std::filesystem::permissions(key, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(Sign("north").exit_code, kNotPermitted);
}

TEST_F(AgreementCommands, ShowSaysItInPlainWords) {
  SignAll();
  const CommandResult show = RunGinnel({"agreement", "show", folder_});
  ASSERT_EQ(show.exit_code, kOk) << show.error;
  for (const char* words :
       {"north (The north), full member, supplies general practice", "east (The east), associate",
        "1. one (the coordinator)", "legal basis: Article 6", "disclosure profile nhs-1-7-round-5",
        "ig-lead@north: IG lead", "gateway shadow: every release is marked",
        "to put a full member out: 100 %"}) {
    EXPECT_THAT(show.out, HasSubstr(words));
  }
  EXPECT_THAT(show.out, Not(HasSubstr("NOT IN FORCE")));
}

TEST_F(AgreementCommands, ShowSaysThatItIsNotInForce) {
  const CommandResult show = RunGinnel({"agreement", "show", folder_});
  ASSERT_EQ(show.exit_code, kOk) << show.error;
  EXPECT_THAT(show.out, HasSubstr("NOT IN FORCE"));
}

TEST_F(AgreementCommands, ShowGivesScriptsEverything) {
  SignAll();
  v1::AgreementView view;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  RunGinnel({"agreement", "show", folder_, "--json"}).out, &view)
                  .ok());
  EXPECT_TRUE(view.in_force());
  EXPECT_EQ(view.constitution().members_size(), 3);
  EXPECT_EQ(view.operations_size(), 4);
}

TEST_F(AgreementCommands, SaysWhenTheDatesHavePassed) {
  SignAll();
  const CommandResult check =
      RunGinnel({"agreement", "check", folder_}, governance::FakeClock("2027-04-01T00:00:00Z"));
  EXPECT_EQ(check.exit_code, kWrongState);
  EXPECT_THAT(check.error, HasSubstr("2027-03-31"));
}

TEST_F(AgreementCommands, WrongUsageIsOne) {
  EXPECT_EQ(RunGinnel({"agreement"}).exit_code, kUsage);
  EXPECT_EQ(RunGinnel({"agreement", "sign", folder_}).exit_code, kUsage);
  EXPECT_EQ(RunGinnel({"agreement", "check", folder_, "--jsn"}).exit_code, kUsage);
}

}  // namespace
}  // namespace ginnel::cli
