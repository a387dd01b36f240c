// SPDX-License-Identifier: Apache-2.0
#include "coordinator/spine_desk.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "crypto/sealed_box.h"
#include "tests/unit/governance/sample_linkage.h"
#include "tests/unit/register/register_room.h"

namespace ginnel::coordinator {
namespace {

using governance::kSampleLinkage;
using governance::NodeOf;
using governance::ReasonFor;

class SpineDeskTest : public governance::RegisterRoom {
 protected:
  SpineDeskTest()
      : RegisterRoom(governance::WithLinkage),
        epoch_(base_->digest().ToHex()),
        files_(folder_ + "/spine"),
        sealed_(files_),
        desk_({.on = &office(),
               .sealed = &sealed_,
               .append = [this](const v1::Envelope& word) { return Add(word); },
               .log = &log_}) {
    EXPECT_TRUE(Add(Sign(epoch_.Start(), "ig-lead@north")).ok());
  }

  // As long as a sealed list of two people.
  static std::string Box(const std::string& sender, const std::string& recipient) {
    std::string box = sender + " to " + recipient;
    box.resize(crypto::kSealedBoxOverhead + 32, '.');
    return box;
  }
  static v1::SealedChunk::Header Header(const std::string& sender, const std::string& recipient) {
    v1::SealedChunk::Header header;
    header.set_epoch(1);
    header.set_sender(sender);
    header.set_recipient(recipient);
    header.set_size(Box(sender, recipient).size());
    header.set_sha256(crypto::Sha256(Box(sender, recipient)).ToHex());
    return header;
  }
  absl::Status HandIn(const std::string& member, const v1::SealedChunk::Header& header,
                      const std::string& box) {
    const auto incoming = desk_.Receive(member, header);
    if (!incoming.ok()) return incoming.status();
    const absl::Status added = (*incoming)->Add(box);
    return added.ok() ? (*incoming)->Keep() : added;
  }
  void HandInAll(const std::string& sender) {
    for (const std::string& recipient : kSampleLinkage) {
      const absl::Status kept = HandIn(sender, Header(sender, recipient), Box(sender, recipient));
      EXPECT_TRUE(kept.ok()) << kept;
    }
  }
  v1::SpinePart List(const std::string& sender) {
    v1::SpinePart list = epoch_.List(sender);
    for (v1::SpinePart::Sealed& sealed : *list.mutable_sealed()) {
      sealed.set_ciphertext_sha256(crypto::Sha256(Box(sender, sealed.recipient())).ToHex());
    }
    return list;
  }
  v1::Reason State(const std::string& member, const v1::Envelope& statement) {
    return ReasonFor(desk_.State(member, statement));
  }
  absl::StatusOr<std::string> Fetch(const std::string& member, const std::string& sender,
                                    uint32_t epoch = 1) {
    v1::FetchRequest request;
    request.set_epoch(epoch);
    request.set_sender(sender);
    std::string all;
    const absl::Status read =
        desk_.Fetch(member, request, [&](uint64_t, std::string_view piece) -> absl::Status {
          all += piece;
          return absl::OkStatus();
        });
    if (!read.ok()) return read;
    return all;
  }
  void AgreeAll() {
    for (const char* sender : {"north", "south", "east"}) {
      HandInAll(sender);
      EXPECT_EQ(State(sender, Sign(List(sender), NodeOf(sender))), v1::REASON_UNSPECIFIED);
    }
    for (const std::string& member : kSampleLinkage) {
      EXPECT_EQ(State(member, Sign(epoch_.Word(member), NodeOf(member))), v1::REASON_UNSPECIFIED);
    }
  }
  std::string FileOf(const std::string& sender, const std::string& recipient) const {
    return absl::StrCat(files_, "/1/", sender, ".", recipient, ".",
                        crypto::Sha256(Box(sender, recipient)).ToHex());
  }

