// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/event_log.h"
#include "ginnel/v1/review.grpc.pb.h"
#include "governance/agreement.h"

namespace ginnel::node {

/// Gives the member's own IG leads and deputies their review cards: authenticates, asks
/// CheckReviewer (node/review/reviewer.h), and makes a card. The second way by which figures leave
/// this process, beside shares: so it is served on a loopback address only
/// (node/review/local_address.h), and what is logged is who looked at which query.
class ReviewService final : public v1::Review::Service {
 public:
  using Make = std::function<absl::StatusOr<v1::ReviewCard>(const std::string& digits)>;

  /// `log` outlives the service.
  ReviewService(std::string member, governance::AgreementSource agreement, Make make, EventLog& log)
      : member_(std::move(member)),
        agreement_(std::move(agreement)),
        make_(std::move(make)),
        log_(log) {}

  grpc::Status GetCard(grpc::ServerContext* context, const v1::GetCardRequest* request,
                       v1::ReviewCard* response) override;

 private:
  absl::Status GetCardImpl(const grpc::ServerContext& context, const v1::GetCardRequest& request,
                           v1::ReviewCard& response) const;

  const std::string member_;
  const governance::AgreementSource agreement_;
  const Make make_;
  EventLog& log_;
};

}  // namespace ginnel::node
