// SPDX-License-Identifier: Apache-2.0
#include "cli/service/dial.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <utility>

#include "base/rpc/channel.h"
#include "base/rpc/rpc_status.h"
#include "base/rpc/tls_identity.h"
#include "base/status.h"
#include "ginnel/v1/coordinator.grpc.pb.h"

namespace ginnel::cli {
namespace {

constexpr std::chrono::seconds kDeadline(30);

class GrpcClient final : public CoordinatorClient {
 public:
  explicit GrpcClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::Queries::NewStub(channel)) {}

  absl::StatusOr<v1::QueryStatus> Submit(const v1::Envelope& query) override {
    v1::SubmitQueryRequest request;
    *request.mutable_query() = query;
    ASSIGN_OR_RETURN(v1::SubmitQueryResponse response, Call(&Stub::SubmitQuery, request, v1::SubmitQueryResponse()));
    return std::move(*response.mutable_status());
  }
  absl::StatusOr<v1::ListQueriesResponse> List() override {
    return Call(&Stub::ListQueries, v1::ListQueriesRequest(), v1::ListQueriesResponse());
  }
  absl::StatusOr<v1::GetQueryResponse> Get(const std::string& digest) override {
    v1::GetQueryRequest request;
    request.set_query_digest(digest);
    return Call(&Stub::GetQuery, request, v1::GetQueryResponse());
  }
  absl::StatusOr<v1::QueryStatus> Decide(const v1::Envelope& decision) override {
    v1::DecideRequest request;
    *request.mutable_decision() = decision;
    ASSIGN_OR_RETURN(v1::DecideResponse response, Call(&Stub::Decide, request, v1::DecideResponse()));
    return std::move(*response.mutable_status());
  }
  absl::StatusOr<v1::QueryStatus> StartRun(const std::string& digest) override {
    v1::StartRunRequest request;
    request.set_query_digest(digest);
    ASSIGN_OR_RETURN(v1::StartRunResponse response, Call(&Stub::StartRun, request, v1::StartRunResponse()));
    return std::move(*response.mutable_status());
  }
  absl::Status Watch(const std::string& digest,
                     const std::function<bool(const v1::QueryStatus&)>& seen) override {
    grpc::ClientContext context;
    v1::WatchQueryRequest request;
    request.set_query_digest(digest);
    const auto reader = stub_->WatchQuery(&context, request);
    v1::QueryStatus status;
    while (reader->Read(&status)) {
      if (!seen(status)) {
        context.TryCancel();
        return absl::OkStatus();
      }
    }
    return FromGrpc(reader->Finish());
  }
  absl::StatusOr<v1::Envelope> GetRelease(const std::string& digest, uint32_t n) override {
    v1::GetReleaseRequest request;
    request.set_query_digest(digest);
    request.set_n(n);
    ASSIGN_OR_RETURN(v1::GetReleaseResponse response,
                     Call(&Stub::GetRelease, request, v1::GetReleaseResponse()));
    return std::move(*response.mutable_release());
  }

 private:
  using Stub = v1::Queries::Stub;

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, Response response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kDeadline);
    RETURN_IF_ERROR(FromGrpc((stub_.get()->*method)(&context, request, &response)));
    return response;
  }

  const std::unique_ptr<Stub> stub_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CoordinatorClient>> DialCoordinator(const Person& person,
                                                                   const RpcRuntime& runtime,
                                                                   const Clock& clock, EventLog& log) {
  ASSIGN_OR_RETURN(const TlsIdentity identity, TlsIdentity::Load(person.KeyFolder()));
  const std::string& coordinator = person.agreement->trustee(1).id();
  ChannelOptions options;
  ASSIGN_OR_RETURN(options.endpoint, person.agreement->Endpoint(coordinator));
  ASSIGN_OR_RETURN(options.server_pin, person.agreement->CertificatePin(coordinator));
  options.largest_message = size_t{64} << 20;  // a release of 10,000 cells is a few MB
  return std::make_unique<GrpcClient>(MakeChannel(runtime, options, identity, clock, log));
}

}  // namespace ginnel::cli
