// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/event_log.h"
#include "coordinator/coordinator.h"
#include "coordinator/node_links.h"
#include "coordinator/register_feed.h"
#include "ginnel/v1/coordinator.grpc.pb.h"
#include "governance/agreement.h"

namespace ginnel::coordinator {

/// The nodes' face: each node holds one stream open. Reads in the call's thread, writes from a
/// queue in another.
class NodeLinkService final : public v1::NodeLink::Service {
 public:
  NodeLinkService(governance::AgreementSource agreement, Coordinator& coordinator, NodeLinks& links,
                  RegisterFeed& feed, EventLog& log)
      : agreement_(std::move(agreement)),
        coordinator_(coordinator),
        links_(links),
        feed_(feed),
        log_(log) {}

  grpc::Status Connect(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::CoordinatorMessage, v1::NodeMessage>* stream) override;

 private:
  using Stream = grpc::ServerReaderWriter<v1::CoordinatorMessage, v1::NodeMessage>;
  absl::StatusOr<v1::NodeMessage::Hello> Greet(const grpc::ServerContext& context,
                                               Stream& stream) const;
  absl::Status Serve(grpc::ServerContext& context, Stream& stream);

  const governance::AgreementSource agreement_;
  Coordinator& coordinator_;
  NodeLinks& links_;
  RegisterFeed& feed_;
  EventLog& log_;
};

}  // namespace ginnel::coordinator
