// SPDX-License-Identifier: Apache-2.0
// A trustee or a member that does not keep to the protocol.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "crypto/field_codec.h"
#include "crypto/hash.h"
#include "tests/unit/sharing/federation.h"

namespace ginnel::sharing {
namespace {

const FieldElement kOne = FieldElement::FromUint64(1);

class CheatingParty : public testing::Test {
 protected:
  CheatingParty()
      : federation_({Join({PeopleOfGroup(0, 20), PeopleOfGroup(1, 3)}),
                     Join({PeopleOfGroup(0, 25), PeopleOfGroup(1, 2)}), PeopleOfGroup(0, 30)}),
        package_(federation_.Package().Build()),
        plan_(federation_.PlanOf(package_)) {}

  // Nothing of the attempt can be opened, now or later.
  void ExpectNothingOpens() {
    for (int trustee : {2, 3}) {
      const auto opened = federation_.trustee(trustee).Open(RunIdOf(package_));
      EXPECT_FALSE(opened.ok()) << "trustee " << trustee;
    }
    EXPECT_TRUE(federation_.received(1).openings.empty());
  }
  // An upload as an honest node would have sent it; the run must be prepared.
  Received::Upload UploadOf(int trustee, const std::string& member) {
    Received::Upload upload;
    upload.member = member;
    v1::ShareChunk::Header& header = upload.header;
    header.set_protocol(kProtocolVersion);
    header.set_run_id(RunIdOf(package_));
    header.set_attempt(1);
    header.set_member(member);
    header.set_trustee(static_cast<uint32_t>(trustee));
    header.set_length(plan_.positions());
    header.set_first_seed(std::string(32, 'a'));
    if (trustee == 1) {
      header.set_second_seed(std::string(32, 'b'));
    } else {
      upload.elements.resize(plan_.positions());
    }
    return upload;
  }
  v1::Reason Upload(int trustee, const Received::Upload& upload) {
    const absl::Status status = federation_.Upload(trustee, upload);
    return status.ok() ? v1::REASON_UNSPECIFIED : ReasonOf(status);
  }

