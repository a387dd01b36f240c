// SPDX-License-Identifier: Apache-2.0
#include "coordinator/node_links.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/reason.h"
#include "tests/unit/coordinator/coordinator_room.h"

namespace ginnel::coordinator {
namespace {

class NodeLinksTest : public testing::Test {
 protected:
  NodeLinksTest() {
    links_.OnDisconnect([this](const std::string& member) { gone_.push_back(member); });
  }
  NodeLinks links_;
  std::vector<std::string> gone_;
};

TEST_F(NodeLinksTest, SendsToWhoIsConnected) {
  const auto north = std::make_shared<FakeNode>();
  links_.Connected("north", north);
  EXPECT_TRUE(links_.Send("north", {}).ok());
  EXPECT_EQ(north->sent().size(), 1u);
  const absl::Status away = links_.Send("south", {});
  EXPECT_TRUE(absl::IsUnavailable(away));
  EXPECT_EQ(ReasonOf(away), v1::REASON_UNAVAILABLE);
}

TEST_F(NodeLinksTest, ForgetsWhoDisconnected) {
  const auto north = std::make_shared<FakeNode>();
  links_.Connected("north", north);
  links_.Disconnected("north", north.get());
  EXPECT_EQ(gone_, std::vector<std::string>{"north"});
  EXPECT_TRUE(links_.connected().empty());
  EXPECT_FALSE(links_.Send("north", {}).ok());
  links_.Disconnected("north", north.get());  // once
  EXPECT_EQ(gone_.size(), 1u);
}

TEST_F(NodeLinksTest, ReplacesAnOlderStreamAndTakesNoOrdersFromItsEnd) {
  const auto older = std::make_shared<FakeNode>();
  const auto newer = std::make_shared<FakeNode>();
  links_.Connected("north", older);
  links_.Connected("north", newer);
  EXPECT_TRUE(older->closed());
  EXPECT_FALSE(newer->closed());
  links_.Disconnected("north", older.get());
  ASSERT_TRUE(links_.Send("north", {}).ok());
  EXPECT_EQ(newer->sent().size(), 1u);
  EXPECT_TRUE(older->sent().empty());
}

TEST_F(NodeLinksTest, HoldsNoStreamAlive) {
  auto north = std::make_shared<FakeNode>();
  links_.Connected("north", north);
  north.reset();
  EXPECT_FALSE(links_.Send("north", {}).ok());
  EXPECT_TRUE(links_.connected().empty());
}

TEST_F(NodeLinksTest, WaitsForNodesAndNamesThoseThatStayAway) {
  const auto north = std::make_shared<FakeNode>();
  std::thread late([&] { links_.Connected("north", north); });
  EXPECT_TRUE(links_.WaitFor({"north"}, absl::Seconds(20)).empty());
  late.join();
  EXPECT_EQ(links_.WaitFor({"south", "north", "east"}, absl::ZeroDuration()),
            (std::vector<std::string>{"south", "east"}));
}

TEST_F(NodeLinksTest, EndsAllWaitingAndAllStreamsWhenItCloses) {
  const auto north = std::make_shared<FakeNode>();
  links_.Connected("north", north);
  std::thread waiting([&] { EXPECT_EQ(links_.WaitFor({"south"}, absl::Seconds(20)).size(), 1u); });
  links_.CloseAll();
  waiting.join();
  EXPECT_TRUE(north->closed());
  const auto south = std::make_shared<FakeNode>();
  links_.Connected("south", south);  // too late
  EXPECT_TRUE(south->closed());
}

}  // namespace
}  // namespace ginnel::coordinator
