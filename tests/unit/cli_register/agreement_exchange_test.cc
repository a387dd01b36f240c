// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cli_register/cli_room.h"
#include "tests/unit/governance/sample_succession.h"

namespace ginnel::cli {
namespace {

using testing::HasSubstr;

class AgreementExchange : public CliRoom {
 protected:
  v1::Operations Next(const std::string& party, uint32_t version = 2) {
    v1::Operations next = sample_.operations.at(party);
    next.set_version(version);
    return next;
  }
  void WriteSigned(const std::string& name, const v1::Envelope& envelope) const {
    Write(name, crypto::EnvelopeToJson(envelope));
  }
  CommandResult Submit(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"agreement", "submit"});
    arguments.insert(arguments.end(), {"--as", Person("analyst@office")});
    return Run(arguments);
  }
  CommandResult Fetch() {
    return Run({"agreement", "fetch", AgreementPath(), "--as", Person("analyst@office")});
  }
  uint32_t VersionOf(const std::string& party) const {
    const v1::Envelope envelope =
        *governance::AgreementFolder(AgreementPath()).ReadSignedOperations(party);
    return governance::ReadUnverifiedStatement<v1::Operations>(envelope)->version();
  }
};

TEST_F(AgreementExchange, WhoeverHandsOperationsOnTheirOwnSignatureCounts) {
  WriteSigned("next.json", Sign(Next("north"), "north"));
  const CommandResult result = Submit({Path("next.json"), "--party", "north"});
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_THAT(result.out, HasSubstr("operations of north is entry 9 of the register"));
  WriteSigned("forged.json", Sign(Next("south"), "north"));
  EXPECT_EQ(Submit({Path("forged.json"), "--party", "south"}).exit_code, kNotPermitted);
}

TEST_F(AgreementExchange, TakesThePartysOperationsOutOfAFolder) {
  WriteSigned("agreement/operations/north.dsse.json", Sign(Next("north"), "north"));
  const CommandResult result = Submit({AgreementPath(), "--party", "north", "--json"});
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_THAT(result.out, HasSubstr("\"index\": \"9\""));
}

TEST_F(AgreementExchange, RefusesAnotherPartysOperationsAndOtherStatements) {
  WriteSigned("next.json", Sign(Next("north"), "north"));
  EXPECT_EQ(Submit({Path("next.json"), "--party", "south"}).exit_code, kInvalidInput);
  WriteSigned("query.json", package_.Build().query());
  EXPECT_EQ(Submit({Path("query.json")}).exit_code, kInvalidInput);
}

TEST_F(AgreementExchange, FetchBringsAFolderUpToTheRegister) {
  Add(Sign(Next("north"), "north"));
  Add(Sign(Next("north", 5), "north"));
  Publish();
  const CommandResult result = Fetch();
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_THAT(result.out, HasSubstr("operations/north.dsse.json"));
  EXPECT_EQ(VersionOf("north"), 5u);
  EXPECT_TRUE(governance::Agreement::Load(AgreementPath(), clock_).ok());
  EXPECT_THAT(Fetch().out, HasSubstr("as new as the register"));
}

TEST_F(AgreementExchange, FetchBringsAFolderOverSeveralConstitutions) {
  v1::Envelope newest = *governance::AgreementFolder(AgreementPath()).ReadSignedConstitution();
  for (int i = 0; i < 2; ++i) {
    newest = governance::SignedBy(governance::NextOf(newest), {"north", "south", "hospital"});
    Add(newest);
  }
  Publish();
  const CommandResult result = Fetch();
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  const auto loaded = governance::Agreement::Load(AgreementPath(), clock_);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->digest(), crypto::PayloadDigest(newest));
  EXPECT_THAT(Fetch().out, HasSubstr("as new as the register"));
}

TEST_F(AgreementExchange, FetchNeverTakesAFolderBack) {
  WriteSigned("agreement/operations/north.dsse.json", Sign(Next("north", 3), "north"));
  Add(Sign(Next("north"), "north"));
  Publish();
  ASSERT_EQ(Fetch().exit_code, kOk);
  EXPECT_EQ(VersionOf("north"), 3u);
}

TEST_F(AgreementExchange, FetchWritesNothingFromARegisterThatDoesNotHold) {
  Add(Sign(Next("north"), "north"));
  Publish();
  std::vector<std::string> entries = office_.Held();
  entries.back() = crypto::EnvelopeToJson(Sign(Next("north"), "south"));
  office_.shown = entries;
  EXPECT_EQ(Fetch().exit_code, kIntegrity);
  EXPECT_EQ(VersionOf("north"), 1u);
}

class PartySuspension : public CliRoom {
 protected:
  CommandResult Say(const std::string& word, const std::string& person) {
    return Run({"party", word, "--as", Person(person), "--reason", "A fault in our extract"});
  }
  v1::Suspension Last() const {
    return *governance::ReadUnverifiedStatement<v1::Suspension>(
        *crypto::EnvelopeFromJson(office_.Held().back()));
  }
};

TEST_F(PartySuspension, AnIgLeadOrItAdminSuspendsAndResumesTheirOwnParty) {
  CommandResult result = Say("suspend", "it@north");
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_EQ(Last().party(), "north");
  EXPECT_FALSE(Last().lifted());
  EXPECT_TRUE(governance::CheckRemark(office_.remarks.back(), Last().remark_digest()).ok());
  result = Say("resume", "ig-lead@north");
  ASSERT_EQ(result.exit_code, kOk) << result.error;
  EXPECT_TRUE(Last().lifted());
}

TEST_F(PartySuspension, NobodyElseSuspends) {
  const size_t before = office_.Held().size();
  EXPECT_EQ(Say("suspend", "analyst@office").exit_code, kNotPermitted);
  EXPECT_EQ(office_.Held().size(), before);
  EXPECT_EQ(Run({"party", "suspend", "--as", Person("it@north")}).exit_code, kUsage);
}

}  // namespace
}  // namespace ginnel::cli
