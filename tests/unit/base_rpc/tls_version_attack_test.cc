// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grpcpp/channel.h>
#include <openssl/ssl.h>

#include <thread>

#include "base/rpc/certificate.h"
#include "raw_tls.h"
#include "rpc_room.h"

namespace ginnel::testing {
namespace {

using TlsVersion = RpcRoom;

TEST_F(TlsVersion, TheServerSpeaksNothingBelow13) {
  const RawIdentity client = MakeAuthority("harness");
  pins_->Add(CertificateSha256(client.chain_pem).value(), {Principal::Kind::kNode, "harness"});
  EXPECT_FALSE(ClientHandshakeWorks(server_->port(), TLS1_2_VERSION, client));
  EXPECT_FALSE(ClientHandshakeWorks(server_->port(), TLS1_1_VERSION, client));
  EXPECT_TRUE(ClientHandshakeWorks(server_->port(), TLS1_3_VERSION, client))
      << "the same client works with 1.3";
}

TEST_F(TlsVersion, TheClientSpeaksNothingBelow13) {
  const RawIdentity identity = MakeAuthority("two");
  const std::string pin = CertificateSha256(identity.chain_pem).value();
  for (const auto& [version, works] : {std::pair{TLS1_2_VERSION, false}, {TLS1_3_VERSION, true}}) {
    RawServer server(version, identity);
    bool accepted = false;
    std::thread serving([&] { accepted = server.AcceptOne(); });
    // It never answers as gRPC: only the handshake matters.
    EXPECT_FALSE(Echo(ChannelAs(node_, server.port(), pin), "x").ok());
    serving.join();
    EXPECT_EQ(accepted, works) << version;
  }
}

}  // namespace
}  // namespace ginnel::testing
