// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "base/event_log.h"
#include "ginnel/v1/register.pb.h"
#include "governance/register/register.h"

namespace ginnel::node {

/// A node's reading of the register: every entry, judged, before anything is answered. Not
/// thread-safe.
class RegisterReader {
 public:
  /// All outlive the reader.
  RegisterReader(governance::Register& on, EventLog& log) : register_(on), log_(log) {}

  /// Takes a part of the register; how many entries this node holds then. DataLoss
  /// (REASON_REGISTER_FORK) where the register split: the node keeps the evidence, logs it, ends
  /// the stream, and answers only what rests on the register that it holds.
  absl::StatusOr<uint64_t> Extend(const v1::RegisterUpdate& update);

 private:
  governance::Register& register_;
  EventLog& log_;
};

}  // namespace ginnel::node
