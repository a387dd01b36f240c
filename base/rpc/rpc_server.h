// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/rpc/principal.h"
#include "base/rpc/rpc_runtime.h"
#include "base/rpc/tls_identity.h"

namespace grpc {
class Server;
class Service;
}  // namespace grpc

namespace ginnel {

/// A gRPC server behind mutual TLS 1.3: only pinned peers finish the handshake. Each service must
/// still ask Authenticate on every call, because a pin can go while a connection is open.
class RpcServer {
 public:
  struct Options {
    std::string listen;                    // "127.0.0.1:7441"; port 0 takes a free one
    std::vector<grpc::Service*> services;  // not owned, outlive the server
    size_t largest_message = 4u << 20;     // bytes received
  };

  /// `clock` and `log` outlive the runtime. FailedPrecondition where the address cannot be had.
  static absl::StatusOr<std::unique_ptr<RpcServer>> Start(const RpcRuntime& runtime,
                                                          const Options& options,
                                                          const TlsIdentity& identity,
                                                          PinSource pins, const Clock& clock,
                                                          EventLog& log);
  /// Shuts down without grace if it was not done.
  ~RpcServer();
  RpcServer(const RpcServer&) = delete;
  RpcServer& operator=(const RpcServer&) = delete;

  int port() const { return port_; }
  /// Takes no new calls, and cancels those that have not ended after `grace`. Returns when all
  /// have.
  void Shutdown(absl::Duration grace);

 private:
  RpcServer(std::unique_ptr<grpc::Server> server, int port, EventLog& log);
  std::unique_ptr<grpc::Server> server_;
  int port_;
  EventLog& log_;
};

}  // namespace ginnel
