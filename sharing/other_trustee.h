// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/coordinator.pb.h"
#include "ginnel/v1/register.pb.h"
#include "ginnel/v1/trustee.pb.h"

namespace ginnel::sharing {

/// The seam through which trustee 1 drives one of the two others. Thread-safe.
class OtherTrustee {
 public:
  virtual ~OtherTrustee() = default;
  virtual absl::Status Prepare(const v1::RunPackage& package) = 0;
  virtual absl::StatusOr<v1::OpenResponse> Open(const std::string& run_id) = 0;
  virtual absl::StatusOr<v1::Envelope> Void(const v1::Envelope& run) = 0;
  virtual absl::StatusOr<v1::WitnessResponse> Witness(const v1::RegisterUpdate& update) = 0;
};

}  // namespace ginnel::sharing
