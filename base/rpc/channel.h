// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/event_log.h"
#include "base/rpc/rpc_runtime.h"
#include "base/rpc/tls_identity.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace ginnel {

struct ChannelOptions {
  std::string endpoint;  // "trustee-two.example:7443"
  std::string
      server_pin;  // SHA-256 of the server's certificate, hex: the only one that is accepted
  size_t largest_message = 4u << 20;  // bytes received
};

/// A channel over mutual TLS 1.3 that reconnects by itself. It connects with the first call, and
/// shares its connection with no other channel. `clock` and `log` outlive the runtime.
std::shared_ptr<grpc::Channel> MakeChannel(const RpcRuntime& runtime, const ChannelOptions& options,
                                           const TlsIdentity& identity, const Clock& clock,
                                           EventLog& log);

}  // namespace ginnel
