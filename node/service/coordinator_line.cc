// SPDX-License-Identifier: Apache-2.0
#include "node/service/coordinator_line.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "base/rpc/rpc_status.h"
#include "base/status.h"
#include "ginnel/v1/coordinator.grpc.pb.h"

namespace ginnel::node {
namespace {

constexpr std::chrono::milliseconds kShortestPause(100);
constexpr std::chrono::milliseconds kLongestPause(5000);

// Says over one stream what the node can be asked about, whenever that is something else than was
// said before.
class SupplyTeller {
 public:
  using Source = std::function<absl::StatusOr<v1::NodeMessage::Supply>()>;
  explicit SupplyTeller(const Source& source) : source_(source) {}

  template <typename Stream>
  void TellChange(Stream& stream) {
    v1::NodeMessage out;
    absl::StatusOr<v1::NodeMessage::Supply> supply = source_();
    if (!supply.ok()) return;
    *out.mutable_supply() = *std::move(supply);
    std::string bytes = out.SerializeAsString();
    if (bytes == said_) return;
    if (stream.Write(out)) said_ = std::move(bytes);
  }

 private:
  const Source& source_;
  std::string said_;
};

}  // namespace

CoordinatorLine::CoordinatorLine(Channel channel, Handlers handlers, RandomSource& random,
                                 EventLog& log)
    : channel_(std::move(channel)), handlers_(std::move(handlers)), random_(random), log_(log) {}

CoordinatorLine::~CoordinatorLine() { Stop(); }

void CoordinatorLine::Stop() {
  std::lock_guard lock(mutex_);
  stopping_ = true;
  if (context_ != nullptr) context_->TryCancel();
  changed_.notify_all();
}

void CoordinatorLine::Run() {
  int failures = 0;
  while (true) {
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    failures = ServeStream() ? 0 : failures + 1;
    Pause(failures);
  }
}

bool CoordinatorLine::ServeStream() {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return true;
    context_ = &context;
  }
  bool welcomed = false;
  absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = channel_();
  const absl::Status status =
      channel.ok() ? ServeOn(*channel, context, welcomed) : channel.status();
  {
    std::lock_guard lock(mutex_);
    context_ = nullptr;
    if (stopping_) return welcomed;
  }
  log_.Write(Event::kPeerDisconnected,
             {{"peer", std::string("coordinator")}, {"error", status.ToString()}});
  return welcomed && status.ok();
}

absl::Status CoordinatorLine::ServeOn(const std::shared_ptr<grpc::Channel>& channel,
                                      grpc::ClientContext& context, bool& welcomed) {
  v1::NodeMessage out;
  ASSIGN_OR_RETURN(*out.mutable_hello(), handlers_.hello());
  const std::unique_ptr<v1::NodeLink::Stub> stub = v1::NodeLink::NewStub(channel);
  const auto stream = stub->Connect(&context);
  stream->Write(out);
  v1::CoordinatorMessage in;
  absl::Status refused;
  SupplyTeller supply(handlers_.supply);
  while (refused.ok() && stream->Read(&in)) {
    switch (in.kind_case()) {
      case v1::CoordinatorMessage::kWelcome:
        welcomed = true;
        log_.Write(Event::kPeerConnected, {{"peer", std::string("coordinator")}});
        handlers_.connected();
        break;
      case v1::CoordinatorMessage::kAssign:
        *out.mutable_report() = handlers_.assign(in.assign());
        stream->Write(out);
        break;
      case v1::CoordinatorMessage::kOffer:
        handlers_.offer(in.offer());
        break;
      case v1::CoordinatorMessage::kRegister: {
        const absl::StatusOr<uint64_t> size = handlers_.extend(in.register_());
        refused = size.status();
        if (!refused.ok()) break;
        out.mutable_register_()->set_size(*size);
        stream->Write(out);
        break;
      }
      case v1::CoordinatorMessage::KIND_NOT_SET:
        break;  // something newer: not for this version
    }
    if (refused.ok() && welcomed) supply.TellChange(*stream);
  }
  if (!refused.ok()) context.TryCancel();
  const absl::Status ended = FromGrpc(stream->Finish());
  return refused.ok() ? ended : refused;
}

// Doubling from 0.1 s to 5 s, each between half and the whole of it, so that nodes do not come back
// together.
void CoordinatorLine::Pause(int failures) {
  const auto whole = std::min(kLongestPause, kShortestPause * (1 << std::min(failures, 6)));
  std::array<uint8_t, 2> draw{};
  random_.Fill(draw);
  const int64_t half = whole.count() / 2;
  const auto pause = std::chrono::milliseconds(half + (draw[0] << 8 | draw[1]) * half / 65535);
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, pause, [&] { return stopping_; });
}

}  // namespace ginnel::node
