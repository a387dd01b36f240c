// SPDX-License-Identifier: Apache-2.0
#include "node/store/spine_store.h"

#include <string>
#include <vector>

#include "base/reason.h"
#include "node/store/column_codec.h"
#include "tests/unit/node_store/node_store_fixture.h"

namespace ginnel::node {
namespace {

class SpineStoreTest : public NodeStoreTest {
 protected:
  static v1::Envelope Statement(const std::string& payload) {
    v1::Envelope envelope;
    envelope.set_payload(payload);
    return envelope;
  }
  static Spine SpineOfSize(uint32_t epoch, size_t slots) {
    Spine spine;
    spine.epoch = epoch;
    spine.digest = crypto::Sha256(std::to_string(epoch));
    for (size_t i = 0; i < slots; ++i) {
      LinkageId id{};
      for (size_t byte = 0; byte < 4; ++byte) id[byte] = static_cast<uint8_t>(i >> (8 * byte));
      spine.ids.push_back(id);
    }
    return spine;
  }
};

TEST_F(SpineStoreTest, KeepsASpineOverARestartWhateverItsLength) {
  for (const size_t slots : {size_t{0}, size_t{1}, kChunk, 2 * kChunk + 1}) {
    const auto epoch = static_cast<uint32_t>(slots + 1);
    const Spine spine = SpineOfSize(epoch, slots);
    ASSERT_TRUE(SpineStore(*database_).KeepSpine(spine, Statement("word")).ok());
    Reopen();
    SpineStore store(*database_);
    const auto read = store.SpineOf(epoch, spine.digest);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ((*read)->ids, spine.ids);
    EXPECT_EQ(store.WordOn(epoch).value()->payload(), "word");
    EXPECT_EQ(store.Newest().value()->digest, spine.digest);
  }
}

TEST_F(SpineStoreTest, GivesNoSpineOfAnotherEpochOrDigest) {
  SpineStore store(*database_);
  const Spine spine = SpineOfSize(1, 3);
  ASSERT_TRUE(store.KeepSpine(spine, Statement("word")).ok());
  EXPECT_EQ(ReasonOf(store.SpineOf(2, spine.digest).status()), v1::REASON_WRONG_STATE);
  EXPECT_EQ(ReasonOf(store.SpineOf(1, crypto::Sha256("x")).status()), v1::REASON_WRONG_STATE);
}

TEST_F(SpineStoreTest, SaysWhereASpineIsNotWhole) {
  SpineStore store(*database_);
  const Spine spine = SpineOfSize(1, 2 * kChunk);
  ASSERT_TRUE(store.KeepSpine(spine, Statement("word")).ok());
  ASSERT_TRUE(database_
                  ->RunTransaction("damage",
                                   [](store::Transaction& tx) {
                                     return tx.Execute("DELETE FROM spine_chunk WHERE chunk = 0");
                                   })
                  .ok());
  EXPECT_TRUE(absl::IsDataLoss(store.SpineOf(1, spine.digest).status()));
}

TEST_F(SpineStoreTest, KeepsAListOnceAndByteForByte) {
  SpineStore store(*database_);
  const std::string large(3 * kChunk * sizeof(LinkageId) / 2, 'x');
  ASSERT_TRUE(store.KeepList(1, Statement("list"), {{"north", large}, {"south", "y"}}).ok());
  EXPECT_FALSE(store.KeepList(1, Statement("other"), {}).ok());
  EXPECT_EQ(*store.SealedFor(1, "north"), large);
  EXPECT_EQ(*store.SealedFor(1, "south"), "y");
  EXPECT_TRUE(absl::IsNotFound(store.SealedFor(1, "east").status()));
  EXPECT_EQ(store.ListOf(1).value()->payload(), "list");
}

TEST_F(SpineStoreTest, ForgetsWhatIsOver) {
  SpineStore store(*database_);
  for (uint32_t epoch = 1; epoch <= 3; ++epoch) {
    ASSERT_TRUE(store.KeepSpine(SpineOfSize(epoch, 2), Statement("word")).ok());
    ASSERT_TRUE(store.KeepList(epoch, Statement("list"), {{"north", "x"}}).ok());
  }
  const auto holds = [&](uint32_t epoch) {
    return store.SpineOf(epoch, crypto::Sha256(std::to_string(epoch))).ok();
  };
  // Epoch 3 is in the making, 1 was the last that was agreed.
  ASSERT_TRUE(store.Begun(3, 1).ok());
  SpineStore again(*database_);
  EXPECT_TRUE(holds(1));
  EXPECT_FALSE(holds(2));
  EXPECT_TRUE(holds(3));
  EXPECT_EQ(*store.ListOf(1), std::nullopt);
  EXPECT_NE(*store.ListOf(3), std::nullopt);
  ASSERT_TRUE(store.Agreed(3).ok());
  EXPECT_FALSE(again.SpineOf(1, crypto::Sha256("1")).ok());
  EXPECT_TRUE(holds(3));
  EXPECT_EQ(*store.ListOf(3), std::nullopt);
  EXPECT_TRUE(absl::IsNotFound(store.SealedFor(3, "north").status()));
}

}  // namespace
}  // namespace ginnel::node