  EventLog log_{"test"};
  governance::SampleEpoch epoch_;
  const std::string files_;
  SealedParts sealed_;
  SpineDesk desk_;
};

TEST_F(SpineDeskTest, GivesEachNodeWhatIsSealedToItAndNothingElse) {
  HandInAll("north");
  EXPECT_FALSE(Fetch("hospital", "north").ok()) << "not before it is stated";
  ASSERT_EQ(State("north", Sign(List("north"), NodeOf("north"))), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(*Fetch("hospital", "north"), Box("north", "hospital"));
  EXPECT_EQ(*Fetch("east", "north"), Box("north", "east"));
  EXPECT_EQ(ReasonFor(Fetch("far-north", "north")), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(ReasonFor(Fetch("hospital", "../north")), v1::REASON_WRONG_STATE);
  EXPECT_EQ(ReasonFor(Fetch("hospital", "north", 2)), v1::REASON_WRONG_STATE);
}

TEST_F(SpineDeskTest, TakesFromANodeWhatIsItsOwn) {
  EXPECT_EQ(ReasonFor(desk_.Receive("south", Header("north", "east"))), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(ReasonFor(desk_.Receive("hospital", Header("hospital", "east"))),
            v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(ReasonFor(desk_.Receive("north", Header("north", "far-north"))), v1::REASON_MALFORMED);
  EXPECT_EQ(ReasonFor(desk_.Receive("north", Header("north", "../../x"))), v1::REASON_MALFORMED);
  HandInAll("north");
  const v1::Envelope norths = Sign(List("north"), NodeOf("north"));
  EXPECT_EQ(State("south", norths), v1::REASON_ROLE_REQUIRED);
  EXPECT_EQ(State("north", Sign(List("north"), NodeOf("south"))), v1::REASON_SIGNATURE_INVALID);
  EXPECT_EQ(State("north", norths), v1::REASON_UNSPECIFIED);
}

TEST_F(SpineDeskTest, TakesNothingLongerThanAListCanBe) {
  v1::SealedChunk::Header header = Header("north", "east");
  for (const uint64_t size :
       {uint64_t{0}, uint64_t{47}, uint64_t{49}, uint64_t{48 + 16 * 8'000'001}}) {
    header.set_size(size);
    EXPECT_EQ(ReasonFor(desk_.Receive("north", header)), v1::REASON_MALFORMED) << size;
  }
  header.set_size(48 + 16 * uint64_t{8'000'000});
  EXPECT_TRUE(desk_.Receive("north", header).ok());
  const auto incoming = desk_.Receive("north", header);
  ASSERT_TRUE(incoming.ok()) << incoming.status();
  EXPECT_FALSE((*incoming)->Add(std::string((1u << 20) + 1, 'x')).ok());
}

TEST_F(SpineDeskTest, KeepsNothingThatIsNotAsItsHeaderSays) {
  const v1::SealedChunk::Header header = Header("north", "east");
  EXPECT_FALSE(HandIn("north", header, Box("north", "south")).ok());
  EXPECT_FALSE(HandIn("north", header, Box("north", "east") + "x").ok());
  EXPECT_FALSE(HandIn("north", header, Box("north", "east").substr(1)).ok());
  EXPECT_TRUE(desk_.Held("north", 1)->empty());
  for (const auto& entry : std::filesystem::directory_iterator(files_ + "/1")) {
    ADD_FAILURE() << entry.path() << " was left behind";
  }
}

TEST_F(SpineDeskTest, TakesOneListOfANodeAtATime) {
  const auto first = desk_.Receive("north", Header("north", "east"));
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(ReasonFor(desk_.Receive("north", Header("north", "south"))), v1::REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(desk_.Receive("south", Header("south", "north")).ok());
}

TEST_F(SpineDeskTest, PutsAListOnTheRegisterOnceAllOfItIsHere) {
  const v1::Envelope statement = Sign(List("north"), NodeOf("north"));
  ASSERT_TRUE(HandIn("north", Header("north", "north"), Box("north", "north")).ok());
  EXPECT_EQ(State("north", statement), v1::REASON_WRONG_STATE);
  HandInAll("north");
  const auto index = desk_.State("north", statement);
  ASSERT_TRUE(index.ok()) << index.status();
  EXPECT_EQ(*desk_.State("north", statement), *index) << "the same again is no error";
}

TEST_F(SpineDeskTest, TakesNothingElseOnceAListIsStated) {
  HandInAll("north");
  ASSERT_EQ(State("north", Sign(List("north"), NodeOf("north"))), v1::REASON_UNSPECIFIED);
  v1::SealedChunk::Header other = Header("north", "east");
  other.set_sha256(crypto::Sha256("another").ToHex());
  EXPECT_EQ(ReasonFor(desk_.Receive("north", other)), v1::REASON_WRONG_STATE);
  HandInAll("north");  // the same again
}

TEST_F(SpineDeskTest, ThrowsAwayWhatIsDamagedSoThatItIsHandedInAgain) {
  HandInAll("north");
  ASSERT_EQ(State("north", Sign(List("north"), NodeOf("north"))), v1::REASON_UNSPECIFIED);
  std::ofstream(FileOf("north", "hospital")) << "damaged";
  EXPECT_EQ(ReasonFor(Fetch("hospital", "north")), v1::REASON_INTEGRITY);
  EXPECT_EQ(ReasonFor(Fetch("hospital", "north")), v1::REASON_NOT_FOUND);
  EXPECT_EQ(desk_.Held("north", 1)->count("hospital"), 0u);
  ASSERT_TRUE(HandIn("north", Header("north", "hospital"), Box("north", "hospital")).ok());
  EXPECT_EQ(*Fetch("hospital", "north"), Box("north", "hospital"));
}

TEST_F(SpineDeskTest, ForgetsTheListsOnceTheSpineIsAgreed) {
  AgreeAll();
  EXPECT_TRUE(office().AgreedSpineNow().ok());
  EXPECT_FALSE(std::filesystem::exists(files_ + "/1"));
  EXPECT_EQ(ReasonFor(Fetch("hospital", "north")), v1::REASON_WRONG_STATE);
  EXPECT_EQ(ReasonFor(desk_.Receive("north", Header("north", "east"))), v1::REASON_WRONG_STATE);
}

}  // namespace
}  // namespace ginnel::coordinator
