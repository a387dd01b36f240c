// SPDX-License-Identifier: Apache-2.0
#include "governance/panel.h"

#include "governance/constitution_rules.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

class PanelRules : public testing::Test {
 protected:
  PanelRules() {
    panel().set_id("city-panel");
    for (const char* person : {"lay-member@university", "auditor@north"}) {
      panel().add_people(person);
    }
    panel().set_quorum(2);
  }
  v1::Panel& panel() {
    if (sample_.constitution.panels().empty()) sample_.constitution.add_panels();
    return *sample_.constitution.mutable_panels(0);
  }
  // What is wrong with the constitution, in words; nothing where it holds.
  std::string Wrong() const {
    return std::string(ValidateConstitution(sample_.constitution).message());
  }
  void ExpectWrong(const std::string& what) const {
    EXPECT_NE(Wrong().find(what), std::string::npos) << Wrong();
  }

  SampleAgreement sample_;
};

TEST_F(PanelRules, AcceptPeopleOfPartiesAndAQuorumOfThem) { EXPECT_EQ(Wrong(), ""); }

TEST_F(PanelRules, WantAQuorumOfTwoOrMoreAndNoMoreThanThereAreSeats) {
  for (const uint32_t quorum : {0u, 1u, 3u}) {
    panel().set_quorum(quorum);
    ExpectWrong("quorum");
  }
}

TEST_F(PanelRules, WantPeopleOfTheAgreementsParties) {
  panel().add_people("lay-member@nowhere");
  ExpectWrong("'lay-member@nowhere' is nobody of a party");
  panel().set_people(2, "somebody");
  ExpectWrong("'somebody' is nobody of a party");
}

TEST_F(PanelRules, GiveNobodyTwoSeats) {
  panel().add_people("auditor@north");
  ExpectWrong("'auditor@north' has two seats");
}

TEST_F(PanelRules, WantAnIdThatNoOtherPanelHas) {
  const v1::Panel same = panel();
  *sample_.constitution.add_panels() = same;
  ExpectWrong("panel city-panel is there twice");
  panel().set_id("City Panel");
  ExpectWrong("panel id 'City Panel'");
}

}  // namespace
}  // namespace ginnel::governance
