// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/event_log.h"
#include "base/rpc/rpc_runtime.h"
#include "base/rpc/tls_identity.h"
#include "governance/agreement.h"
#include "sharing/service/party_channel.h"

namespace ginnel::node {

/// The node's outbound channels, one to each trustee, pinned by the agreement. Channel 0 is the
/// coordinator's, which is trustee 1.
using TrusteeChannels = std::array<std::shared_ptr<sharing::PartyChannel>, 3>;

/// FailedPrecondition if `identity` is not the certificate that the agreement pins for `member`:
/// nobody would accept it. Everything that is passed by reference outlives the channels.
absl::StatusOr<TrusteeChannels> DialTrustees(const governance::AgreementSource& agreement,
                                             const std::string& member, const TlsIdentity& identity,
                                             const RpcRuntime& runtime, const Clock& clock,
                                             EventLog& log);

}  // namespace ginnel::node
