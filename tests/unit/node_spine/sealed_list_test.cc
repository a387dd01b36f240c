// SPDX-License-Identifier: Apache-2.0
#include "node/spine/sealed_list.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "base/random.h"
#include "base/reason.h"
#include "gtest/gtest.h"

namespace ginnel::node {
namespace {

class SealedList : public testing::Test {
 protected:
  std::string Seal(const ListLabel& label) {
    return *SealList(label, ids_, key_.public_key(), random_);
  }
  std::string Refusal(const ListLabel& label, const std::string& sealed, uint64_t people = 2) {
    const auto ids = OpenList(label, sealed, people, key_);
    EXPECT_FALSE(ids.ok());
    EXPECT_EQ(ReasonOf(ids.status()), v1::REASON_INTEGRITY);
    EXPECT_TRUE(absl::StrContains(std::string(ids.status().message()), label.sender));
    return std::string(ids.status().message());
  }

  SystemRandom random_;
  const crypto::SealingKey key_ = crypto::SealingKey::Generate(random_);
  const std::vector<LinkageId> ids_ = {LinkageId{1}, LinkageId{2}};
  const ListLabel label_ = {3, std::string(64, 'a'), "north", "hospital"};
};

TEST_F(SealedList, ComesBackInItsOrder) {
  EXPECT_EQ(*OpenList(label_, Seal(label_), 2, key_), ids_);
}

TEST_F(SealedList, IsForItsEpochAgreementSenderAndRecipientAlone) {
  const std::string sealed = Seal(label_);
  const std::vector<std::function<void(ListLabel&)>> others = {
      [](ListLabel& label) { label.epoch = 4; },
      [](ListLabel& label) { label.agreement_digest = std::string(64, 'b'); },
      [](ListLabel& label) { label.sender = "south"; },
      [](ListLabel& label) { label.recipient = "east"; },
      [](ListLabel& label) {  // the same letters, cut elsewhere
        label.sender = "northh";
        label.recipient = "ospital";
      },
  };
  for (const auto& change : others) {
    ListLabel other = label_;
    change(other);
    Refusal(other, sealed);
  }
}

TEST_F(SealedList, HasAsManyPeopleAsWereStated) {
  Refusal(label_, Seal(label_), 1);
  Refusal(label_, Seal(label_), 3);
}

TEST_F(SealedList, DoesNotSayWhoIsOnItWhenItIsRefused) {
  std::string sealed = Seal(label_);
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  EXPECT_FALSE(absl::StrContains(Refusal(label_, sealed), "01000000"));
}

}  // namespace
}  // namespace ginnel::node
