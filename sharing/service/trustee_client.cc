// SPDX-License-Identifier: Apache-2.0
#include "sharing/service/trustee_client.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/rpc/rpc_status.h"
#include "base/status.h"
#include "sharing/party.h"

namespace ginnel::sharing {
namespace {

// A trustee that restarts is back within this; one that is away for longer ends the attempt.
constexpr std::chrono::seconds kPatience(60);
constexpr std::chrono::seconds kDeliver(20);
constexpr std::chrono::seconds kAbort(2);
// Tried again anyway, and a shutdown waits for it.
constexpr std::chrono::seconds kWitness(5);

}  // namespace

template <typename Request, typename Response>
absl::StatusOr<Response> TrusteeClient::Call(grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                          const Request&,
                                                                          Response*),
                                             std::chrono::seconds timeout, const Request& request) {
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel, channel_->Get());
  const std::unique_ptr<Stub> stub = v1::TrusteePeer::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  context.set_wait_for_ready(true);
  Response response;
  RETURN_IF_ERROR(FromGrpc((stub.get()->*method)(&context, request, &response)));
  return response;
}

absl::Status TrusteeClient::Deliver(const v1::PeerMessage& message) {
  return Call(&Stub::Deliver, message.step() == Party::kAbortStep ? kAbort : kDeliver, message)
      .status();
}

absl::Status TrusteeClient::Prepare(const v1::RunPackage& package) {
  v1::PrepareRequest request;
  *request.mutable_package() = package;
  return Call(&Stub::Prepare, kPatience, request).status();
}

absl::StatusOr<v1::OpenResponse> TrusteeClient::Open(const std::string& run_id) {
  v1::OpenRequest request;
  request.set_run_id(run_id);
  return Call(&Stub::Open, kPatience, request);
}

absl::StatusOr<v1::Envelope> TrusteeClient::Void(const v1::Envelope& run) {
  v1::VoidRequest request;
  *request.mutable_run() = run;
  ASSIGN_OR_RETURN(v1::VoidResponse response, Call(&Stub::Void, kPatience, request));
  return std::move(*response.mutable_statement());
}

absl::StatusOr<v1::WitnessResponse> TrusteeClient::Witness(const v1::RegisterUpdate& update) {
  return Call(&Stub::Witness, kWitness, update);
}

absl::Status TrusteeLines::Deliver(const v1::PeerMessage& message) {
  const uint32_t receiver = message.receiver();
  if (receiver < 1 || receiver > 3 || clients_[receiver - 1] == nullptr) {
    return absl::InternalError(absl::StrCat("no line to trustee ", receiver));
  }
  return clients_[receiver - 1]->Deliver(message);
}

}  // namespace ginnel::sharing
