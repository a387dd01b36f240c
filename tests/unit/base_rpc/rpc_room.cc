// SPDX-License-Identifier: Apache-2.0
#include "rpc_room.h"

#include <grpcpp/grpcpp.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/rpc/peer.h"
#include "base/rpc/rpc_status.h"
#include "base/status.h"
#include "ginnel/v1/trustee.grpc.pb.h"

namespace ginnel::testing {

void ChangingPins::Add(const std::string& pin, Principal principal) {
  const std::lock_guard lock(mutex_);
  pins_[pin] = std::move(principal);
}

void ChangingPins::Remove(const std::string& pin) {
  const std::lock_guard lock(mutex_);
  pins_.erase(pin);
}

std::optional<Principal> ChangingPins::Find(std::string_view pin) const {
  const std::lock_guard lock(mutex_);
  const auto found = pins_.find(pin);
  if (found == pins_.end()) return std::nullopt;
  return found->second;
}

class EchoService final : public v1::Pseudonyms::Service {
 public:
  EchoService(const PinDirectory& pins, EventLog& log) : pins_(pins), log_(log) {}

  grpc::Status Evaluate(grpc::ServerContext* context, const v1::EvaluateRequest* request,
                        v1::EvaluateResponse* response) override {
    return ToGrpc(EvaluateImpl(*context, *request, *response), log_);
  }

 private:
  absl::Status EvaluateImpl(const grpc::ServerContext& context, const v1::EvaluateRequest& request,
                            v1::EvaluateResponse& response) {
    ASSIGN_OR_RETURN(const AuthenticatedPeer peer, Authenticate(context, pins_));
    if (request.blinded() == "internal") return absl::InternalError("the key is 12345");
    if (request.blinded() == "malformed") {
      return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                           "an element has 31 bytes");
    }
    const char* kind = peer.principal().kind == Principal::Kind::kNode      ? "node"
                       : peer.principal().kind == Principal::Kind::kTrustee ? "trustee"
                                                                            : "person";
    response.set_evaluated(absl::StrCat(kind, " ", peer.principal().id, ": ", request.blinded()));
    return absl::OkStatus();
  }

  const PinDirectory& pins_;
  EventLog& log_;
};

SettableClock& RpcRoom::clock() {
  static auto& clock = *new SettableClock;
  return clock;
}

EventLog& RpcRoom::log() {
  static auto& log = *new EventLog("trustee two");
  return log;
}

const RpcRuntime& RpcRoom::runtime() {
  static const RpcRuntime runtime;
  return runtime;
}

RpcRoom::RpcRoom() : trustee_(MakeIdentity("two")), node_(MakeIdentity("harness")) {
  clock().Set(absl::FromUnixSeconds(1'800'000'000));
  pins_->Add(node_.pin(), {Principal::Kind::kNode, "harness"});
  service_ = std::make_unique<EchoService>(*pins_, log());
  absl::StatusOr<std::unique_ptr<RpcServer>> server = StartServer("127.0.0.1:0", trustee_);
  EXPECT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
}

RpcRoom::~RpcRoom() { server_->Shutdown(absl::Seconds(1)); }

absl::StatusOr<std::unique_ptr<RpcServer>> RpcRoom::StartServer(const std::string& listen,
                                                                const TlsIdentity& identity) {
  return RpcServer::Start(
      runtime(), {.listen = listen, .services = {service_.get()}}, identity,
      [pins = pins_] { return pins; }, clock(), log());
}

TlsIdentity RpcRoom::MakeIdentity(const std::string& name, absl::Duration validity) {
  return CreateTlsIdentity(name, random_, clock(), validity).value();
}

std::string RpcRoom::endpoint() const { return absl::StrCat("127.0.0.1:", server_->port()); }

std::shared_ptr<grpc::Channel> RpcRoom::ChannelAs(const TlsIdentity& identity) {
  return ChannelAs(identity, server_->port(), trustee_.pin());
}

std::shared_ptr<grpc::Channel> RpcRoom::ChannelAs(const TlsIdentity& identity, int port,
                                                  const std::string& server_pin) {
  return MakeChannel(runtime(),
                     {.endpoint = absl::StrCat("127.0.0.1:", port), .server_pin = server_pin},
                     identity, clock(), log());
}

absl::StatusOr<std::string> RpcRoom::Echo(const std::shared_ptr<grpc::Channel>& channel,
                                          const std::string& text, bool compressed) {
  const auto stub = v1::Pseudonyms::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  if (compressed) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  v1::EvaluateRequest request;
  request.set_blinded(text);
  v1::EvaluateResponse response;
  RETURN_IF_ERROR(FromGrpc(stub->Evaluate(&context, request, &response)));
  return response.evaluated();
}

}  // namespace ginnel::testing
