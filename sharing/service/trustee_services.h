// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/event_log.h"
#include "crypto/oprf_key.h"
#include "ginnel/v1/register.pb.h"
#include "governance/agreement.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "sharing/pseudonym_quota.h"
#include "sharing/trustee.h"

namespace ginnel::sharing {

/// What every trustee serves, the coordinator too: Pseudonyms and Shares to nodes, TrusteePeer to
/// the two others. Each call is answered only to a caller whose certificate the agreement pins in
/// that role; everything else is the Trustee's to judge.
class TrusteeServices {
 public:
  /// What trustees 2 and 3 do with a part of the register (governance::Register::Witness).
  using RegisterWitness =
      std::function<absl::StatusOr<v1::WitnessResponse>(const v1::RegisterUpdate&)>;
  /// What pseudonyms are made with, and counted by.
  struct Pseudonymisation {
    const crypto::OprfKeyPart* key = nullptr;
    PseudonymQuota* quota = nullptr;
    const Clock* clock = nullptr;
  };
  /// Everything passed by reference or pointer outlives the server.
  TrusteeServices(governance::AgreementSource agreement, const Pseudonymisation& pseudonymisation,
                  Trustee& trustee, RegisterWitness witness, EventLog& log);
  ~TrusteeServices();
  /// To register with a server.
  std::vector<grpc::Service*> services();

 private:
  class PseudonymService;
  class ShareService;
  class PeerService;
  std::unique_ptr<PseudonymService> pseudonyms_;
  std::unique_ptr<ShareService> shares_;
  std::unique_ptr<PeerService> peers_;
};

}  // namespace ginnel::sharing
