// SPDX-License-Identifier: Apache-2.0
#include "node/agent/answer_query.h"

#include <gtest/gtest.h>

#include "base/reason.h"
#include "tests/unit/sharing/federation.h"

namespace ginnel::node {
namespace {

using sharing::PeopleOfGroup;

class AnswerQueryTest : public testing::Test {
 protected:
  // People in the first cell of the table, over all members.
  int64_t FirstCell(const v1::RunPackage& package) {
    const auto table = federation_.Run(package);
    EXPECT_TRUE(table.ok()) << table.status();
    if (!table.ok()) return -1;
    return table->value(federation_.PlanOf(package).Position(0, 0)).value_or(-1);
  }

  sharing::Federation federation_{
      {PeopleOfGroup(0, 20), PeopleOfGroup(0, 20), PeopleOfGroup(0, 20)}};
};

TEST_F(AnswerQueryTest, ComputesOverTheDataThatStandsAndNotWhatItStartedWith) {
  EXPECT_EQ(FirstCell(federation_.Package().Build()), 60);
  federation_.Reload("north", PeopleOfGroup(0, 19));
  governance::SamplePackage next = federation_.Package();
  next.query.set_title("the same again");
  EXPECT_EQ(FirstCell(next.Build()), 59);
}

// An erasure holds the store while the node waits to write its ledger: what the node looked up
// before is of a time when the person was still there.
TEST_F(AnswerQueryTest, LeavesOutWhoIsErasedWhileTheLedgerIsWritten) {
  const v1::RunPackage package = federation_.Package().Build();
  federation_.before_data = [&](const std::string& member) {
    if (member != "north" || federation_.NodeProgress(member, package).n == 0) return;
    federation_.Reload(member, PeopleOfGroup(0, 19));
  };
  EXPECT_EQ(FirstCell(package), 59);
}

}  // namespace
}  // namespace ginnel::node
