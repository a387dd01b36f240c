// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/rpc/channel.h"
#include "base/rpc/rpc_runtime.h"
#include "base/rpc/tls_identity.h"
#include "governance/agreement.h"

namespace ginnel::sharing {

/// The way to one trustee, by the endpoint and the certificate that the agreement in force gives
/// it: when that trustee has stated others, the next call goes there. Thread-safe. What it is made
/// from outlives it.
class PartyChannel {
 public:
  PartyChannel(governance::AgreementSource agreement, int trustee, const RpcRuntime& runtime,
               const TlsIdentity& identity, const Clock& clock, EventLog& log)
      : agreement_(std::move(agreement)),
        trustee_(trustee),
        runtime_(runtime),
        identity_(identity),
        clock_(clock),
        log_(log) {}

  /// For one call or stream.
  absl::StatusOr<std::shared_ptr<grpc::Channel>> Get();

 private:
  const governance::AgreementSource agreement_;
  const int trustee_;  // 1, 2 or 3
  const RpcRuntime& runtime_;
  const TlsIdentity& identity_;
  const Clock& clock_;
  EventLog& log_;
  std::mutex mutex_;
  std::string endpoint_, pin_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace ginnel::sharing
