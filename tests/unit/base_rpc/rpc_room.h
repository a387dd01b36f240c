// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/event_log.h"
#include "base/random.h"
#include "base/rpc/channel.h"
#include "base/rpc/principal.h"
#include "base/rpc/rpc_runtime.h"
#include "base/rpc/rpc_server.h"
#include "base/rpc/tls_identity.h"

namespace ginnel::testing {

/// A clock that stands still until it is set.
class SettableClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixSeconds(seconds_); }
  void Set(absl::Time time) { seconds_ = absl::ToUnixSeconds(time); }

 private:
  std::atomic<int64_t> seconds_ = 1'800'000'000;
};

/// Pins that a test can change while a server runs.
class ChangingPins final : public PinDirectory {
 public:
  void Add(const std::string& pin, Principal principal);
  void Remove(const std::string& pin);
  std::optional<Principal> Find(std::string_view pin) const override;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Principal, std::less<>> pins_;
};

/// Answers Evaluate with the caller's principal and what was sent, once it is authenticated.
class EchoService;

/// A server for the trustee "two" that knows the node "harness", and the way to call it.
class RpcRoom : public ::testing::Test {
 protected:
  RpcRoom();
  ~RpcRoom() override;

  TlsIdentity MakeIdentity(const std::string& name,
                           absl::Duration validity = absl::Hours(24 * 365));
  /// A further server with the same service and pins.
  absl::StatusOr<std::unique_ptr<RpcServer>> StartServer(const std::string& listen,
                                                         const TlsIdentity& identity);
  /// A channel to the server, as an honest client makes it.
  std::shared_ptr<grpc::Channel> ChannelAs(const TlsIdentity& identity);
  std::shared_ptr<grpc::Channel> ChannelAs(const TlsIdentity& identity, int port,
                                           const std::string& server_pin);
  /// One call; returns "KIND ID: TEXT" as the server saw it.
  static absl::StatusOr<std::string> Echo(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& text, bool compressed = false);
  std::string endpoint() const;

  // Longer-lived than the runtime, as its contract says.
  static SettableClock& clock();
  static EventLog& log();
  static const RpcRuntime& runtime();

  SystemRandom random_;
  std::shared_ptr<ChangingPins> pins_ = std::make_shared<ChangingPins>();
  TlsIdentity trustee_;
  TlsIdentity node_;
  std::unique_ptr<EchoService> service_;
  std::unique_ptr<RpcServer> server_;
};

}  // namespace ginnel::testing
