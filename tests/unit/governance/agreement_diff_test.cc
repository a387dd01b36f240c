// SPDX-License-Identifier: Apache-2.0
#include "governance/agreement_diff.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/governance/sample_succession.h"

namespace ginnel::governance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// "GROUP: TEXT", with " LOOSER" after it.
std::vector<std::string> LinesAfter(const std::function<void(v1::Constitution&)>& bend) {
  static const v1::Constitution older = SampleAgreement().constitution;
  v1::Constitution newer = older;
  bend(newer);
  std::vector<std::string> lines;
  for (const AgreementChange& each : CompareConstitutions(older, newer))
    lines.push_back(each.group + ": " + each.text + (each.looser ? " LOOSER" : ""));
  return lines;
}

TEST(AgreementDiff, HasNothingToSayOfEqualTexts) {
  EXPECT_THAT(LinesAfter([](auto&) {}), IsEmpty());
}

TEST(AgreementDiff, SaysWhoJoinsLeavesAndChangesPlace) {
  EXPECT_THAT(LinesAfter([](auto& c) { AddMember(c, "council", v1::MEMBER_KIND_ASSOCIATE); }),
              ElementsAre("members: council joins as an associate member (social_care)"));
  EXPECT_THAT(LinesAfter([](auto& c) { RemoveMember(c, "south"); }),
              ElementsAre("members: south leaves"));
  EXPECT_THAT(LinesAfter([](auto& c) { PutOut(c, "south"); }),
              ElementsAre("members: south leaves",
                          "departure and exclusion: south is put out: unreachable"));
  EXPECT_THAT(LinesAfter([](auto& c) {
                c.mutable_members(0)->mutable_areas()->set_level("locality");
                c.mutable_members(0)->mutable_areas()->add_codes("L1");
              }),
              ElementsAre("members: people of north can be registered in the locality L1, and "
                          "before anywhere"));
  EXPECT_THAT(LinesAfter([](auto& c) { c.mutable_members()->SwapElements(0, 1); }),
              ElementsAre(HasSubstr("the order of the members")));
}

TEST(AgreementDiff, SaysOfAFloorWhetherItIsLooser) {
  EXPECT_THAT(LinesAfter([](auto& c) { c.mutable_floors()->set_max_approval_days(30); }),
              ElementsAre("floors: the longest life of an approval goes from 90 to 30 days "
                          "(stricter)"));
  EXPECT_THAT(
      LinesAfter([](auto& c) { c.mutable_floors()->set_max_approval_days(91); }),
      ElementsAre("floors: the longest life of an approval goes from 90 to 91 days LOOSER"));
  EXPECT_THAT(LinesAfter([](auto& c) { c.mutable_floors()->set_minimum_members(2); }),
              ElementsAre(HasSubstr("goes from 3 to 2 LOOSER")));
  EXPECT_THAT(LinesAfter([](auto& c) { c.mutable_floors()->set_minimum_members(4); }),
              ElementsAre(HasSubstr("goes from 3 to 4 (stricter)")));
  EXPECT_THAT(LinesAfter([](auto& c) { c.mutable_floors()->set_profile("loose-2"); }),
              ElementsAre(HasSubstr("LOOSER")));
}

TEST(AgreementDiff, MarksWhatMayNowBeDone) {
  const std::vector<std::function<void(v1::Constitution&)>> looser = {
      [](auto& c) { c.set_gateway(v1::GATEWAY_LIVE); },
      [](auto& c) { c.set_in_flight(v1::IN_FLIGHT_FINISH); },
      [](auto& c) { c.mutable_reserved()->set_quorum_percent(60); },
      [](auto& c) { c.add_purposes()->set_id("research"); },
      [](auto& c) { c.mutable_purposes(0)->set_opt_out_rule(v1::OPT_OUT_RULE_NOT_APPLICABLE); },
      [](auto& c) { c.mutable_purposes(0)->set_list_max_age_days(90); },
      [](auto& c) { c.mutable_dictionary()->add_variables()->set_name("smi"); },
      [](auto& c) { c.mutable_dictionary()->add_bandings()->set_name("months"); },
      [](auto& c) { c.add_models()->set_model("two"); },
  };
  for (size_t i = 0; i < looser.size(); ++i)
    EXPECT_THAT(LinesAfter(looser[i]), ElementsAre(HasSubstr("LOOSER"))) << i;
}

TEST(AgreementDiff, SaysWhichWordsChange) {
  const auto variable = [](v1::Constitution& c) {
    return c.mutable_dictionary()->mutable_variables(0);
  };
  EXPECT_THAT(LinesAfter([&](auto& c) { variable(c)->set_sensitive(true); }),
              ElementsAre("dictionary: the variable age is now sensitive (stricter)"));
  EXPECT_THAT(LinesAfter([&](auto& c) { variable(c)->add_codes()->set_code("A1"); }),
              ElementsAre("dictionary: age: codes change: new: A1"));
  EXPECT_THAT(LinesAfter([&](auto& c) { variable(c)->set_upper(120); }),
              ElementsAre("dictionary: the range of age goes from \"none to none\" to \"none to "
                          "120\""));
}

TEST(AgreementDiff, SaysWhatAChangeOfKeysMeans) {
  EXPECT_THAT(LinesAfter([](auto& c) {
                c.mutable_trustees(1)->set_oprf_key("00");
                c.mutable_trustees(1)->set_host("other.example");
              }),
              ElementsAre("trustees: hospital-trustee's host goes from "
                          "\"hospital-trustee.example\" to \"other.example\"",
                          HasSubstr("every pseudonym changes")));
  EXPECT_THAT(LinesAfter([](auto& c) { c.mutable_members(0)->set_signing_key("00"); }),
              ElementsAre(HasSubstr("signs by the old and the new one")));
}

TEST(AgreementDiff, TellsAStatedDefaultFromAChange) {
  EXPECT_THAT(LinesAfter([](auto& c) { c.set_gateway(v1::GATEWAY_SHADOW); }),
              ElementsAre(HasSubstr("stays shadow")));
  EXPECT_THAT(LinesAfter([](auto& c) { c.set_in_flight(v1::IN_FLIGHT_STOP); }),
              ElementsAre(HasSubstr("stays stop")));
  EXPECT_THAT(LinesAfter([](auto& c) { c.mutable_reserved()->set_quorum_percent(100); }),
              ElementsAre(HasSubstr("stays 100 %")));
}

}  // namespace
}  // namespace ginnel::governance
