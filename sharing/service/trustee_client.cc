// SPDX-License-Identifier: Apache-2.0
#include "sharing/service/trustee_client.h"

#include <grpcpp/grpcpp.h>

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

void SetUp(grpc::ClientContext& context, std::chrono::seconds timeout) {
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  context.set_wait_for_ready(true);
}

}  // namespace

TrusteeClient::TrusteeClient(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(v1::TrusteePeer::NewStub(channel)) {}

absl::Status TrusteeClient::Deliver(const v1::PeerMessage& message) {
  grpc::ClientContext context;
  SetUp(context, message.step() == Party::kAbortStep ? kAbort : kDeliver);
  v1::DeliverResponse response;
  return FromGrpc(stub_->Deliver(&context, message, &response));
}

absl::Status TrusteeClient::Prepare(const v1::RunPackage& package) {
  grpc::ClientContext context;
  SetUp(context, kPatience);
  v1::PrepareRequest request;
  *request.mutable_package() = package;
  v1::PrepareResponse response;
  return FromGrpc(stub_->Prepare(&context, request, &response));
}

absl::StatusOr<v1::OpenResponse> TrusteeClient::Open(const std::string& run_id) {
  grpc::ClientContext context;
  SetUp(context, kPatience);
  v1::OpenRequest request;
  request.set_run_id(run_id);
  v1::OpenResponse response;
  RETURN_IF_ERROR(FromGrpc(stub_->Open(&context, request, &response)));
  return response;
}

absl::StatusOr<v1::Envelope> TrusteeClient::Void(const v1::Envelope& run) {
  grpc::ClientContext context;
  SetUp(context, kPatience);
  v1::VoidRequest request;
  *request.mutable_run() = run;
  v1::VoidResponse response;
  RETURN_IF_ERROR(FromGrpc(stub_->Void(&context, request, &response)));
  return response.statement();
}

absl::Status TrusteeLines::Deliver(const v1::PeerMessage& message) {
  const uint32_t receiver = message.receiver();
  if (receiver < 1 || receiver > 3 || clients_[receiver - 1] == nullptr) {
    return absl::InternalError(absl::StrCat("no line to trustee ", receiver));
  }
  return clients_[receiver - 1]->Deliver(message);
}

}  // namespace ginnel::sharing
