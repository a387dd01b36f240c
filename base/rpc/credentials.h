// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/event_log.h"
#include "base/rpc/principal.h"
#include "base/rpc/tls_identity.h"

namespace grpc {
class ChannelCredentials;
class ServerCredentials;
}  // namespace grpc

namespace ginnel {

// The only place that makes credentials. gRPC's own checks of chains and names are off, because
// they ask who signed a certificate: the pin verifier asks which one it is. `clock` and `log` must
// outlive the RpcRuntime.

/// Requires a client certificate that `pins` knows at that moment.
std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const TlsIdentity& identity,
                                                               PinSource pins, const Clock& clock,
                                                               EventLog& log);

/// Expects exactly the server whose certificate has the SHA-256 `server_pin` (hex).
std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const TlsIdentity& identity,
                                                                 std::string server_pin,
                                                                 const Clock& clock, EventLog& log);

}  // namespace ginnel
