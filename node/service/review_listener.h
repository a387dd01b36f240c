// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/rpc/rpc_runtime.h"
#include "base/rpc/rpc_server.h"
#include "base/rpc/tls_identity.h"
#include "governance/agreement.h"
#include "node/service/review_service.h"

namespace ginnel::node {

/// The only port that a node can open, and only on this machine: review cards over mutual TLS, with
/// the node's own certificate, for callers whom the agreement pins.
class ReviewListener {
 public:
  struct Parts {
    std::string member;
    std::string listen;                     // CheckLocalAddress; port 0 takes a free one
    governance::AgreementSource agreement;  // by this node's copy of the register
    ReviewService::Make make;
  };
  /// InvalidArgument before anything is opened where `listen` is not an address of this machine
  /// alone; FailedPrecondition where it cannot be had. `clock` and `log` outlive the listener.
  static absl::StatusOr<std::unique_ptr<ReviewListener>> Start(Parts parts,
                                                               const RpcRuntime& runtime,
                                                               const TlsIdentity& identity,
                                                               const Clock& clock, EventLog& log);
  ~ReviewListener();
  ReviewListener(const ReviewListener&) = delete;
  ReviewListener& operator=(const ReviewListener&) = delete;

  /// With the port that it has: "127.0.0.1:40123".
  std::string address() const;

 private:
  ReviewListener(std::string host, std::unique_ptr<ReviewService> service)
      : host_(std::move(host)), service_(std::move(service)) {}
  const std::string host_;
  const std::unique_ptr<ReviewService> service_;  // outlives the server
  std::unique_ptr<RpcServer> server_;
};

}  // namespace ginnel::node
