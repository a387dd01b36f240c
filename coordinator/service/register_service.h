// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "base/event_log.h"
#include "coordinator/coordinator.h"
#include "ginnel/v1/register.grpc.pb.h"
#include "governance/agreement.h"
#include "governance/register/register.h"

namespace ginnel::coordinator {

/// The register's face for people of the agreement, whatever their role: auditors and lay members
/// read all of it.
class RegisterService final : public v1::Register::Service {
 public:
  RegisterService(governance::AgreementSource agreement, Coordinator& coordinator,
                  const governance::Register& on, EventLog& log)
      : agreement_(std::move(agreement)), coordinator_(coordinator), register_(on), log_(log) {}

  grpc::Status GetCheckpoint(grpc::ServerContext* context, const v1::GetCheckpointRequest* request,
                             v1::GetCheckpointResponse* response) override;
  grpc::Status ListEntries(grpc::ServerContext* context, const v1::ListEntriesRequest* request,
                           v1::ListEntriesResponse* response) override;
  grpc::Status AddStatement(grpc::ServerContext* context, const v1::AddStatementRequest* request,
                            v1::AddStatementResponse* response) override;

 private:
  const governance::AgreementSource agreement_;
  Coordinator& coordinator_;
  const governance::Register& register_;
  EventLog& log_;
};

}  // namespace ginnel::coordinator
