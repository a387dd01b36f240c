// SPDX-License-Identifier: Apache-2.0
#include "node/service/federation.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"

namespace ginnel::node {

absl::StatusOr<TrusteeChannels> DialTrustees(const governance::AgreementSource& agreement,
                                             const std::string& member, const TlsIdentity& identity,
                                             const RpcRuntime& runtime, const Clock& clock,
                                             EventLog& log) {
  ASSIGN_OR_RETURN(const std::string pin, agreement()->CertificatePin(member));
  if (pin != identity.pin()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the agreement pins another TLS certificate for ", member,
                     " than this folder's: put `ginnel-node card` into operations/", member,
                     ".yaml with a higher version, sign it, and add it to the register: `ginnel "
                     "agreement submit`"));
  }
  TrusteeChannels channels;
  for (int index = 1; index <= 3; ++index) {
    channels[static_cast<size_t>(index - 1)] =
        std::make_shared<sharing::PartyChannel>(agreement, index, runtime, identity, clock, log);
  }
  return channels;
}

}  // namespace ginnel::node
