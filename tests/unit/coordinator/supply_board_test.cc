// SPDX-License-Identifier: Apache-2.0
#include "coordinator/supply_board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ginnel::coordinator {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SupplyBoardTest : public testing::Test {
 protected:
  SupplyBoardTest() {
    for (const char* member : {"north", "south"}) constitution_.add_members()->set_id(member);
    for (const char* variable : {"age", "diabetes", "cost_gp"}) {
      constitution_.mutable_dictionary()->add_variables()->set_name(variable);
    }
  }
  static v1::NodeMessage::Supply Supply(const std::vector<std::string>& variables,
                                        const std::string& from = "2023-04-01",
                                        const std::string& to = "2026-03-31") {
    v1::NodeMessage::Supply supply;
    for (const std::string& variable : variables) supply.add_variables(variable);
    supply.set_data_from(from);
    supply.set_data_to(to);
    return supply;
  }

  const absl::Time now_ = absl::FromUnixSeconds(1'780'000'000);
  v1::Constitution constitution_;
  SupplyBoard board_;
};

TEST_F(SupplyBoardTest, ListsEveryMemberAndSaysOfWhomNothingIsKnown) {
  board_.Said("south", Supply({"cost_gp", "age"}), now_);
  const auto all = board_.Of(constitution_, {"south"});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].member(), "north");
  EXPECT_FALSE(all[0].connected());
  EXPECT_EQ(all[0].said_at(), "");
  EXPECT_THAT(all[0].variables(), IsEmpty());
  EXPECT_TRUE(all[1].connected());
  EXPECT_THAT(all[1].variables(), ElementsAre("age", "cost_gp"));  // as the dictionary has them
  EXPECT_EQ(all[1].data_from(), "2023-04-01");
  EXPECT_EQ(all[1].data_to(), "2026-03-31");
  EXPECT_EQ(all[1].said_at(), "2026-05-28T20:26:40Z");
}

TEST_F(SupplyBoardTest, KeepsTheLastWordAlsoOfANodeThatHasGone) {
  board_.Said("north", Supply({"age"}), now_);
  board_.Said("north", Supply({"diabetes"}, "2024-04-01"), now_);
  const v1::MemberSupply north = board_.Of(constitution_, {})[0];
  EXPECT_FALSE(north.connected());
  EXPECT_THAT(north.variables(), ElementsAre("diabetes"));
  EXPECT_EQ(north.data_from(), "2024-04-01");
}

// A node could otherwise have anything said to everybody, figures and terminal controls included.
TEST_F(SupplyBoardTest, PassesOnNothingButNamesOfTheDictionaryAndDays) {
  board_.Said("north", Supply({"age", "diabetes: 7 people", "age"}, "12 people", "\x1b[2J"), now_);
  board_.Said("nobody", Supply({"age"}), now_);
  const auto all = board_.Of(constitution_, {"nobody"});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_THAT(all[0].variables(), ElementsAre("age"));
  EXPECT_EQ(all[0].data_from(), "");
  EXPECT_EQ(all[0].data_to(), "");
}

}  // namespace
}  // namespace ginnel::coordinator
