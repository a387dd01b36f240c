// SPDX-License-Identifier: Apache-2.0
#include "governance/linkage.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "governance/agreement_diff.h"
#include "governance/constitution_rules.h"
#include "governance/operations_rules.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_linkage.h"

namespace ginnel::governance {
namespace {

class Linkage : public testing::Test {
 protected:
  Linkage() { WithLinkage(sample_); }

  std::string Wrong(const std::function<void(v1::Linkage&)>& bend) {
    v1::Constitution bent = sample_.constitution;
    bend(*bent.mutable_linkage());
    const absl::Status status = ValidateConstitution(bent);
    EXPECT_FALSE(status.ok());
    return std::string(status.message());
  }
  std::string WrongKeys(const std::string& party,
                        const std::function<void(v1::Operations&)>& bend) {
    v1::Operations bent = sample_.operations[party];
    bend(bent);
    return std::string(ValidateOperations(sample_.constitution, bent).message());
  }

  SampleAgreement sample_;
};

TEST_F(Linkage, NamesMembersInAgreementOrderWhateverItsOwn) {
  sample_.constitution.mutable_linkage()->mutable_members()->SwapElements(0, 3);
  EXPECT_TRUE(ValidateConstitution(sample_.constitution).ok());
  EXPECT_EQ(LinkageMembers(sample_.constitution), kSampleLinkage);
  EXPECT_EQ(SpineMembers(sample_.constitution),
            (std::vector<std::string>{"north", "south", "east"}));
}

TEST_F(Linkage, IsOfMembersEachOnceWithAllOfGeneralPractice) {
  const auto says = [](const std::string& text, const char* what) {
    EXPECT_TRUE(absl::StrContains(text, what)) << text;
  };
  says(Wrong([](v1::Linkage& l) { l.add_members("nowhere"); }), "'nowhere', which is no member");
  says(Wrong([](v1::Linkage& l) { l.add_members("north"); }), "'north' twice");
  says(Wrong([](v1::Linkage& l) { l.mutable_members()->RemoveLast(); }), "leaves out east");
  says(Wrong([](v1::Linkage& l) { l.clear_members(); }), "two members or more");
  says(Wrong([](v1::Linkage& l) { l.set_days_between_epochs(27); }), "must be 28");
  says(Wrong([](v1::Linkage& l) { l.set_most_dual_per_10000(1001); }), "must be 0 to 1000");
  says(Wrong([](v1::Linkage& l) { l.set_look_back_months(37); }), "must be 1 to 36");
}

TEST_F(Linkage, NeedsSomebodyWhoSuppliesGeneralPractice) {
  for (v1::Member& member : *sample_.constitution.mutable_members()) {
    member.set_sectors(0, v1::SECTOR_ACUTE);
  }
  EXPECT_TRUE(absl::StrContains(Wrong([](v1::Linkage&) {}), "nobody who supplies"));
}

TEST_F(Linkage, HasFourWeeksBetweenEpochsWhereItSaysNothing) {
  sample_.constitution.mutable_linkage()->clear_days_between_epochs();
  EXPECT_EQ(TimeBetweenEpochs(sample_.constitution), absl::Hours(28 * 24));
}

TEST_F(Linkage, CountsDualRegistrationsAgainstTheWholeSpine) {
  EXPECT_FALSE(TooManyDual(sample_.constitution, 10, 1000));
  EXPECT_TRUE(TooManyDual(sample_.constitution, 11, 1000));
  EXPECT_FALSE(TooManyDual(sample_.constitution, 0, 0));
  sample_.constitution.mutable_linkage()->set_most_dual_per_10000(0);
  EXPECT_TRUE(TooManyDual(sample_.constitution, 1, 1'000'000));
}

TEST_F(Linkage, TakesNodeKeysInPairsOfMembersOnly) {
  EXPECT_EQ(WrongKeys("north", [](v1::Operations&) {}), "");
  EXPECT_TRUE(absl::StrContains(
      WrongKeys("north", [](v1::Operations& o) { o.clear_node_sealing_key(); }), "go together"));
  EXPECT_TRUE(absl::StrContains(
      WrongKeys("north", [](v1::Operations& o) { o.set_node_sealing_key(std::string(64, '0')); }),
      "not a sound X25519"));
  EXPECT_TRUE(absl::StrContains(
      WrongKeys("north", [](v1::Operations& o) { o.set_node_statement_key(std::string(64, '0')); }),
      "not a sound Ed25519"));
  EXPECT_TRUE(absl::StrContains(WrongKeys("office",
                                          [this](v1::Operations& o) {
                                            const v1::Operations& north =
                                                sample_.operations["north"];
                                            o.set_node_statement_key(north.node_statement_key());
                                            o.set_node_sealing_key(north.node_sealing_key());
                                          }),
                                "a member's only"));
}

TEST_F(Linkage, HasADifferentKeyAtEachNode) {
  sample_.operations["south"].set_node_sealing_key(sample_.operations["north"].node_sealing_key());
  EXPECT_FALSE(sample_.Load().ok());
  sample_.operations["south"].set_node_sealing_key(SampleSealingKey("south").public_key().ToHex());
  EXPECT_TRUE(sample_.Load().ok());
  // The organisation's own key would let whoever runs the node sign the agreement.
  sample_.operations["south"].set_node_statement_key(SampleAgreement::KeyHex("south"));
  EXPECT_FALSE(sample_.Load().ok());
}

TEST_F(Linkage, SaysWhatToDoWhereANodeHasNoKeys) {
  sample_.operations["south"].clear_node_statement_key();
  sample_.operations["south"].clear_node_sealing_key();
  const auto agreement = sample_.Load();
  ASSERT_TRUE(agreement.ok()) << agreement.status();
  EXPECT_TRUE(NodeStatementKey(**agreement, "north").ok());
  EXPECT_TRUE(NodeSealingKey(**agreement, "north").ok());
  const absl::Status missing = NodeSealingKey(**agreement, "south").status();
  EXPECT_TRUE(absl::IsFailedPrecondition(missing));
  EXPECT_TRUE(absl::StrContains(std::string(missing.message()), "ginnel-node link-keys"));
}

TEST_F(Linkage, TellsWhatChangesInPlainWords) {
  const auto tell = [&](const std::function<void(v1::Constitution&)>& change) {
    v1::Constitution next = sample_.constitution;
    change(next);
    std::string text;
    for (const AgreementChange& each : CompareConstitutions(sample_.constitution, next)) {
      text += (each.looser ? "LOOSER " : "") + each.text + "\n";
    }
    return text;
  };
  EXPECT_EQ(tell([](v1::Constitution& c) { c.clear_linkage(); }),
            "no question may link people across members any more (stricter)\n");
  EXPECT_EQ(tell([](v1::Constitution& c) { c.mutable_linkage()->add_members("far-north"); }),
            "LOOSER far-north takes part in linkage: its node holds the pseudonyms of all "
            "people who are registered, or lately were, from the next epoch on\n");
  EXPECT_EQ(tell([](v1::Constitution& c) { c.mutable_linkage()->set_days_between_epochs(28); }),
            "LOOSER the time between epochs goes from 30 to 28 days\n");
  EXPECT_EQ(
      tell([](v1::Constitution& c) { c.mutable_linkage()->set_look_back_months(36); }),
      "LOOSER how long people who left or died stay on the spine goes from 24 to 36 months\n");
  EXPECT_EQ(tell([](v1::Constitution& c) { c.mutable_linkage()->set_look_back_months(24); }),
            "how long people stay on the spine is written in other words, and the same\n");
}

}  // namespace
}  // namespace ginnel::governance
