// SPDX-License-Identifier: Apache-2.0
#include "coordinator/service/node_link_service.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/rpc/peer.h"
#include "base/rpc/rpc_status.h"
#include "base/status.h"
#include "sharing/run_context.h"

namespace ginnel::coordinator {
namespace {

// One stream's outgoing queue. A node that does not read is cut off before its queue is long.
class StreamLink final : public NodeLink {
 public:
  using Stream = grpc::ServerReaderWriter<v1::CoordinatorMessage, v1::NodeMessage>;
  static constexpr size_t kQueueLimit = 1024;

  StreamLink(grpc::ServerContext& context, Stream& stream) : context_(context), stream_(stream) {
    writer_ = std::thread([this] { WriteAll(); });
  }
  ~StreamLink() override { End(); }

  void Send(const v1::CoordinatorMessage& message) override {
    std::lock_guard lock(mutex_);
    if (ended_) return;
    if (queue_.size() >= kQueueLimit) {
      context_.TryCancel();
      return;
    }
    queue_.push_back(message);
    changed_.notify_all();
  }
  void Close() override {
    std::lock_guard lock(mutex_);
    // After the end of the call its context is no longer ours.
    if (!ended_) context_.TryCancel();
  }
  /// The stream ended: nothing of the call is touched once this returns, whoever still holds the
  /// link. Only from the call's thread.
  void End() {
    {
      std::lock_guard lock(mutex_);
      // A node that has stopped sending and does not read would hold this write, and this thread.
      if (writing_) context_.TryCancel();
      ended_ = true;
      changed_.notify_all();
    }
    if (writer_.joinable()) writer_.join();
  }

 private:
  void WriteAll() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return ended_ || !queue_.empty(); });
      if (ended_) return;
      const v1::CoordinatorMessage message = std::move(queue_.front());
      queue_.pop_front();
      writing_ = true;
      lock.unlock();
      const bool open = stream_.Write(message);
      lock.lock();
      writing_ = false;
      if (!open) return;
    }
  }

  grpc::ServerContext& context_;
  Stream& stream_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<v1::CoordinatorMessage> queue_;
  bool ended_ = false;
  bool writing_ = false;
  std::thread writer_;
};

}  // namespace

grpc::Status NodeLinkService::Connect(grpc::ServerContext* context, Stream* stream) {
  return ToGrpc(Serve(*context, *stream), log_);
}

absl::StatusOr<v1::NodeMessage::Hello> NodeLinkService::Greet(const grpc::ServerContext& context,
                                                              Stream& stream) const {
  ASSIGN_OR_RETURN(const AuthenticatedPeer peer, Authenticate(context, *agreement_()));
  if (peer.principal().kind != Principal::Kind::kNode) {
    return ReasonedError(absl::StatusCode::kPermissionDenied, v1::REASON_ROLE_REQUIRED,
                         "only a member's node may connect here");
  }
  v1::NodeMessage first;
  if (!stream.Read(&first) || !first.has_hello() || first.hello().member() != peer.principal().id ||
      first.hello().protocol() != sharing::kProtocolVersion) {
    return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_MALFORMED,
                         absl::StrCat("a node begins with a hello of its own member, protocol ",
                                      sharing::kProtocolVersion));
  }
  return std::move(*first.mutable_hello());
}

absl::Status NodeLinkService::Serve(grpc::ServerContext& context, Stream& stream) {
  ASSIGN_OR_RETURN(const v1::NodeMessage::Hello hello, Greet(context, stream));
  const std::string& member = hello.member();  // the authenticated peer's
  const auto link = std::make_shared<StreamLink>(context, stream);
  v1::CoordinatorMessage welcome;
  welcome.mutable_welcome()->set_protocol(sharing::kProtocolVersion);
  link->Send(welcome);
  ASSIGN_OR_RETURN(const std::vector<v1::Envelope> offers, coordinator_.OffersFor(member));
  for (const v1::Envelope& offer : offers) {
    v1::CoordinatorMessage message;
    *message.mutable_offer() = offer;
    link->Send(message);
  }
  links_.Connected(member, link);
  feed_.Connected(member, link.get(), hello.register_size());
  log_.Write(Event::kPeerConnected, {{"member", member}});
  v1::NodeMessage message;
  // A change of the agreement that came before this stream could be cut is seen here.
  absl::Status status = Authenticate(context, *agreement_()).status();
  while (status.ok() && stream.Read(&message)) {
    // The pin may have gone while the stream was open.
    status = Authenticate(context, *agreement_()).status();
    if (!status.ok()) break;
    if (message.has_report()) links_.Reported(member, message.report());
    if (message.has_supply()) coordinator_.Supplied(member, message.supply());
    if (message.has_register_()) feed_.Holds(member, link.get(), message.register_().size());
  }
  link->End();
  links_.Disconnected(member, link.get());
  feed_.Disconnected(member, link.get());
  log_.Write(Event::kPeerDisconnected, {{"member", member}});
  return status;
}

}  // namespace ginnel::coordinator
