// SPDX-License-Identifier: Apache-2.0
#include "cli/agreement/agreement_commands.h"

#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/random.h"
#include "crypto/oprf_key.h"
#include "ginnel/v1/agreement_report.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/unit/cli_agreement/command_line.h"

namespace ginnel::cli {
namespace {

using governance::SampleAgreement;
using testing::HasSubstr;
using testing::Not;

std::string MemberYaml(const std::string& id, const std::string& kind) {
  return absl::StrCat("  - {id: ", id, ", title: The ", id, ", kind: ", kind,
                      ", sectors: [general_practice], signing_key: \"", SampleAgreement::KeyHex(id),
                      "\"}\n");
}

std::string TrusteeYaml(const std::string& id) {
  SystemRandom random;
  const crypto::OprfKeyPart part = crypto::OprfKeyPart::Generate(random);
  return absl::StrCat(
      "  - {id: ", id, ", organisation: Org of ", id, ", host: ", id,
      ".example, administrator: Admin of ", id, ", signing_key: \"", SampleAgreement::KeyHex(id),
      "\", oprf_key: \"", part.public_part().ToHex(), "\", oprf_proof: \"",
      part.Prove(SampleAgreement::Key(id).verifying_key(), random).ToHex(), "\"}\n");
}

// A folder as people write it: full members north and south, associate east, trustees one, two and
// three.
class AgreementCommands : public testing::Test {
 protected:
  AgreementCommands() : folder_(governance::FreshFolder()) {
    std::filesystem::create_directories(folder_ + "/operations");
    std::filesystem::create_directories(folder_ + "/models");
    Put("dictionary.yaml", "name: core\nversion: 1\nvariables:\n  - {name: age, type: integer}\n");
    Put("models/two.yaml", "model: two\nversion: 1\n");
    Put("constitution.yaml",
        absl::StrCat("title: Sample agreement\nversion: 1\nstarts: \"2026-04-01\"\nends: "
                     "\"2027-03-31\"\nmembers:\n",
                     MemberYaml("north", "full"), MemberYaml("south", "full"),
                     MemberYaml("east", "associate"), "trustees:\n", TrusteeYaml("one"),
                     TrusteeYaml("two"), TrusteeYaml("three"),
                     "purposes:\n  - {id: planning, title: Planning, legal_basis: Article 6, "
                     "opt_out_rule: not_applicable}\n"
                     "floors: {profile: nhs-1-7-round-5, minimum_members: 3, max_runs: 5, "
                     "max_approval_days: 90, "
                     "queries_per_author_and_week: 20}\n"));
    for (const char* id : {"one", "two", "three"}) {
      PutOperations(id, absl::StrCat("endpoint: \"", id, ".example:7443\"\ncertificate_sha256: \"",
                                     SampleAgreement::Pin(id), "\"\n"));
    }
    PutOperations(
        "north",
        absl::StrCat("people:\n  - {id: ig-lead@north, roles: [ig_lead], signing_key: \"",
                     SampleAgreement::KeyHex("ig-lead@north"), "\", certificate_sha256: \"",
                     SampleAgreement::Pin("ig-lead@north"), "\"}\n"));
  }
  void Put(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(folder_ + "/" + name, text).ok());
  }
  void PutOperations(const std::string& party, const std::string& rest, int version = 1) {
    Put(absl::StrCat("operations/", party, ".yaml"),
        absl::StrCat("party: ", party, "\nversion: ", version, "\n", rest));
  }
  std::string KeyFile(const std::string& party) {
    const std::string path = absl::StrCat(folder_, "-key-of-", party);
    if (!FileExists(path)) {
      EXPECT_TRUE(SampleAgreement::Key(party).Save(path).ok());
    }
    return path;
  }
  CommandResult Sign(const std::string& party, std::vector<std::string> more = {},
                     const std::string& key_of = "") {
    std::vector<std::string> arguments = {"agreement",
                                          "sign",
                                          folder_,
                                          "--as",
                                          party,
                                          "--key",
                                          KeyFile(key_of.empty() ? party : key_of)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunGinnel(arguments);
  }
  void SignAll() {
    for (const char* party : {"north", "south", "one", "two", "three"}) {
      const CommandResult result = Sign(party);
      ASSERT_EQ(result.exit_code, kOk) << party << ": " << result.error;
    }
  }
  CommandResult Check(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"agreement", "check", folder_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunGinnel(arguments);
  }

  std::string folder_;
};

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
  SignAll();
  Put("models/two.yaml", "model: two\nversion: 2\n");
  const CommandResult refused = Sign("north", {"--constitution"});
  EXPECT_EQ(refused.exit_code, kWrongState);
  EXPECT_THAT(refused.error, HasSubstr("north, south signed"));
  EXPECT_EQ(Sign("north", {"--constitution", "--start-over"}).exit_code, kOk);
  EXPECT_EQ(Check().exit_code, kWrongState);
  EXPECT_EQ(Sign("south", {"--constitution"}).exit_code, kOk);
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
        "ig-lead@north: IG lead"}) {
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
