// SPDX-License-Identifier: Apache-2.0
#include "governance/operations_diff.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ginnel::governance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

v1::Operations Network() {
  v1::Operations operations;
  operations.set_party("north");
  operations.set_version(4);
  for (const char* code : {"Y00001", "Y00002"}) {
    v1::Controller& controller = *operations.add_controllers();
    controller.set_ods_code(code);
    controller.set_title(std::string("Surgery ") + code[5]);
  }
  return operations;
}

std::vector<std::string> Lines(const v1::Operations& older, const v1::Operations& newer) {
  std::vector<std::string> lines;
  for (const AgreementChange& each : CompareOperations(older, newer)) {
    EXPECT_EQ(each.group, "operations of north");
    lines.push_back(each.text + (each.looser ? " LOOSER" : ""));
  }
  return lines;
}

std::vector<std::string> LinesAfter(const std::function<void(v1::Operations&)>& bend) {
  v1::Operations newer = Network();
  bend(newer);
  return Lines(Network(), newer);
}

TEST(OperationsDiff, HasNothingToSayOfEqualTexts) {
  EXPECT_THAT(LinesAfter([](auto&) {}), IsEmpty());
}

TEST(OperationsDiff, SaysWhichPracticeWithdrawsComesInAndComesBack) {
  const auto withdraw = [](v1::Operations& o) { o.mutable_controllers(1)->set_withdrawn(true); };
  EXPECT_THAT(LinesAfter(withdraw),
              ElementsAre("practice Y00002 (Surgery 2) withdraws: its people take part no more"));
  v1::Operations withdrawn = Network();
  withdraw(withdrawn);
  EXPECT_THAT(
      Lines(withdrawn, Network()),
      ElementsAre("practice Y00002 (Surgery 2) comes back: its people take part again LOOSER"));
  EXPECT_THAT(LinesAfter([](auto& o) { o.add_controllers()->set_ods_code("Y00003"); }),
              ElementsAre("practice Y00003 comes in: its people take part LOOSER"));
  EXPECT_THAT(LinesAfter([](auto& o) { o.mutable_controllers()->RemoveLast(); }),
              ElementsAre(HasSubstr("leaves the list: its people take part no more")));
  EXPECT_THAT(LinesAfter([](auto& o) {
                v1::Controller& controller = *o.add_controllers();
                controller.set_ods_code("Y00003");
                controller.set_withdrawn(true);
              }),
              ElementsAre("practice Y00003 is put on the list as withdrawn"));
}

TEST(OperationsDiff, SaysWhatAnEmptyListMeans) {
  v1::Operations own = Network();
  own.clear_controllers();
  const std::vector<std::string> begins = Lines(own, Network());
  ASSERT_EQ(begins.size(), 3u);
  EXPECT_THAT(begins[0], HasSubstr("people of any other practice, or of none, take part no more"));
  EXPECT_EQ(begins[1], "practice Y00001 (Surgery 1) comes in: its people take part");
  EXPECT_THAT(Lines(Network(), own)[0], HasSubstr("the register refuses it LOOSER"));
}

TEST(OperationsDiff, SaysWhoComesInAndWhoseKeysChange) {
  const auto add = [](v1::Operations& o) -> v1::Person& {
    v1::Person& person = *o.add_people();
    person.set_id("ig-lead@north");
    person.add_roles(v1::ROLE_IG_LEAD);
    return person;
  };
  EXPECT_THAT(LinesAfter([&](auto& o) { add(o); }),
              ElementsAre("ig-lead@north comes in (ig_lead)"));
  v1::Operations older = Network();
  add(older);
  v1::Operations newer = Network();
  add(newer).set_signing_key("another");
  newer.set_certificate_sha256("another");
  EXPECT_THAT(Lines(older, newer), ElementsAre("the signing key of ig-lead@north changes",
                                               "the certificate of its node changes"));
}

}  // namespace
}  // namespace ginnel::governance
