// SPDX-License-Identifier: Apache-2.0
//
// What a dishonest coordinator, or a dishonest node, could try with the lists of an epoch.
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "governance/statement.h"
#include "node/spine/sealed_list.h"
#include "tests/unit/node_spine/spine_room.h"

namespace ginnel::node {
namespace {

class SpineAttack : public SpineRoom {
 protected:
  SpineAttack() { people_["south"] = {LinkageId{4}}; }
  void Lists() {
    StartEpoch();
    StepAll({"north", "south", "east"});
  }
  void ExpectStopped(const std::string& member, v1::Reason reason, const char* names) {
    const absl::Status status = Step(member).status();
    EXPECT_EQ(ReasonOf(status), reason) << status;
    EXPECT_TRUE(absl::StrContains(std::string(status.message()), names)) << status;
  }
};

// All that an epoch puts into the hands of the coordinator, and on the register, which trustees
// read.
TEST_F(SpineAttack, FindsNoLinkageIdInWhatIsPassedOn) {
  for (auto& [member, people] : people_) {
    for (LinkageId& id : people) {
      const uint8_t person = id[0];
      id.fill(static_cast<uint8_t>(0xd0 + person));
    }
  }
  StartEpoch();
  StepAll();
  StepAll();
  ASSERT_TRUE(nodes_["hospital"].store->WordOn(1)->has_value());
  std::string passed;
  for (const auto& [names, sealed] : desk_.sealed) passed += sealed;
  for (const v1::Envelope& statement : stated_) passed += statement.SerializeAsString();
  ASSERT_GT(passed.size(), 1000u);
  for (const auto& [member, people] : people_) {
    for (const LinkageId& id : people) {
      const std::string raw(id.begin(), id.end());
      for (const std::string& form :
           {raw.substr(0, 8), absl::BytesToHexString(raw), absl::Base64Escape(raw).substr(0, 16)}) {
        EXPECT_FALSE(absl::StrContains(passed, form)) << member;
      }
    }
  }
}

TEST_F(SpineAttack, NoticesAnAlteredListAndNamesItsSender) {
  Lists();
  desk_.bend = [](const std::string& sender, const std::string&, std::string sealed) {
    if (sender == "south") sealed.back() = static_cast<char>(sealed.back() ^ 1);
    return sealed;
  };
  ExpectStopped("hospital", v1::REASON_INTEGRITY, "the list of south for hospital was altered");
  EXPECT_EQ(*nodes_["hospital"].store->WordOn(1), std::nullopt);
  EXPECT_TRUE(absl::StrContains(std::string(office().AgreedSpineNow().status().message()),
                                "no word yet from"));
}

TEST_F(SpineAttack, DoesNotTakeWhatIsSealedToAnotherNode) {
  Lists();
  desk_.bend = [this](const std::string& sender, const std::string&, const std::string&) {
    return desk_.sealed.at({sender, "east"});
  };
  ExpectStopped("hospital", v1::REASON_INTEGRITY, "the list of north for hospital was altered");
}

TEST_F(SpineAttack, DoesNotTakeOneMembersListForAnothers) {
  Lists();
  desk_.bend = [this](const std::string&, const std::string& recipient, const std::string&) {
    return desk_.sealed.at({"north", recipient});
  };
  ExpectStopped("hospital", v1::REASON_INTEGRITY, "the list of south for hospital was altered");
}

// North's node signs what it sealed for the last epoch once more, so that hospital would put people
// of then together with people of now.
TEST_F(SpineAttack, DoesNotTakeAListOfAnEarlierEpoch) {
  StartEpoch();
  v1::SpinePart list = epoch_.List("north", 1);
  ListLabel earlier{0, epoch_.digest, "north", "hospital"};
  for (v1::SpinePart::Sealed& sealed : *list.mutable_sealed()) {
    earlier.recipient = sealed.recipient();
    const std::string box =
        *SealList(earlier, {LinkageId{1}},
                  governance::SampleSealingKey(sealed.recipient()).public_key(), random_);
    desk_.sealed[{"north", sealed.recipient()}] = box;
    sealed.set_ciphertext_sha256(crypto::Sha256(box).ToHex());
  }
  ASSERT_TRUE(Add(Sign(list, governance::NodeOf("north"))).ok());
  StepAll({"south"});
  Step("east").status().IgnoreError();
  ExpectStopped("hospital", v1::REASON_INTEGRITY, "the list of north for epoch 1");
}

// North's node tells hospital of other people than everybody else: nobody sees it but by the
// spines, which differ.
TEST_F(SpineAttack, ANodeThatTellsOneOfOtherPeopleIsSeenByTheDigests) {
  StartEpoch();
  v1::SpinePart list = epoch_.List("north", 1);
  for (v1::SpinePart::Sealed& sealed : *list.mutable_sealed()) {
    const bool hospital = sealed.recipient() == "hospital";
    const std::string box = *SealList(
        {1, epoch_.digest, "north", sealed.recipient()}, {hospital ? LinkageId{8} : LinkageId{1}},
        governance::SampleSealingKey(sealed.recipient()).public_key(), random_);
    desk_.sealed[{"north", sealed.recipient()}] = box;
    sealed.set_ciphertext_sha256(crypto::Sha256(box).ToHex());
  }
  ASSERT_TRUE(Add(Sign(list, governance::NodeOf("north"))).ok());
  StepAll({"south", "east"});
  StepAll();
  const absl::Status missing = office().AgreedSpineNow().status();
  EXPECT_EQ(missing.message(), "epoch 1: hospital's spine differs");
}

}  // namespace
}  // namespace ginnel::node
