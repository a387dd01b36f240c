// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/rpc/credentials.h"

namespace ginnel {
namespace {

bool IsLoopback(const std::string& endpoint) {
  return absl::StartsWith(endpoint, "127.") || absl::StartsWith(endpoint, "localhost:") ||
         absl::StartsWith(endpoint, "[::1]:");
}

grpc::ChannelArguments ArgumentsFor(const ChannelOptions& options) {
  grpc::ChannelArguments arguments;
  // Without these a firewall drops an idle stream, and neither side learns of it.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 1'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5'000);
  // Uploads are large: a fixed window is faster than probing for one (measured, 1.27 GB/s).
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 4 << 20);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  // A connection belongs to one pin; it is never lent to a channel that expects another.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // The name service may not change how calls are made.
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  if (IsLoopback(options.endpoint)) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(static_cast<int>(options.largest_message));
  return arguments;
}

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(const RpcRuntime& /*runtime*/,
                                           const ChannelOptions& options,
                                           const TlsIdentity& identity, const Clock& clock,
                                           EventLog& log) {
  // The scheme is fixed here, so that an endpoint cannot choose one ("unix:…").
  return grpc::CreateCustomChannel(absl::StrCat("dns:///", options.endpoint),
                                   MakeChannelCredentials(identity, options.server_pin, clock, log),
                                   ArgumentsFor(options));
}

}  // namespace ginnel
