// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/store/row.h"
#include "base/store/value.h"

struct sqlite3;
struct sqlite3_stmt;

namespace ginnel::store {

/// What is called with each row; an error ends the query and is its result.
using RowVisitor = absl::FunctionRef<absl::Status(const Row&)>;

/// One prepared statement of one connection.
class Statement {
 public:
  static absl::StatusOr<Statement> Prepare(sqlite3* connection, std::string_view sql);

  /// Whether it cannot change the database.
  bool read_only() const;
  /// Binds, runs to the end and resets, so that it holds neither locks nor argument bytes
  /// afterwards.
  absl::Status Run(std::span<const Value> arguments, RowVisitor visit);

 private:
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  absl::Status Bind(std::span<const Value> arguments);
  absl::Status Error() const;

  std::unique_ptr<sqlite3_stmt, Finalise> statement_;
};

}  // namespace ginnel::store
