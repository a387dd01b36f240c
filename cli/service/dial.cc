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
#include "ginnel/v1/register.grpc.pb.h"

namespace ginnel::cli {
namespace {

constexpr std::chrono::seconds kDeadline(30);

class GrpcClient final : public CoordinatorClient {
 public:
  explicit GrpcClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::Queries::NewStub(channel)), register_(v1::Register::NewStub(channel)) {}

  absl::StatusOr<v1::QueryStatus> Submit(const v1::Envelope& query) override {
    v1::SubmitQueryRequest request;
    *request.mutable_query() = query;
    ASSIGN_OR_RETURN(v1::SubmitQueryResponse response,
                     Call(*stub_, &Stub::SubmitQuery, request, v1::SubmitQueryResponse()));
    return std::move(*response.mutable_status());
  }
  absl::StatusOr<v1::ListQueriesResponse> List() override {
    return Call(*stub_, &Stub::ListQueries, v1::ListQueriesRequest(), v1::ListQueriesResponse());
  }
  absl::StatusOr<v1::GetQueryResponse> Get(const std::string& digest) override {
    v1::GetQueryRequest request;
    request.set_query_digest(digest);
    return Call(*stub_, &Stub::GetQuery, request, v1::GetQueryResponse());
  }
  absl::StatusOr<v1::QueryStatus> Decide(const v1::Envelope& decision,
                                         const v1::Remark& remark) override {
    v1::DecideRequest request;
    *request.mutable_decision() = decision;
    *request.mutable_remark() = remark;
    ASSIGN_OR_RETURN(v1::DecideResponse response,
                     Call(*stub_, &Stub::Decide, request, v1::DecideResponse()));
    return std::move(*response.mutable_status());
  }
  absl::StatusOr<uint64_t> AddStatement(const v1::Envelope& statement,
                                        const v1::Remark& remark) override {
    v1::AddStatementRequest request;
    *request.mutable_statement() = statement;
    *request.mutable_remark() = remark;
    ASSIGN_OR_RETURN(
        const v1::AddStatementResponse response,
        Call(*register_, &RegisterStub::AddStatement, request, v1::AddStatementResponse()));
    return response.index();
  }
  absl::StatusOr<std::string> GetCheckpoint() override {
    ASSIGN_OR_RETURN(v1::GetCheckpointResponse response,
                     Call(*register_, &RegisterStub::GetCheckpoint, v1::GetCheckpointRequest(),
                          v1::GetCheckpointResponse()));
    return std::move(*response.mutable_checkpoint());
  }
  absl::StatusOr<v1::ListEntriesResponse> ListEntries(uint64_t first) override {
    v1::ListEntriesRequest request;
    request.set_first(first);
    return Call(*register_, &RegisterStub::ListEntries, request, v1::ListEntriesResponse());
  }
  absl::StatusOr<v1::QueryStatus> StartRun(const std::string& digest) override {
    v1::StartRunRequest request;
    request.set_query_digest(digest);
    ASSIGN_OR_RETURN(v1::StartRunResponse response,
                     Call(*stub_, &Stub::StartRun, request, v1::StartRunResponse()));
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
                     Call(*stub_, &Stub::GetRelease, request, v1::GetReleaseResponse()));
    return std::move(*response.mutable_release());
  }
  absl::StatusOr<v1::ListSuppliesResponse> ListSupplies() override {
    return Call(*stub_, &Stub::ListSupplies, v1::ListSuppliesRequest(), v1::ListSuppliesResponse());
  }

 private:
  using Stub = v1::Queries::Stub;
  using RegisterStub = v1::Register::Stub;

  template <typename AnyStub, typename Request, typename Response>
  static absl::StatusOr<Response> Call(AnyStub& stub,
                                       grpc::Status (AnyStub::*method)(grpc::ClientContext*,
                                                                       const Request&, Response*),
                                       const Request& request, Response response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kDeadline);
    RETURN_IF_ERROR(FromGrpc((stub.*method)(&context, request, &response)));
    return response;
  }

  const std::unique_ptr<Stub> stub_;
  const std::unique_ptr<RegisterStub> register_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CoordinatorClient>> DialCoordinator(const Person& person,
                                                                   const RpcRuntime& runtime,
                                                                   const Clock& clock,
                                                                   EventLog& log) {
  ASSIGN_OR_RETURN(const TlsIdentity identity, TlsIdentity::Load(person.KeyFolder()));
  const std::string& coordinator = person.agreement->trustee(1).id();
  ChannelOptions options;
  ASSIGN_OR_RETURN(options.endpoint, person.agreement->Endpoint(coordinator));
  ASSIGN_OR_RETURN(options.server_pin, person.agreement->CertificatePin(coordinator));
  options.largest_message = size_t{64} << 20;  // a release of 10,000 cells is a few MB
  return std::make_unique<GrpcClient>(MakeChannel(runtime, options, identity, clock, log));
}

}  // namespace ginnel::cli
