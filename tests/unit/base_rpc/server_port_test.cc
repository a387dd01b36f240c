// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "rpc_room.h"

namespace ginnel::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ServerPort : public RpcRoom {
 protected:
  absl::StatusOr<std::unique_ptr<RpcServer>> StartOn(const std::string& listen) {
    return StartServer(listen, trustee_);
  }
};

TEST_F(ServerPort, TwoServersCannotShareOneAndTheErrorSaysWhatToDo) {
  const absl::Status status = StartOn(endpoint()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("cannot listen on " + endpoint()), HasSubstr("the port is in use"),
                    HasSubstr("set another port in `listen`")));
}

TEST_F(ServerPort, IsFreeAgainAfterShutdown) {
  const std::string address = endpoint();
  ASSERT_TRUE(Echo(ChannelAs(node_), "x").ok());
  server_->Shutdown(absl::Seconds(1));
  server_->Shutdown(absl::Seconds(1));  // twice is once
  const auto next = StartOn(address);
  EXPECT_TRUE(next.ok()) << next.status();
}

TEST_F(ServerPort, AnAddressOfAnotherMachineIsNamedAsSuch) {
  EXPECT_THAT(std::string(StartOn("192.0.2.1:7441").status().message()),
              HasSubstr("the address is not one of this machine"));
}

TEST_F(ServerPort, AnAddressWithoutAPortIsNamedAsSuch) {
  EXPECT_THAT(std::string(StartOn("no such host").status().message()), HasSubstr("HOST:PORT"));
}

TEST_F(ServerPort, AServerWithoutServicesIsAMistake) {
  const absl::Status status = RpcServer::Start(
                                  runtime(), {.listen = "127.0.0.1:0", .services = {}}, trustee_,
                                  [pins = pins_] { return pins; }, clock(), log())
                                  .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ginnel::testing
