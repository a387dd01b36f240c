// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/rpc/certificate.h"
#include "raw_tls.h"
#include "rpc_room.h"

namespace ginnel::testing {
namespace {

using ::testing::HasSubstr;

using Identity = RpcRoom;

RawIdentity RawOf(const TlsIdentity& identity) {
  const auto key = identity.key_pem().view();
  return {std::string(reinterpret_cast<const char*>(key.data()), key.size()),
          identity.certificate_pem()};
}

TEST_F(Identity, APinnedNodeIsServedUnderItsOwnName) {
  EXPECT_EQ(Echo(ChannelAs(node_), "hello").value(), "node harness: hello");
}

TEST_F(Identity, AClientThatIsNotPinnedIsRefusedAndLogged) {
  const TlsIdentity stranger = MakeIdentity("harness");
  ::testing::internal::CaptureStderr();
  const absl::Status status = Echo(ChannelAs(stranger), "hello").status();
  const std::string lines = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), v1::REASON_UNAVAILABLE);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("is this side's certificate in the version of the agreement"));
  EXPECT_THAT(lines, HasSubstr("\"event\":\"peer_rejected\""));
  EXPECT_THAT(lines, HasSubstr(stranger.pin()));
  EXPECT_THAT(lines, HasSubstr("not in the agreement"));
}

TEST_F(Identity, AClientWithoutACertificateIsRefused) {
  EXPECT_EQ(Echo(AttackerChannel(endpoint(), nullptr), "hello").status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(Identity, AServerThatIsNotPinnedIsRefusedByTheClient) {
  const TlsIdentity other = MakeIdentity("two");
  const absl::Status status =
      Echo(ChannelAs(node_, server_->port(), other.pin()), "hello").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("not the one that the agreement pins"));
}

TEST_F(Identity, AServerIsNotAnyPinnedPartyButTheOneExpected) {
  // The server's own certificate is pinned for someone, but the client expects the node's.
  pins_->Add(trustee_.pin(), {Principal::Kind::kTrustee, "two"});
  EXPECT_FALSE(Echo(ChannelAs(node_, server_->port(), node_.pin()), "hello").ok());
}

TEST_F(Identity, APinnedAuthorityCannotMintAnotherParty) {
  const RawIdentity member = MakeAuthority("harness");
  pins_->Add(CertificateSha256(member.chain_pem).value(), {Principal::Kind::kNode, "harness"});
  const RawIdentity minted = Mint(member, "two");
  EXPECT_EQ(Echo(AttackerChannel(endpoint(), &minted), "hello").status().code(),
            absl::StatusCode::kUnavailable);
  // With its own certificate it is served, so that nothing but the minting made the difference.
  EXPECT_EQ(Echo(AttackerChannel(endpoint(), &member), "hello").value(), "node harness: hello");
}

TEST_F(Identity, AnExtraPinnedCertificateInTheChainDoesNotHelp) {
  RawIdentity stranger = RawOf(MakeIdentity("stranger"));
  stranger.chain_pem += node_.certificate_pem();
  EXPECT_FALSE(Echo(AttackerChannel(endpoint(), &stranger), "hello").ok());
}

TEST_F(Identity, APinThatGoesEndsServiceOnTheOpenConnection) {
  const auto channel = ChannelAs(node_);
  ASSERT_TRUE(Echo(channel, "before").ok());
  pins_->Remove(node_.pin());
  const absl::Status status = Echo(channel, "after").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), v1::REASON_NOT_PINNED);
  EXPECT_EQ(channel->GetState(false), GRPC_CHANNEL_READY) << "the connection itself was still open";
}

TEST_F(Identity, APinThatGoesIsRefusedAtTheNextHandshake) {
  ASSERT_TRUE(Echo(ChannelAs(node_), "before").ok());
  pins_->Remove(node_.pin());
  EXPECT_EQ(Echo(ChannelAs(node_), "after").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(Identity, APinThatIsAddedIsServedAtOnce) {
  const TlsIdentity person = MakeIdentity("analyst@city");
  pins_->Add(person.pin(), {Principal::Kind::kPerson, "analyst@city"});
  EXPECT_EQ(Echo(ChannelAs(person), "x").value(), "person analyst@city: x");
}

TEST_F(Identity, ChannelsWithDifferentPinsShareNoConnection) {
  const auto good = ChannelAs(node_);
  ASSERT_TRUE(Echo(good, "x").ok());
  EXPECT_FALSE(Echo(ChannelAs(node_, server_->port(), node_.pin()), "x").ok());
  EXPECT_TRUE(Echo(good, "x").ok());
}

TEST_F(Identity, ClientsInPlainTextAreNotServed) {
  EXPECT_FALSE(
      Echo(grpc::CreateChannel(endpoint(), grpc::InsecureChannelCredentials()), "hello").ok());
}

}  // namespace
}  // namespace ginnel::testing
