// SPDX-License-Identifier: Apache-2.0
#include "node/review/local_address.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"

namespace ginnel::node {
namespace {

TEST(LocalAddress, IsLoopbackWrittenOut) {
  for (const char* address : {"127.0.0.1:7450", "[::1]:7450", "127.0.0.1:0", "[::1]:65535"}) {
    EXPECT_TRUE(CheckLocalAddress(address).ok()) << address;
  }
}

TEST(LocalAddress, IsNothingElse) {
  for (const char* address : {"",
                              "7450",
                              ":7450",
                              "0.0.0.0:7450",
                              "[::]:7450",
                              "localhost:7450",
                              "127.0.0.1",
                              "127.0.0.1:",
                              "127.0.0.1:65536",
                              "127.0.0.1:-1",
                              "127.0.0.1:+7",
                              "127.0.0.1: 7450",
                              "127.0.0.1:7450 ",
                              "127.0.0.1:074500",
                              "127.1:7450",
                              "2130706433:7450",
                              "127.0.0.2:7450",
                              "[::ffff:127.0.0.1]:7450",
                              "::1:7450",
                              "192.168.1.4:7450",
                              "node.harness.example:7450",
                              "127.0.0.1.evil.example:7450",
                              "unix:/run/node.sock",
                              "127.0.0.1:7450,0.0.0.0:7450",
                              "dns:///127.0.0.1:7450"}) {
    const absl::Status status = CheckLocalAddress(address);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << address;
    EXPECT_TRUE(absl::StrContains(status.message(), "127.0.0.1:PORT")) << status;
  }
}

}  // namespace
}  // namespace ginnel::node
