// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "rpc_room.h"

namespace ginnel::testing {
namespace {

using ::testing::HasSubstr;

using Expiry = RpcRoom;

TEST_F(Expiry, AClientWhoseCertificateExpiredIsRefused) {
  const TlsIdentity brief = MakeIdentity("harness", absl::Hours(1));
  pins_->Add(brief.pin(), {Principal::Kind::kNode, "harness"});
  EXPECT_TRUE(Echo(ChannelAs(brief), "x").ok());
  clock().Set(clock().Now() + absl::Hours(2));
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(Echo(ChannelAs(brief), "x").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("the certificate expired at "));
}

TEST_F(Expiry, AServerWhoseCertificateExpiredIsRefusedByTheClient) {
  const TlsIdentity brief = MakeIdentity("three", absl::Hours(1));
  const auto server = StartServer("127.0.0.1:0", brief);
  ASSERT_TRUE(server.ok()) << server.status();
  clock().Set(clock().Now() + absl::Hours(2));
  const absl::Status status = Echo(ChannelAs(node_, (*server)->port(), brief.pin()), "x").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("the certificate expired at "));
}

TEST_F(Expiry, ACertificateIsRefusedBeforeItIsValid) {
  clock().Set(clock().Now() - absl::Hours(24));
  EXPECT_EQ(Echo(ChannelAs(node_), "x").status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace ginnel::testing
