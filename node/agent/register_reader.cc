// SPDX-License-Identifier: Apache-2.0
#include "node/agent/register_reader.h"

#include "base/reason.h"
#include "base/status.h"

namespace ginnel::node {

absl::StatusOr<uint64_t> RegisterReader::Extend(const v1::RegisterUpdate& update) {
  const auto agreement = register_.agreement();
  const absl::Status status = register_.Extend(update, governance::Register::Cosignatures::kBoth);
  if (!status.ok()) {
    log_.Write(Event::kRegisterRefused, {{"error", status.ToString()}});
    return status;
  }
  if (register_.agreement()->digest() != agreement->digest() ||
      register_.agreement()->operations_digest() != agreement->operations_digest()) {
    log_.Write(Event::kAgreementChanged,
               {{"constitution", register_.agreement()->digest().ToHex()}});
  }
  return register_.size();
}

}  // namespace ginnel::node
