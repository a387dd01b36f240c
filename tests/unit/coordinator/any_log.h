// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/store/database.h"
#include "governance/statement_log.h"

namespace ginnel::coordinator {

/// A register that takes whatever it is given and keeps nothing: for tests of what is kept beside.
class AnyLog final : public governance::StatementLog {
 public:
  explicit AnyLog(store::Database& database) : database_(database) {}

  absl::Status Commit(std::string_view name, Body body) override {
    return database_.RunTransaction(name, [&](store::Transaction& tx) {
      Taken taken;
      return body(tx, taken);
    });
  }

 private:
  class Taken final : public Entries {
   public:
    absl::StatusOr<uint64_t> Append(const v1::Envelope&) override { return 0; }
  };
  store::Database& database_;
};

}  // namespace ginnel::coordinator
