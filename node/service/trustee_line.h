// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "node/ingest/oprf_pseudonymiser.h"
#include "sharing/encoder.h"
#include "sharing/service/party_channel.h"

namespace ginnel::node {

/// A node's line to one trustee, which it dials: uploads of shares made for that trustee.
template <int kTrustee>
class ShareLine final : public sharing::ShareChannel<kTrustee> {
 public:
  explicit ShareLine(std::shared_ptr<sharing::PartyChannel> channel)
      : channel_(std::move(channel)) {}
  absl::Status Upload(const sharing::ShareFor<kTrustee>& share) override;

 private:
  const std::shared_ptr<sharing::PartyChannel> channel_;
};

/// The same trustee, asked for its part of pseudonyms.
class PseudonymLine final : public PseudonymPeer {
 public:
  explicit PseudonymLine(std::shared_ptr<sharing::PartyChannel> channel)
      : channel_(std::move(channel)) {}
  absl::StatusOr<std::string> Evaluate(std::string_view blinded) override;

 private:
  const std::shared_ptr<sharing::PartyChannel> channel_;
};

}  // namespace ginnel::node
