// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "governance/agreement.h"
#include "query/dictionary.h"

namespace ginnel::sharing {

/// The agreement that is in force, with its dictionary ready for use. Taken once for one piece of
/// work, which then goes by it to its end whatever changes meanwhile.
struct InForce {
  std::shared_ptr<const governance::Agreement> agreement;
  std::shared_ptr<const query::Dictionary> dictionary;
};

/// Thread-safe.
using InForceSource = std::function<absl::StatusOr<InForce>()>;

/// Follows `source`; makes each constitution's dictionary once.
InForceSource Following(governance::AgreementSource source);

}  // namespace ginnel::sharing
