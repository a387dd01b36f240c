// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/rpc_server.h"

#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/rpc/credentials.h"

namespace ginnel {
namespace {

constexpr int kHandshakeMilliseconds = 10'000;
constexpr int kMostStreams = 256;
constexpr int kMostThreads = 1024;  // a call holds one until it ends
constexpr int kOldestConnectionMilliseconds = 24 * 60 * 60 * 1000;

void Configure(grpc::ServerBuilder& builder, const RpcServer::Options& options) {
  // Otherwise two processes share one port in silence.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Peers without a certificate may not hold connections.
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMilliseconds);
  // Certificates expire: a new handshake at least once a day. Streams that are open go on.
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, kOldestConnectionMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMostStreams);
  // Nodes ping every 20 s to keep their stream open through firewalls; the default drops them for
  // it.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  // A peer that opens calls and says nothing gets "resource exhausted" instead of all memory.
  builder.SetResourceQuota(grpc::ResourceQuota("server").SetMaxThreads(kMostThreads));
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.largest_message));
  // A small compressed message could become a huge one, and lengths would tell about content.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  for (grpc::Service* service : options.services) builder.RegisterService(service);
}

// gRPC does not say why an address could not be had: asks the kernel once more.
std::string WhyNot(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return "it is not of the form HOST:PORT";
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  struct addrinfo hints {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  struct addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(), &hints, &found) != 0) {
    return "the host or port is not known: write HOST:PORT, such as 127.0.0.1:7441";
  }
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  // SO_REUSEADDR lets two sockets bind until one listens, so listen too.
  const bool ok = bind(fd, found->ai_addr, found->ai_addrlen) == 0 && ::listen(fd, 1) == 0;
  const int error = errno;
  close(fd);
  freeaddrinfo(found);
  if (ok) return "try again";
  switch (error) {
    case EADDRINUSE:
      return "the port is in use: end the other process, or set another port in `listen`";
    case EADDRNOTAVAIL:
      return "the address is not one of this machine: set `listen` to one that is";
    case EACCES:
      return "ports below 1024 need a privilege: set another port in `listen`";
    default:
      return std::string(absl::ErrnoToStatus(error, "").ToString());
  }
}

}  // namespace

RpcServer::RpcServer(std::unique_ptr<grpc::Server> server, int port, EventLog& log)
    : server_(std::move(server)), port_(port), log_(log) {}

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(const RpcRuntime& /*runtime*/,
                                                            const Options& options,
                                                            const TlsIdentity& identity,
                                                            PinSource pins, const Clock& clock,
                                                            EventLog& log) {
  if (options.services.empty()) return absl::InvalidArgumentError("a server needs a service");
  grpc::ServerBuilder builder;
  Configure(builder, options);
  int port = 0;
  builder.AddListeningPort(options.listen,
                           MakeServerCredentials(identity, std::move(pins), clock, log), &port);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot listen on ", options.listen, ": ", WhyNot(options.listen)));
  }
  log.Write(Event::kServerStarted, {{"listen", options.listen},
                                    {"port", int64_t{port}},
                                    {"certificate_sha256", identity.pin()}});
  return std::unique_ptr<RpcServer>(new RpcServer(std::move(server), port, log));
}

RpcServer::~RpcServer() { Shutdown(absl::ZeroDuration()); }

void RpcServer::Shutdown(absl::Duration grace) {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now() + absl::ToChronoNanoseconds(grace));
  server_->Wait();
  server_ = nullptr;
  log_.Write(Event::kServerStopped, {{"port", int64_t{port_}}});
}

}  // namespace ginnel
