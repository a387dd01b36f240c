// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/random.h"
#include "crypto/oprf_key.h"
#include "gtest/gtest.h"
#include "tests/unit/cli_agreement/command_line.h"

namespace ginnel::cli {

using governance::SampleAgreement;

inline std::string MemberYaml(const std::string& id, const std::string& kind) {
  return absl::StrCat("  - {id: ", id, ", title: The ", id, ", kind: ", kind,
                      ", sectors: [general_practice], expected_people: 2000, signing_key: \"",
                      SampleAgreement::KeyHex(id), "\"}\n");
}

inline std::string TrusteeYaml(const std::string& id) {
  SystemRandom random;
  const crypto::OprfKeyPart part = crypto::OprfKeyPart::Generate(random);
  return absl::StrCat(
      "  - {id: ", id, ", organisation: Org of ", id, ", host: ", id,
      ".example, administrator: Admin of ", id, ", signing_key: \"", SampleAgreement::KeyHex(id),
      "\", oprf_key: \"", part.public_part().ToHex(), "\", oprf_proof: \"",
      part.Prove(SampleAgreement::Key(id).verifying_key(), random).ToHex(), "\"}\n");
}

/// A folder as people write it: full members north and south, associate east, trustees one, two and
/// three.
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

}  // namespace ginnel::cli
