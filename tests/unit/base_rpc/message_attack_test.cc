// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grpcpp/channel.h>

#include "base/reason.h"
#include "rpc_room.h"

namespace ginnel::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Messages = RpcRoom;

TEST_F(Messages, OverTheLimitAreRefusedAndTheConnectionLives) {
  const auto channel = ChannelAs(node_);
  EXPECT_TRUE(Echo(channel, std::string(3u << 20, 'x')).ok());
  EXPECT_EQ(Echo(channel, std::string(5u << 20, 'x')).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Echo(channel, "x").ok());
}

TEST_F(Messages, CompressedOnesAreRefused) {
  const auto channel = ChannelAs(node_);
  EXPECT_EQ(Echo(channel, std::string(100'000, 'x'), /*compressed=*/true).status().code(),
            absl::StatusCode::kUnimplemented);
}

TEST_F(Messages, AnErrorAboutTheRequestArrivesInFull) {
  const absl::Status status = Echo(ChannelAs(node_), "malformed").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), v1::REASON_MALFORMED);
  EXPECT_EQ(status.message(), "an element has 31 bytes");
}

TEST_F(Messages, AnInternalErrorStaysInTheLogUnderItsCorrelationId) {
  ::testing::internal::CaptureStderr();
  const absl::Status status = Echo(ChannelAs(node_), "internal").status();
  const std::string lines = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(status.ToString(), Not(HasSubstr("12345")));
  EXPECT_THAT(lines, HasSubstr("the key is 12345"));
  const std::string text(status.message());
  EXPECT_THAT(lines, HasSubstr("\"correlation_id\":\"" + text.substr(text.size() - 16) + "\""));
}

}  // namespace
}  // namespace ginnel::testing
