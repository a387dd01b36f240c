// SPDX-License-Identifier: Apache-2.0
#include "coordinator/service/queries_service.h"

#include <string>

#include "base/reason.h"
#include "base/status.h"
#include "coordinator/service/person_call.h"

namespace ginnel::coordinator {
namespace {

// A watcher that has gone is noticed so soon.
constexpr absl::Duration kLook = absl::Milliseconds(500);

bool IsOver(const v1::QueryStatus& status) {
  return status.state() == v1::QUERY_STATE_RELEASED || status.state() == v1::QUERY_STATE_WITHHELD ||
         status.state() == v1::QUERY_STATE_REFUSED || status.state() == v1::QUERY_STATE_EXPIRED ||
         status.state() == v1::QUERY_STATE_FAILED;
}

}  // namespace

grpc::Status QueriesService::SubmitQuery(grpc::ServerContext* context,
                                         const v1::SubmitQueryRequest* request,
                                         v1::SubmitQueryResponse* response) {
  return ForPerson(*context, agreement_, log_, [&](const std::string& person) -> absl::Status {
    ASSIGN_OR_RETURN(*response->mutable_status(), coordinator_.Submit(person, request->query()));
    return absl::OkStatus();
  });
}

grpc::Status QueriesService::ListQueries(grpc::ServerContext* context,
                                         const v1::ListQueriesRequest*,
                                         v1::ListQueriesResponse* response) {
  return ForPerson(*context, agreement_, log_, [&](const std::string&) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<v1::QueryStatus> all, coordinator_.List());
    for (const v1::QueryStatus& status : all) *response->add_queries() = status;
    return absl::OkStatus();
  });
}

grpc::Status QueriesService::GetQuery(grpc::ServerContext* context,
                                      const v1::GetQueryRequest* request,
                                      v1::GetQueryResponse* response) {
  return ForPerson(*context, agreement_, log_, [&](const std::string&) -> absl::Status {
    ASSIGN_OR_RETURN(const QueryBook::Entry entry, coordinator_.Get(request->query_digest()));
    *response->mutable_status() = entry.status;
    *response->mutable_query() = entry.query;
    for (const v1::Envelope& decision : entry.decisions) *response->add_decisions() = decision;
    ASSIGN_OR_RETURN(const std::vector<v1::Envelope> delegations,
                     coordinator_.DelegationsFor(entry));
    for (const v1::Envelope& each : delegations) *response->add_delegations() = each;
    return absl::OkStatus();
  });
}

grpc::Status QueriesService::Decide(grpc::ServerContext* context, const v1::DecideRequest* request,
                                    v1::DecideResponse* response) {
  return ForPerson(*context, agreement_, log_, [&](const std::string& person) -> absl::Status {
    ASSIGN_OR_RETURN(*response->mutable_status(),
                     coordinator_.Decide(person, request->decision(), request->remark()));
    return absl::OkStatus();
  });
}

grpc::Status QueriesService::StartRun(grpc::ServerContext* context,
                                      const v1::StartRunRequest* request,
                                      v1::StartRunResponse* response) {
  return ForPerson(*context, agreement_, log_, [&](const std::string& person) -> absl::Status {
    ASSIGN_OR_RETURN(*response->mutable_status(),
                     coordinator_.StartRun(person, request->query_digest()));
    return absl::OkStatus();
  });
}

grpc::Status QueriesService::WatchQuery(grpc::ServerContext* context,
                                        const v1::WatchQueryRequest* request,
                                        grpc::ServerWriter<v1::QueryStatus>* writer) {
  return ForPerson(*context, agreement_, log_, [&](const std::string&) -> absl::Status {
    uint64_t seen = 0;
    std::string last;
    while (!context->IsCancelled() && !coordinator_.stopping()) {
      const uint64_t version = coordinator_.board().version();
      if (version != seen) {
        seen = version;
        ASSIGN_OR_RETURN(const v1::QueryStatus status,
                         coordinator_.StatusOf(request->query_digest()));
        if (std::string bytes = status.SerializeAsString(); bytes != last) {
          last = std::move(bytes);
          if (!writer->Write(status)) return absl::OkStatus();
        }
        if (IsOver(status)) return absl::OkStatus();
      }
      coordinator_.board().WaitForChange(seen, kLook);
    }
    return ReasonedError(absl::StatusCode::kUnavailable, v1::REASON_UNAVAILABLE,
                         "the coordinator is shutting down");
  });
}

grpc::Status QueriesService::GetRelease(grpc::ServerContext* context,
                                        const v1::GetReleaseRequest* request,
                                        v1::GetReleaseResponse* response) {
  return ForPerson(*context, agreement_, log_, [&](const std::string&) -> absl::Status {
    ASSIGN_OR_RETURN(*response->mutable_release(),
                     coordinator_.Release(request->query_digest(), request->n()));
    return absl::OkStatus();
  });
}

grpc::Status QueriesService::ListSupplies(grpc::ServerContext* context,
                                          const v1::ListSuppliesRequest*,
                                          v1::ListSuppliesResponse* response) {
  return ForPerson(*context, agreement_, log_, [&](const std::string&) -> absl::Status {
    for (const v1::MemberSupply& supply : coordinator_.Supplies()) {
      *response->add_members() = supply;
    }
    return absl::OkStatus();
  });
}

}  // namespace ginnel::coordinator
