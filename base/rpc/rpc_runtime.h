// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ginnel {

/// gRPC for the life of the process, with TLS 1.3 only. Make one in main, before anything else of
/// gRPC; servers and channels ask for it, so that none can start without. Clocks and logs that are
/// given to servers and channels must outlive it.
class RpcRuntime {
 public:
  RpcRuntime();
  ~RpcRuntime();
  RpcRuntime(const RpcRuntime&) = delete;
  RpcRuntime& operator=(const RpcRuntime&) = delete;
};

}  // namespace ginnel
