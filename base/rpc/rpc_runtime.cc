// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/rpc_runtime.h"

#include <grpc/grpc.h>

#include <cstdlib>

namespace ginnel {

RpcRuntime::RpcRuntime() {
  // gRPC 1.51 has no setting for the TLS version. This leaves no TLS 1.2 suite that works without a
  // pre-shared key, and does not touch those of 1.3.
  setenv("GRPC_SSL_CIPHER_SUITES", "PSK-AES256-GCM-SHA384", 1);
  // Its own text would break the JSON lines of the log; the verifier logs what matters.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  grpc_init();
}

// Waits for gRPC's own threads: nothing verifies certificates after this.
RpcRuntime::~RpcRuntime() { grpc_shutdown_blocking(); }

}  // namespace ginnel
