// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/event_log.h"
#include "coordinator/coordinator.h"
#include "ginnel/v1/coordinator.grpc.pb.h"
#include "governance/agreement.h"

namespace ginnel::coordinator {

/// The people's face of the coordinator. Each method authenticates, calls Coordinator, and maps the
/// outcome; nothing else. Of figures it can serialise only a signed Release.
class QueriesService final : public v1::Queries::Service {
 public:
  QueriesService(governance::AgreementSource agreement, Coordinator& coordinator, EventLog& log)
      : agreement_(std::move(agreement)), coordinator_(coordinator), log_(log) {}

  grpc::Status SubmitQuery(grpc::ServerContext* context, const v1::SubmitQueryRequest* request,
                           v1::SubmitQueryResponse* response) override;
  grpc::Status ListQueries(grpc::ServerContext* context, const v1::ListQueriesRequest* request,
                           v1::ListQueriesResponse* response) override;
  grpc::Status GetQuery(grpc::ServerContext* context, const v1::GetQueryRequest* request,
                        v1::GetQueryResponse* response) override;
  grpc::Status Decide(grpc::ServerContext* context, const v1::DecideRequest* request,
                      v1::DecideResponse* response) override;
  grpc::Status StartRun(grpc::ServerContext* context, const v1::StartRunRequest* request,
                        v1::StartRunResponse* response) override;
  grpc::Status WatchQuery(grpc::ServerContext* context, const v1::WatchQueryRequest* request,
                          grpc::ServerWriter<v1::QueryStatus>* writer) override;
  grpc::Status GetRelease(grpc::ServerContext* context, const v1::GetReleaseRequest* request,
                          v1::GetReleaseResponse* response) override;
  grpc::Status ListSupplies(grpc::ServerContext* context, const v1::ListSuppliesRequest* request,
                            v1::ListSuppliesResponse* response) override;

 private:
  /// Calls body(person id), if the caller is a person of the agreement.
  const governance::AgreementSource agreement_;
  Coordinator& coordinator_;
  EventLog& log_;
};

}  // namespace ginnel::coordinator
