// SPDX-License-Identifier: Apache-2.0
#include "cli/service/dial_node.h"

#include <grpcpp/grpcpp.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "base/rpc/channel.h"
#include "base/rpc/rpc_status.h"
#include "base/rpc/tls_identity.h"
#include "base/status.h"
#include "ginnel/v1/review.grpc.pb.h"

namespace ginnel::cli {
namespace {

// A dry run over a million people takes seconds, and waits for another card to be made.
constexpr std::chrono::seconds kDeadline(120);

class GrpcReviewClient final : public ReviewClient {
 public:
  explicit GrpcReviewClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::Review::NewStub(channel)) {}

  absl::StatusOr<v1::ReviewCard> GetCard(const std::string& digest) override {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kDeadline);
    v1::GetCardRequest request;
    request.set_query_digest(digest);
    v1::ReviewCard card;
    RETURN_IF_ERROR(FromGrpc(stub_->GetCard(&context, request, &card)));
    return card;
  }

 private:
  const std::unique_ptr<v1::Review::Stub> stub_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ReviewClient>> DialOwnNode(const Person& person,
                                                          const std::string& endpoint,
                                                          const RpcRuntime& runtime,
                                                          const Clock& clock, EventLog& log) {
  const std::string member = person.agreement->PartyOf(person.config.person());
  if (member.empty() || person.agreement->FindMember(member) == nullptr) {
    return absl::PermissionDeniedError(
        absl::StrCat(person.config.person(), " is not a person of any member in this agreement"));
  }
  ASSIGN_OR_RETURN(const TlsIdentity identity, TlsIdentity::Load(person.KeyFolder()));
  ChannelOptions options;
  options.endpoint = endpoint;
  ASSIGN_OR_RETURN(options.server_pin, person.agreement->CertificatePin(member));
  options.largest_message = size_t{64} << 20;  // a card of 10,000 cells is a few MB
  return std::make_unique<GrpcReviewClient>(MakeChannel(runtime, options, identity, clock, log));
}

}  // namespace ginnel::cli
