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

/// What pseudonyms are for. A person who asks what is held of them, and the label of the known
/// numbers, are outside the member's quota.
enum class PseudonymUse { kIngest, kOutsideQuota };

/// The same trustee, asked for its part of pseudonyms.
class PseudonymLine final : public PseudonymPeer {
 public:
  PseudonymLine(std::shared_ptr<sharing::PartyChannel> channel, PseudonymUse use)
      : channel_(std::move(channel)), use_(use) {}
  absl::StatusOr<std::string> Evaluate(std::string_view blinded) override;

 private:
  const std::shared_ptr<sharing::PartyChannel> channel_;
  const PseudonymUse use_;
};

}  // namespace ginnel::node
