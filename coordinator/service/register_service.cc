// SPDX-License-Identifier: Apache-2.0
#include "coordinator/service/register_service.h"

#include <string>

#include "base/status.h"
#include "coordinator/service/person_call.h"

namespace ginnel::coordinator {

grpc::Status RegisterService::GetCheckpoint(grpc::ServerContext* context,
                                            const v1::GetCheckpointRequest*,
                                            v1::GetCheckpointResponse* response) {
  return ForPerson(*context, agreement_, log_, [&](const std::string&) -> absl::Status {
    ASSIGN_OR_RETURN(*response->mutable_checkpoint(), register_.checkpoint());
    return absl::OkStatus();
  });
}

grpc::Status RegisterService::ListEntries(grpc::ServerContext* context,
                                          const v1::ListEntriesRequest* request,
                                          v1::ListEntriesResponse* response) {
  return ForPerson(*context, agreement_, log_, [&](const std::string&) -> absl::Status {
    ASSIGN_OR_RETURN(*response, register_.Page(request->first()));
    return absl::OkStatus();
  });
}

grpc::Status RegisterService::AddStatement(grpc::ServerContext* context,
                                           const v1::AddStatementRequest* request,
                                           v1::AddStatementResponse* response) {
  return ForPerson(*context, agreement_, log_, [&](const std::string& person) -> absl::Status {
    ASSIGN_OR_RETURN(const uint64_t index,
                     coordinator_.AddStatement(person, request->statement(), request->remark()));
    response->set_index(index);
    return absl::OkStatus();
  });
}

}  // namespace ginnel::coordinator
