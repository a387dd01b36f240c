// SPDX-License-Identifier: Apache-2.0
#include "sharing/service/party_channel.h"

#include "base/status.h"

namespace ginnel::sharing {

absl::StatusOr<std::shared_ptr<grpc::Channel>> PartyChannel::Get() {
  const std::shared_ptr<const governance::Agreement> agreement = agreement_();
  const std::string& id = agreement->trustee(trustee_).id();
  ChannelOptions options;
  ASSIGN_OR_RETURN(options.endpoint, agreement->Endpoint(id));
  ASSIGN_OR_RETURN(options.server_pin, agreement->CertificatePin(id));
  const std::lock_guard lock(mutex_);
  if (channel_ == nullptr || options.endpoint != endpoint_ || options.server_pin != pin_) {
    channel_ = MakeChannel(runtime_, options, identity_, clock_, log_);
    endpoint_ = options.endpoint;
    pin_ = options.server_pin;
  }
  return channel_;
}

}  // namespace ginnel::sharing
