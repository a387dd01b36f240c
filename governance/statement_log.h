// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/store/transaction.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::governance {

/// The seam through which a store's owner puts statements on the register in the same transaction
/// as what follows from them (register/register.h).
class StatementLog {
 public:
  class Entries {
   public:
    virtual ~Entries() = default;
    /// Judges `statement` and appends it; its index. AlreadyExists (REASON_WRONG_STATE) if it is
    /// there.
    virtual absl::StatusOr<uint64_t> Append(const v1::Envelope& statement) = 0;
  };
  virtual ~StatementLog() = default;

  using Body = absl::FunctionRef<absl::Status(store::Transaction& tx, Entries& entries)>;
  /// One transaction of the owner's store with the entries that belong to it: together or not at
  /// all.
  virtual absl::Status Commit(std::string_view name, Body body) = 0;
};

}  // namespace ginnel::governance
