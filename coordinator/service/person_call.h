// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <string>

#include "absl/status/statusor.h"
#include "base/event_log.h"
#include "base/reason.h"
#include "base/rpc/peer.h"
#include "base/rpc/rpc_status.h"
#include "base/status.h"
#include "governance/agreement.h"

namespace ginnel::coordinator {

/// The id of the person who calls; PermissionDenied for nodes and trustees.
inline absl::StatusOr<std::string> RequirePerson(const grpc::ServerContext& context,
                                                 const governance::Agreement& agreement) {
  ASSIGN_OR_RETURN(const AuthenticatedPeer peer, Authenticate(context, agreement));
  if (peer.principal().kind != Principal::Kind::kPerson) {
    return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_ROLE_REQUIRED,
                         "only a person of the agreement may call this");
  }
  return peer.principal().id;
}

/// Runs `body(person)` for a call of a person, and maps its outcome.
template <typename Body>
grpc::Status ForPerson(const grpc::ServerContext& context,
                       const governance::AgreementSource& agreement, EventLog& log,
                       const Body& body) {
  const absl::StatusOr<std::string> person = RequirePerson(context, *agreement());
  return ToGrpc(person.ok() ? body(*person) : person.status(), log);
}

}  // namespace ginnel::coordinator
