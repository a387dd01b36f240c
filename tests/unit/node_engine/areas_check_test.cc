// SPDX-License-Identifier: Apache-2.0
#include "node/engine/areas_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/reason.h"
#include "tests/unit/node_engine/engine_fixture.h"

namespace ginnel::node {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AreasCheckTest : public ::testing::Test {
 protected:
  AreasCheckTest() {
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        R"(members { id: "harness" areas { level: "locality" codes: "L1" } }
           dictionary { geographies {
             levels: "locality" levels: "practice"
             areas { level: "locality" code: "L1" } areas { level: "locality" code: "L2" }
             areas { level: "practice" code: "inside" within: "L1" }
             areas { level: "practice" code: "outside" within: "L2" } } })",
        &constitution_));
    query::LinkedPlan linked;
    linked.sources.resize(2);
    linked.sources[0].members = {1};
    linked.sources[1].members = {0, 2};
    linked.sources[1].held = {0};
    plan_.linked = std::make_shared<const query::LinkedPlan>(std::move(linked));
  }
  // Of a node with one person, registered once with each of these practices.
  absl::Status Check(const std::vector<std::string>& practices, int member = 0) {
    Records records = PeopleOf(1);
    records.registrations.practices = {"inside", "outside", "elsewhere"};
    for (const std::string& practice : practices) {
      const auto& all = records.registrations.practices;
      records.registrations.row.push_back(0);
      records.registrations.practice.push_back(
          static_cast<uint16_t>(std::find(all.begin(), all.end(), practice) - all.begin()));
      records.registrations.from.push_back(0);
      records.registrations.to.push_back(kOpen);
    }
    return CheckAreas(plan_, constitution_, "harness", member, *SnapshotOf(records));
  }

  v1::Constitution constitution_;
  query::Plan plan_;
};

TEST_F(AreasCheckTest, LetsTheNodeAnswerWithPeopleInsideOrNowhereThatIsPlaced) {
  EXPECT_TRUE(Check({}).ok());
  EXPECT_TRUE(Check({"inside", "elsewhere"}).ok());
}

TEST_F(AreasCheckTest, NamesThePracticesOutside) {
  const absl::Status status = Check({"inside", "outside"});
  EXPECT_EQ(ReasonOf(status), v1::REASON_OUTSIDE_AREAS) << status;
  EXPECT_THAT(status.message(), AllOf(HasSubstr("harness: outside. "), Not(HasSubstr("inside,"))));
}

TEST_F(AreasCheckTest, AsksNothingOfAPlanThatDoesNotCountOnTheMembersAreas) {
  EXPECT_TRUE(Check({"outside"}, 1).ok());
  EXPECT_FALSE(Check({"outside"}, 2).ok());
  plan_.linked = nullptr;
  EXPECT_TRUE(Check({"outside"}).ok());
}

}  // namespace
}  // namespace ginnel::node
