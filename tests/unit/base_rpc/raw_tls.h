// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

namespace grpc {
class Channel;
}  // namespace grpc

namespace ginnel::testing {

// What an attacker can make who does not use our code.

/// A key and a chain, both PEM: the leaf first.
struct RawIdentity {
  std::string key_pem;
  std::string chain_pem;
};

/// A self-signed certificate that says CA:TRUE.
RawIdentity MakeAuthority(const std::string& name);
/// A new key for `name` with a certificate signed by `authority`; the chain holds both.
RawIdentity Mint(const RawIdentity& authority, const std::string& name);

/// A channel that presents `identity` (nothing if null) and accepts any server.
std::shared_ptr<grpc::Channel> AttackerChannel(const std::string& endpoint,
                                               const RawIdentity* identity);

/// Whether a TLS handshake with the server, by plain OpenSSL, ends well at exactly `version` (such
/// as TLS1_2_VERSION) and the server then keeps the connection.
bool ClientHandshakeWorks(int port, int version, const RawIdentity& identity);

/// One OpenSSL server on a free loopback port that speaks exactly `version` and serves one
/// connection.
class RawServer {
 public:
  RawServer(int version, const RawIdentity& identity);
  ~RawServer();
  int port() const { return port_; }
  /// Accepts one connection; whether the handshake was completed.
  bool AcceptOne();

 private:
  struct State;
  std::unique_ptr<State> state_;
  int port_ = 0;
};

}  // namespace ginnel::testing
