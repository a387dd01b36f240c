// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "base/event_log.h"
#include "coordinator/spine_desk.h"
#include "ginnel/v1/linkage.grpc.pb.h"
#include "governance/agreement.h"

namespace ginnel::coordinator {

/// The spine desk's face for nodes: authenticates, and passes on.
class SpineService final : public v1::SpineExchange::Service {
 public:
  SpineService(governance::AgreementSource agreement, SpineDesk& desk, EventLog& log)
      : agreement_(std::move(agreement)), desk_(desk), log_(log) {}

  grpc::Status HandIn(grpc::ServerContext* context, grpc::ServerReader<v1::SealedChunk>* reader,
                      v1::HandInReceipt* receipt) override;
  grpc::Status Held(grpc::ServerContext* context, const v1::HeldRequest* request,
                    v1::HeldResponse* response) override;
  grpc::Status Fetch(grpc::ServerContext* context, const v1::FetchRequest* request,
                     grpc::ServerWriter<v1::SealedChunk>* writer) override;
  grpc::Status State(grpc::ServerContext* context, const v1::StateRequest* request,
                     v1::StateResponse* response) override;

 private:
  template <typename Body>
  grpc::Status ForNode(const grpc::ServerContext& context, const Body& body);

  const governance::AgreementSource agreement_;
  SpineDesk& desk_;
  EventLog& log_;
};

}  // namespace ginnel::coordinator