  Federation federation_;
  const v1::RunPackage package_;
  const query::Plan plan_;
};

// --- Trustees
// --------------------------------------------------------------------------------------

TEST_F(CheatingParty, ATrusteeThatSendsAWrongPartAtTheOpeningIsNoticed) {
  for (int cheat : {2, 3}) {
    Federation federation({PeopleOfGroup(0, 20), PeopleOfGroup(0, 20), PeopleOfGroup(0, 20)});
    federation.bend_opening = [cheat](int trustee, v1::OpenResponse& response) {
      if (trustee == cheat) (*response.mutable_elements())[0] ^= 1;
    };
    const auto table = federation.Run(federation.Package().Build());
    EXPECT_TRUE(absl::IsDataLoss(table.status())) << table.status();
  }
}

TEST_F(CheatingParty, ATrusteeThatClaimsThatASmallCellPassedIsNoticed) {
  for (int cheat : {2, 3}) {
    Federation federation({PeopleOfGroup(0, 20), PeopleOfGroup(0, 20), PeopleOfGroup(1, 5)});
    federation.bend_opening = [cheat](int trustee, v1::OpenResponse& response) {
      if (trustee != cheat) return;
      const size_t small = response.passed().find('\0');
      ASSERT_NE(small, std::string::npos);
      (*response.mutable_passed())[small] = '\1';
      response.mutable_elements()->append(8, '\0');
    };
    const auto table = federation.Run(federation.Package().Build());
    EXPECT_TRUE(absl::IsDataLoss(table.status())) << table.status();
  }
}

TEST_F(CheatingParty, ATrusteeThatSendsTooFewOrTooManyPartsIsNoticed) {
  for (const bool more : {false, true}) {
    Federation federation({PeopleOfGroup(0, 20), PeopleOfGroup(0, 20), PeopleOfGroup(0, 20)});
    federation.bend_opening = [more](int, v1::OpenResponse& response) {
      std::string& elements = *response.mutable_elements();
      elements.resize(more ? elements.size() + 8 : elements.size() - 8);
    };
    EXPECT_TRUE(absl::IsDataLoss(federation.Run(federation.Package().Build()).status()));
  }
}

// Each part of t comes from two trustees. Only in that step does anyone send to the next trustee as
// many elements as there are tests.
TEST_F(CheatingParty, ATrusteeThatSendsAWrongPartOfATestIsNoticedBeforeAnythingOpens) {
  const size_t size = plan_.tests.size() * crypto::kFieldElementSize;
  federation_.bend_message = [size](v1::PeerMessage& message) {
    if (message.sender() == 2 && message.receiver() == 3 && message.payload().size() == size) {
      std::string& payload = *message.mutable_payload();
      payload[0] = static_cast<char>(payload[0] ^ 1);
    }
  };
  ASSERT_TRUE(federation_.PrepareAll(package_).ok());
  const auto mine = federation_.Share(package_);
  ASSERT_FALSE(mine.ok());
  EXPECT_TRUE(absl::StrContains(std::string(mine.status().message()), "different parts"))
      << mine.status();
  ExpectNothingOpens();
}

// In a whole run: what goes to the trustee before and not to the one after is products, the steps
// of the small-count test and of its check (each step alone: product_attack_test.cc).
TEST_F(CheatingParty, ATrusteeThatCheatsInAProductOpensNothing) {
  ASSERT_TRUE(federation_.Run(package_).ok());
  std::set<uint32_t> products;
  for (const v1::PeerMessage& message : federation_.received(2).messages) {
    if (message.sender() == 3) products.insert(message.step());
  }
  for (const v1::PeerMessage& message : federation_.received(1).messages) {
    if (message.sender() == 3) products.erase(message.step());
  }
  ASSERT_GE(products.size(), 5u);
  const size_t opened_before = federation_.received(1).openings.size();
  for (const uint32_t step : products) {
    governance::SamplePackage again = federation_.Package();
    again.query.set_title(absl::StrCat("cheated in step ", step));
    const v1::RunPackage run = again.Build();
    federation_.bend_message = [&](v1::PeerMessage& message) {
      if (message.sender() != 3 || message.receiver() != 2 || message.step() != step) return;
      auto elements = *crypto::DecodeFieldElements(message.payload());
      elements.back() += kOne;
      message.set_payload(crypto::EncodeFieldElements(elements));
    };
    ASSERT_TRUE(federation_.PrepareAll(run).ok());
    const auto mine = federation_.Share(run);
    ASSERT_FALSE(mine.ok()) << step;
    const std::string why(mine.status().message());
    // The latter where the error is in what the check opens.
    EXPECT_TRUE(absl::StrContains(why, "wrong product") ||
                absl::StrContains(why, "different parts"))
        << mine.status();
    for (int trustee : {2, 3}) {
      EXPECT_FALSE(federation_.trustee(trustee).Open(RunIdOf(run)).ok()) << step;
    }
  }
  EXPECT_EQ(federation_.received(1).openings.size(), opened_before);
}

// The last two messages that trustee 3 sends to each are the HMAC of its transcript, and that it
// kept what passed.
TEST_F(CheatingParty, ATrusteeThatSawAnotherRunStopsItForTheOthers) {
  std::map<uint32_t, uint32_t> last;  // by receiver
  federation_.bend_message = [&](v1::PeerMessage& message) {
    if (message.sender() != 3 || message.step() == 0xffffffff) return;
    last[message.receiver()] = std::max(last[message.receiver()], message.step());
  };
  ASSERT_TRUE(federation_.Run(package_).ok());
  for (const uint32_t before_last : {1u, 0u}) {
    governance::SamplePackage again = federation_.Package();
    again.query.set_title(before_last == 1 ? "another transcript" : "not kept");
    const v1::RunPackage run = again.Build();
    federation_.bend_message = [&](v1::PeerMessage& message) {
      if (message.sender() == 3 && message.step() == last.at(message.receiver()) - before_last) {
        (*message.mutable_payload())[31] ^= 1;
      }
    };
    ASSERT_TRUE(federation_.PrepareAll(run).ok());
    const auto mine = federation_.Share(run);
    ASSERT_FALSE(mine.ok());
    const char* why = before_last == 1 ? "saw different runs" : "what passed was kept";
    EXPECT_TRUE(absl::StrContains(std::string(mine.status().message()), why)) << mine.status();
    if (before_last == 1) {
      EXPECT_FALSE(federation_.trustee(2).Open(RunIdOf(run)).ok());
      EXPECT_FALSE(federation_.ledger(1).Open(RunIdOf(run), federation_.clock().Now()).ok());
    }
    for (int trustee : {1, 2, 3}) {
      EXPECT_TRUE(federation_.trustee(trustee).Void(run.run()).ok());
      EXPECT_FALSE(federation_.trustee(trustee).Open(RunIdOf(run)).ok());
    }
  }
}

TEST_F(CheatingParty, ATrusteeThatGivesUpEndsTheRunForAll) {
  ASSERT_TRUE(federation_.PrepareAll(package_).ok());
  v1::PeerMessage abort;
  abort.set_protocol(kProtocolVersion);
  abort.set_run_id(RunIdOf(package_));
  abort.set_attempt(1);
  abort.set_step(0xffffffff);
  abort.set_sender(3);
  abort.set_receiver(1);
  abort.set_payload("disk full");
  ASSERT_TRUE(federation_.Deliver(abort).ok());
  abort.set_receiver(2);
  ASSERT_TRUE(federation_.Deliver(abort).ok());
  const auto served = federation_.trustee(1).Serve(RunIdOf(package_));
  EXPECT_TRUE(absl::IsAborted(served.status())) << served.status();
  EXPECT_FALSE(federation_.trustee(2).Open(RunIdOf(package_)).ok());
}

TEST_F(CheatingParty, AMessageThatDoesNotFitIsRefused) {
  ASSERT_TRUE(federation_.PrepareAll(package_).ok());
  Trustee& second = federation_.trustee(2);
  v1::PeerMessage message;
  message.set_protocol(kProtocolVersion);
  message.set_run_id(RunIdOf(package_));
  message.set_attempt(1);
  message.set_step(1);
  message.set_sender(3);
  message.set_receiver(2);
  message.set_payload(std::string(32, 'a'));
  const auto refused = [&](int caller, const std::function<void(v1::PeerMessage&)>& bend) {
    v1::PeerMessage bent = message;
    bend(bent);
    return ReasonOf(second.Deliver(caller, bent));
  };
  EXPECT_EQ(refused(1, [](auto&) {}), v1::REASON_MALFORMED);  // trustee 1 speaks as trustee 3
  EXPECT_EQ(refused(3, [](auto& bent) { bent.set_protocol(kProtocolVersion + 1); }),
            v1::REASON_MALFORMED);
  EXPECT_EQ(refused(3, [](auto& bent) { bent.set_attempt(2); }), v1::REASON_MALFORMED);
  EXPECT_EQ(refused(3, [](auto& bent) { bent.set_receiver(1); }), v1::REASON_MALFORMED);
  EXPECT_EQ(refused(3, [](auto& bent) { bent.set_run_id(std::string(64, '0')); }),
            v1::REASON_NOT_FOUND);
  const auto oversized = [&] {
    v1::PeerMessage bent = message;
    bent.set_payload(std::string(Mailbox::kMessageLimit + 1, 'a'));
    return second.Deliver(3, bent);
  };
  EXPECT_TRUE(absl::IsResourceExhausted(oversized()));
  EXPECT_TRUE(second.Deliver(3, message).ok());
  EXPECT_TRUE(second.Deliver(3, message).ok());  // the same again
  message.set_payload(std::string(32, 'b'));
  EXPECT_TRUE(absl::IsAlreadyExists(second.Deliver(3, message)));
}

TEST_F(CheatingParty, MessagesOfAnEarlierRunOpenNothingInALaterOne) {
  ASSERT_TRUE(federation_.Run(package_).ok());
  std::vector<v1::PeerMessage> earlier;
  for (const v1::PeerMessage& message : federation_.received(2).messages) {
    if (message.sender() == 3) earlier.push_back(message);
  }
  ASSERT_FALSE(earlier.empty());
  // As they stand they belong to no attempt that is going on.
  governance::SamplePackage again = federation_.Package();
  again.bend_run = [](v1::Run& run) { run.set_n(2); };
  const v1::RunPackage second_run = again.Build();
  ASSERT_TRUE(federation_.PrepareAll(second_run).ok());
  for (const v1::PeerMessage& message : earlier) {
    EXPECT_TRUE(absl::IsNotFound(federation_.trustee(2).Deliver(3, message)));
  }
  // Trustee 3 sends its old seeds again under the new run's name: the keys do not fit.
  federation_.bend_message = [&](v1::PeerMessage& message) {
    if (message.sender() == 3 && message.receiver() == 2 && message.step() == earlier[0].step()) {
      message.set_payload(earlier[0].payload());
    }
  };
  const auto mine = federation_.Share(second_run);
  EXPECT_FALSE(mine.ok());
  for (int trustee : {2, 3}) {
    EXPECT_FALSE(federation_.trustee(trustee).Open(RunIdOf(second_run)).ok());
  }
}

// --- Members
// ---------------------------------------------------------------------------------------

TEST_F(CheatingParty, AMemberThatSendsTrusteesTwoAndThreeDifferentElementsIsNamed) {
  federation_.bend_upload = [](int trustee, Received::Upload& upload) {
    if (trustee == 3 && upload.member == "south") upload.elements[0] += kOne;
  };
  ASSERT_TRUE(federation_.PrepareAll(package_).ok());
  const auto mine = federation_.Share(package_);
  const std::string error(mine.status().message());
  EXPECT_FALSE(mine.ok());
  EXPECT_TRUE(absl::StrContains(error, "upload of south")) << error;
  EXPECT_FALSE(absl::StrContains(error, "north") || absl::StrContains(error, "east")) << error;
  ExpectNothingOpens();
}

TEST_F(CheatingParty, AMemberThatSendsTrusteesDifferentSeedsIsNamed) {
  for (const bool first : {true, false}) {
    Federation federation({PeopleOfGroup(0, 20), PeopleOfGroup(0, 20), PeopleOfGroup(0, 20)});
    federation.bend_upload = [first](int trustee, Received::Upload& upload) {
      if (trustee != 1 || upload.member != "east") return;
      (first ? *upload.header.mutable_first_seed() : *upload.header.mutable_second_seed())[0] ^= 1;
    };
    const auto table = federation.Run(federation.Package().Build());
    EXPECT_FALSE(table.ok());
    EXPECT_TRUE(absl::StrContains(std::string(table.status().message()), "upload of east"))
        << table.status();
  }
}

// Nothing derived from what only trustees 2 and 3 hold goes to trustee 1 before the opening, not
// even where they disagree: it could try every small table against a digest.
TEST_F(CheatingParty, TrusteeOneLearnsNoDigestOfWhatTheOthersDisagreeAbout) {
  federation_.bend_upload = [](int trustee, Received::Upload& upload) {
    if (trustee == 3 && upload.member == "south") upload.elements[0] += kOne;
  };
  ASSERT_TRUE(federation_.PrepareAll(package_).ok());
  ASSERT_FALSE(federation_.Share(package_).ok());
  const std::string view = federation_.received(1).Bytes();
  for (int trustee : {2, 3}) {
    for (const Received::Upload& upload : federation_.received(trustee).uploads) {
      const std::string elements = crypto::EncodeFieldElements(upload.elements);
      const crypto::Digest digest = crypto::Sha256(std::string_view(elements));
      EXPECT_FALSE(absl::StrContains(view, std::string(digest.bytes.begin(), digest.bytes.end())));
      EXPECT_FALSE(absl::StrContains(view, digest.ToHex()));
      EXPECT_FALSE(absl::StrContains(view, elements.substr(0, 8)));
    }
  }
}

TEST_F(CheatingParty, AMemberMayUploadTheSameTwiceAndNothingElse) {
  ASSERT_TRUE(federation_.PrepareAll(package_).ok());
  for (int trustee : {1, 2, 3}) {
    Received::Upload upload = UploadOf(trustee, "south");
    EXPECT_EQ(Upload(trustee, upload), v1::REASON_UNSPECIFIED);
    EXPECT_EQ(Upload(trustee, upload), v1::REASON_UNSPECIFIED);
    upload.header.set_first_seed(std::string(32, 'c'));
    EXPECT_EQ(Upload(trustee, upload), v1::REASON_WRONG_STATE);
    EXPECT_EQ((*federation_.trustee(trustee).Find(RunIdOf(package_)))->uploads(), 1u);
  }
}

TEST_F(CheatingParty, AnUploadThatDoesNotFitIsRefused) {
  ASSERT_TRUE(federation_.PrepareAll(package_).ok());
  for (int trustee : {1, 2, 3}) {
    const auto refused = [&](const std::function<void(Received::Upload&)>& bend) {
      Received::Upload upload = UploadOf(trustee, "south");
      bend(upload);
      return Upload(trustee, upload);
    };
    using Bent = Received::Upload;
    // South's connection, north's name; and the other way about.
    EXPECT_EQ(refused([](Bent& bent) { bent.header.set_member("north"); }), v1::REASON_MALFORMED);
    EXPECT_EQ(refused([](Bent& bent) { bent.member = "north"; }), v1::REASON_MALFORMED);
    EXPECT_EQ(refused([](Bent& bent) {
                bent.member = "hospital";
                bent.header.set_member("hospital");
              }),
              v1::REASON_ROSTER_MISMATCH);
    EXPECT_EQ(refused([](Bent& bent) { bent.header.set_run_id(std::string(64, '0')); }),
              v1::REASON_NOT_FOUND);
    EXPECT_EQ(refused([](Bent& bent) { bent.header.set_attempt(2); }), v1::REASON_MALFORMED);
    EXPECT_EQ(refused([](Bent& bent) { bent.header.set_protocol(kProtocolVersion + 1); }),
              v1::REASON_MALFORMED);
    EXPECT_EQ(refused([](Bent& bent) { bent.header.set_trustee(bent.header.trustee() % 3 + 1); }),
              v1::REASON_MALFORMED);
    EXPECT_EQ(refused([](Bent& bent) { bent.header.set_length(bent.header.length() + 1); }),
              v1::REASON_MALFORMED);
    EXPECT_EQ(refused([](Bent& bent) { bent.header.set_length(uint64_t{1} << 62); }),
              v1::REASON_MALFORMED);
    EXPECT_EQ(refused([](Bent& bent) { bent.elements.emplace_back(); }), v1::REASON_MALFORMED);
    EXPECT_EQ(refused([](Bent& bent) { bent.header.set_first_seed("short"); }),
              v1::REASON_MALFORMED);
    EXPECT_EQ(refused([trustee](Bent& bent) {
                bent.header.set_second_seed(trustee == 1 ? "" : std::string(32, 'b'));
              }),
              v1::REASON_MALFORMED);
    EXPECT_EQ((*federation_.trustee(trustee).Find(RunIdOf(package_)))->uploads(), 0u);
  }
}

TEST_F(CheatingParty, AMemberOfTheAgreementOutsideTheRosterCannotJoinARun) {
  Federation four(
      {PeopleOfGroup(0, 20), PeopleOfGroup(0, 20), PeopleOfGroup(0, 20), PeopleOfGroup(0, 20)});
  governance::SamplePackage package = four.Package();
  package.roster = {"north", "south", "east"};
  package.query.mutable_members()->RemoveLast();
  const v1::RunPackage run = package.Build();
  ASSERT_TRUE(four.PrepareAll(run).ok());
  EXPECT_EQ(four.Answer("west", run).reason(), v1::REASON_ROSTER_MISMATCH);
  Received::Upload upload = UploadOf(1, "west");
  upload.header.set_run_id(RunIdOf(run));
  EXPECT_EQ(ReasonOf(four.Upload(1, upload)), v1::REASON_ROSTER_MISMATCH);
}

// --- Between void and open
// ---------------------------------------------------------------------------

TEST_F(CheatingParty, WhatWasVoidedNeverOpensAndWhatOpenedIsNeverVoided) {
  const std::string run_id = RunIdOf(package_);
  ASSERT_TRUE(federation_.PrepareAll(package_).ok());
  ASSERT_TRUE(federation_.Share(package_).ok());
  ASSERT_TRUE(federation_.trustee(2).Open(run_id).ok());
  EXPECT_EQ(ReasonOf(federation_.trustee(2).Void(package_.run()).status()), v1::REASON_WRONG_STATE);
  EXPECT_TRUE(federation_.trustee(2).Open(run_id).ok());  // the same again
  // Trustee 3 is done too before it is asked to void.
  ASSERT_TRUE((*federation_.trustee(3).Find(run_id))->plan().positions() > 0);
  (void)federation_.VoidOf(3, package_);
  EXPECT_EQ(ReasonOf(federation_.trustee(3).Open(run_id).status()), v1::REASON_WRONG_STATE);
  EXPECT_TRUE(federation_.trustee(3).Void(package_.run()).ok());
}

TEST_F(CheatingParty, AVoidInTheMiddleOfARunLeavesNothingToOpen) {
  // Trustee 2 is asked to void while trustee 3's first message is on its way.
  std::once_flag once;
  federation_.bend_message = [&](v1::PeerMessage& message) {
    if (message.sender() == 3) std::call_once(once, [&] { (void)federation_.VoidOf(2, package_); });
  };
  ASSERT_TRUE(federation_.PrepareAll(package_).ok());
  EXPECT_FALSE(federation_.Share(package_).ok());
  ExpectNothingOpens();
}

TEST_F(CheatingParty, OnlyTheCoordinatorsRunStatementIsVoided) {
  v1::RunPackage forged = package_;
  governance::SamplePackage by_other = federation_.Package();
  by_other.run_signer = "university";
  ASSERT_TRUE(federation_.PrepareAll(package_).ok());
  EXPECT_EQ(ReasonOf(federation_.trustee(2).Void(by_other.Build().run()).status()),
            v1::REASON_SIGNATURE_INVALID);
  std::string& payload = *forged.mutable_run()->mutable_payload();
  payload[payload.find("\"nonce\":\"") + 9] = 'b';
  EXPECT_EQ(ReasonOf(federation_.trustee(2).Void(forged.run()).status()),
            v1::REASON_SIGNATURE_INVALID);
  EXPECT_TRUE(federation_.trustee(2).Find(RunIdOf(package_)).ok());
}

}  // namespace
}  // namespace ginnel::sharing
