// SPDX-License-Identifier: Apache-2.0
#include "node/spine/spine_assembly.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace ginnel::node {
namespace {

LinkageId Id(uint8_t last) {
  LinkageId id{};
  id[15] = last;
  return id;
}

std::vector<LinkageId> Ids(const std::vector<uint8_t>& last) {
  std::vector<LinkageId> ids;
  for (const uint8_t each : last) ids.push_back(Id(each));
  return ids;
}

using Parts = std::vector<governance::SpinePart>;

TEST(SpineAssembly, PutsListsOneAfterTheOtherAsTheyWereSent) {
  const AssembledSpine spine = AssembleSpine(3, {{"north", Ids({9, 1})}, {"south", Ids({5})}});
  EXPECT_EQ(spine.spine.epoch, 3u);
  EXPECT_EQ(spine.spine.ids, Ids({9, 1, 5}));
  EXPECT_EQ(spine.parts, (Parts{{"north", 2}, {"south", 1}}));
  EXPECT_EQ(spine.dual, 0u);
}

TEST(SpineAssembly, KeepsTheFirstSlotOfWhoIsOnTwoLists) {
  const AssembledSpine spine = AssembleSpine(
      1, {{"north", Ids({1, 2})}, {"south", Ids({2, 3, 1})}, {"east", Ids({3, 4, 4})}});
  EXPECT_EQ(spine.spine.ids, Ids({1, 2, 3, 4}));
  EXPECT_EQ(spine.parts, (Parts{{"north", 2}, {"south", 1}, {"east", 1}}));
  EXPECT_EQ(spine.dual, 4u);
}

// 2 moved from north to south, 9 from both to east.
TEST(SpineAssembly, PutsWhoHasMovedWhereTheyAreRegistered) {
  const AssembledSpine spine = AssembleSpine(
      1, {{"north", Ids({1, 2, 9, 4}), 3}, {"south", Ids({2, 3, 9}), 1}, {"east", Ids({9})}});
  EXPECT_EQ(spine.spine.ids, Ids({1, 4, 2, 3, 9}));
  EXPECT_EQ(spine.parts, (Parts{{"north", 2}, {"south", 2}, {"east", 1}}));
  EXPECT_EQ(spine.registered, 4u);
  EXPECT_EQ(spine.dual, 0u) << "having moved is not being registered twice";
}

// A list that calls everybody former would otherwise take the slots of the dead of others unseen.
TEST(SpineAssembly, CountsWhoIsFormerOnTwoLists) {
  const AssembledSpine spine =
      AssembleSpine(1, {{"north", Ids({1, 4, 5}), 3}, {"south", Ids({2, 4, 5, 5}), 3}});
  EXPECT_EQ(spine.parts, (Parts{{"north", 3}, {"south", 1}}));
  EXPECT_EQ(spine.dual, 3u);
}

TEST(SpineAssembly, TakesEmptyListsForParts) {
  const AssembledSpine spine = AssembleSpine(1, {{"north", {}}, {"south", Ids({7})}});
  EXPECT_EQ(spine.parts, (Parts{{"north", 0}, {"south", 1}}));
}

TEST(SpineAssembly, HasADigestOfEpochPartsAndOrder) {
  const crypto::Digest digest = AssembleSpine(1, {{"north", Ids({1, 2})}}).spine.digest;
  EXPECT_EQ(AssembleSpine(1, {{"north", Ids({1, 2})}}).spine.digest, digest);
  EXPECT_NE(AssembleSpine(2, {{"north", Ids({1, 2})}}).spine.digest, digest);
  EXPECT_NE(AssembleSpine(1, {{"south", Ids({1, 2})}}).spine.digest, digest);
  EXPECT_NE(AssembleSpine(1, {{"north", Ids({2, 1})}}).spine.digest, digest);
  EXPECT_NE(AssembleSpine(1, {{"north", Ids({1})}, {"south", Ids({2})}}).spine.digest, digest);
}

// The layout as spine_assembly.h draws it, built by hand.
TEST(SpineAssembly, HasTheDigestOfTheDocumentedBytes) {
  const auto number = [](char value) { return std::string(7, '\0') + value; };
  const auto text = [&](const std::string& value) {
    return number(static_cast<char>(value.size())) + value;
  };
  const std::string id = std::string(15, '\0') + '\x07';
  const std::string bytes =
      text("ginnel spine v1") + number(3) + number(1) + text("north") + number(1) + id;
  EXPECT_EQ(AssembleSpine(3, {{"north", Ids({7})}}).spine.digest,
            crypto::Sha256(std::string_view(bytes)));
}

}  // namespace
}  // namespace ginnel::node
