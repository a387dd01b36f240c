// SPDX-License-Identifier: Apache-2.0
#include "node/service/review_service.h"

#include "base/rpc/peer.h"
#include "base/rpc/rpc_status.h"
#include "base/status.h"
#include "node/review/reviewer.h"

namespace ginnel::node {

grpc::Status ReviewService::GetCard(grpc::ServerContext* context, const v1::GetCardRequest* request,
                                    v1::ReviewCard* response) {
  return ToGrpc(GetCardImpl(*context, *request, *response), log_);
}

absl::Status ReviewService::GetCardImpl(const grpc::ServerContext& context,
                                        const v1::GetCardRequest& request,
                                        v1::ReviewCard& response) const {
  const std::shared_ptr<const governance::Agreement> agreement = agreement_();
  ASSIGN_OR_RETURN(const AuthenticatedPeer peer, Authenticate(context, *agreement));
  RETURN_IF_ERROR(CheckReviewer(peer.principal(), member_, *agreement));
  ASSIGN_OR_RETURN(response, make_(request.query_digest()));
  log_.Write(Event::kCardShown,
             {{"query", response.query_digest()}, {"person", peer.principal().id}});
  return absl::OkStatus();
}

}  // namespace ginnel::node
