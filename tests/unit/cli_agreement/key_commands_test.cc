// SPDX-License-Identifier: Apache-2.0
#include "cli/keys/key_commands.h"

#include <sys/stat.h>

#include "base/document.h"
#include "base/files.h"
#include "base/rpc/tls_identity.h"
#include "crypto/signing.h"
#include "ginnel/config/process.pb.h"
#include "ginnel/v1/agreement.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/cli_agreement/command_line.h"

namespace ginnel::cli {
namespace {

using testing::HasSubstr;

std::string NewFolder() { return governance::FreshFolder() + "/keys"; }

// A printed line, as the agreement's loader reads it.
v1::Person ReadCard(const std::string& line) {
  v1::Operations operations;
  const absl::Status read = LoadYaml("people:\n  - " + line, "card", operations);
  EXPECT_TRUE(read.ok()) << read;
  return operations.people_size() == 1 ? operations.people(0) : v1::Person();
}

TEST(KeysCreate, MakesEverythingThatAPersonNeeds) {
  const std::string folder = NewFolder();
  const CommandResult made = RunGinnel(
      {"keys", "create", "--person", "ig-lead@harness", "--dir", folder, "--agreement", "/a b/c"});
  ASSERT_EQ(made.exit_code, kOk) << made.error;
  const v1::Person card = ReadCard(made.out);
  EXPECT_EQ(card.id(), "ig-lead@harness");
  ASSERT_EQ(card.roles_size(), 1);
  EXPECT_EQ(card.roles(0), v1::ROLE_IG_LEAD);
  EXPECT_EQ(card.signing_key(),
            crypto::SigningKey::Load(folder + "/signing.key")->verifying_key().ToHex());
  EXPECT_EQ(card.certificate_sha256(), TlsIdentity::Load(folder)->pin());
  const auto profile = LoadYamlFile<config::PersonConfig>(folder + "/person.yaml");
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ(profile->person(), "ig-lead@harness");
  EXPECT_EQ(profile->agreement(), "/a b/c");
  EXPECT_EQ(profile->key_dir(), ".");
}

TEST(KeysCreate, KeepsSecretsFromOthers) {
  const std::string folder = NewFolder();
  ASSERT_EQ(RunGinnel({"keys", "create", "--person", "analyst@harness", "--dir", folder}).exit_code,
            kOk);
  for (const char* name : {"/signing.key", "/tls.key"}) {
    struct stat info {};
    ASSERT_EQ(stat((folder + name).c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u) << name;
  }
}

TEST(KeysCreate, NeverOverwritesAKey) {
  const std::string folder = NewFolder();
  ASSERT_EQ(RunGinnel({"keys", "create", "--person", "analyst@harness", "--dir", folder}).exit_code,
            kOk);
  const CommandResult before = RunGinnel({"keys", "card", "--dir", folder});
  EXPECT_EQ(RunGinnel({"keys", "create", "--person", "analyst@harness", "--dir", folder}).exit_code,
            kWrongState);
  EXPECT_EQ(RunGinnel({"keys", "create", "--organisation", "harness", "--dir", folder}).exit_code,
            kWrongState);
  EXPECT_EQ(RunGinnel({"keys", "card", "--dir", folder}).out, before.out);
}

TEST(KeysCreate, GivesAnOrganisationItsSigningKeyOnly) {
  const std::string folder = NewFolder();
  const CommandResult made =
      RunGinnel({"keys", "create", "--organisation", "harness", "--dir", folder});
  ASSERT_EQ(made.exit_code, kOk) << made.error;
  const std::string key =
      crypto::SigningKey::Load(folder + "/signing.key")->verifying_key().ToHex();
  EXPECT_EQ(made.out, "signing_key: \"" + key + "\"\n");
  EXPECT_FALSE(FileExists(folder + "/tls.key"));
  EXPECT_EQ(RunGinnel({"keys", "card", "--dir", folder}).out, made.out);
}

TEST(KeysCreate, TakesTheRoleFromTheIdOrTheOption) {
  const auto roles = [](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"keys", "create", "--dir", NewFolder()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunGinnel(arguments);
  };
  EXPECT_THAT(roles({"--person", "it-admin.two@harness"}).out, HasSubstr("roles: [it_admin]"));
  EXPECT_THAT(roles({"--person", "ann@harness", "--role", "analyst", "--role", "auditor"}).out,
              HasSubstr("roles: [analyst, auditor]"));
  EXPECT_EQ(roles({"--person", "ann@harness"}).exit_code, kInvalidInput);
  EXPECT_EQ(roles({"--person", "analysts@harness"}).exit_code, kInvalidInput);
  EXPECT_THAT(roles({"--person", "ann@harness", "--role", "boss"}).error,
              HasSubstr("ig-lead, analyst, auditor"));
}

TEST(KeysCreate, RefusesAnIdThatIsNone) {
  EXPECT_EQ(RunGinnel({"keys", "create", "--person", "harness", "--dir", NewFolder()}).exit_code,
            kInvalidInput);
  EXPECT_EQ(
      RunGinnel({"keys", "create", "--organisation", "Har ness", "--dir", NewFolder()}).exit_code,
      kInvalidInput);
}

TEST(KeysCreate, WantsAPersonOrAnOrganisation) {
  EXPECT_EQ(RunGinnel({"keys", "create", "--dir", NewFolder()}).exit_code, kUsage);
  EXPECT_EQ(
      RunGinnel({"keys", "create", "--person", "a@b", "--organisation", "b", "--dir", NewFolder()})
          .exit_code,
      kUsage);
  EXPECT_EQ(RunGinnel({"keys"}).exit_code, kUsage);
}

TEST(KeysCard, PrintsWhatCreatePrinted) {
  const std::string folder = NewFolder();
  const CommandResult made =
      RunGinnel({"keys", "create", "--person", "analyst@harness", "--dir", folder});
  EXPECT_EQ(RunGinnel({"keys", "card", "--dir", folder}).out, made.out);
  const CommandResult json = RunGinnel({"keys", "card", "--dir", folder, "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"id\": \"analyst@harness\""));
  EXPECT_THAT(json.out, HasSubstr("\"ROLE_ANALYST\""));
}

TEST(KeysCard, RefusesAKeyThatOthersCanRead) {
  const std::string folder = NewFolder();
  ASSERT_EQ(RunGinnel({"keys", "create", "--person", "analyst@harness", "--dir", folder}).exit_code,
            kOk);
  ASSERT_EQ(chmod((folder + "/signing.key").c_str(), 0644), 0);
  const CommandResult refused = RunGinnel({"keys", "card", "--dir", folder});
  EXPECT_EQ(refused.exit_code, kNotPermitted);
  EXPECT_THAT(refused.error, HasSubstr("chmod"));
}

}  // namespace
}  // namespace ginnel::cli
