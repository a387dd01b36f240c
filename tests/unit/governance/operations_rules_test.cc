// SPDX-License-Identifier: Apache-2.0
#include "governance/operations_rules.h"

#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_agreement.h"

namespace ginnel::governance {
namespace {

using testing::HasSubstr;

std::string ProblemOf(const std::function<void(v1::Operations&)>& bend) {
  SampleAgreement sample;
  v1::Operations& operations = sample.operations["north"];
  bend(operations);
  return std::string(ValidateOperations(sample.constitution, operations).message());
}

TEST(OperationsRules, AcceptTheSample) {
  EXPECT_EQ(ProblemOf([](v1::Operations&) {}), "");
}

TEST(OperationsRules, WantAPartyOfTheConstitution) {
  EXPECT_THAT(ProblemOf([](auto& o) { o.set_party("west"); }),
              HasSubstr("neither a member nor a trustee"));
}

TEST(OperationsRules, WantAVersion) {
  EXPECT_THAT(ProblemOf([](auto& o) { o.clear_version(); }), HasSubstr("version is missing"));
}

TEST(OperationsRules, WantPeopleWithKeysAndKnownRoles) {
  EXPECT_THAT(ProblemOf([](auto& o) { o.mutable_people(0)->set_signing_key("key"); }),
              HasSubstr("signing_key of ig-lead@north: "));
  EXPECT_THAT(ProblemOf([](auto& o) { o.mutable_people(0)->add_roles(v1::ROLE_UNSPECIFIED); }),
              HasSubstr("unknown role"));
  EXPECT_THAT(ProblemOf([](auto& o) { o.mutable_people(0)->add_roles(v1::ROLE_IG_LEAD); }),
              HasSubstr("a role twice"));
}

TEST(OperationsRules, RefuseAListOfControllersThatBecomesEmptyAndSayHowToWithdraw) {
  v1::Operations operations;
  operations.set_party("north");
  const absl::Status refused = CheckStillListsControllers(operations);
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("`withdrawn: true`"));
  operations.add_controllers()->set_withdrawn(true);
  EXPECT_TRUE(CheckStillListsControllers(operations).ok());
}

TEST(OperationsRules, WantEachControllerOnce) {
  EXPECT_EQ(ProblemOf([](auto& o) { o.add_controllers()->set_ods_code("Y00001"); }), "");
  EXPECT_THAT(ProblemOf([](auto& o) { o.add_controllers(); }), HasSubstr("no ods_code"));
  EXPECT_THAT(ProblemOf([](auto& o) {
                o.add_controllers()->set_ods_code("Y00001");
                o.add_controllers()->set_ods_code("Y00001");
              }),
              HasSubstr("controller Y00001 is there twice"));
}

}  // namespace
}  // namespace ginnel::governance
