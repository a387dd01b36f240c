// SPDX-License-Identifier: Apache-2.0
#include "base/store/transaction.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "base/store/database.h"
#include "base/store/sqlite_error.h"

namespace ginnel::store {

absl::Status Snapshot::Run(std::string_view sql, std::span<const Value> arguments, RowVisitor visit,
                           bool may_write) {
  const std::string context = absl::StrCat("cannot ", name_, " in ", database_.path());
  absl::StatusOr<Statement> statement = database_.TakeStatement(sql);
  if (!statement.ok()) return InContext(context, statement.status());
  if (!may_write && !statement->read_only()) {
    return absl::InternalError(absl::StrCat(context, ": a query may not change the store"));
  }
  // A visitor's own error is the caller's and is passed on as it is.
  absl::Status visited;
  const absl::Status status = statement->Run(arguments, [&](const Row& row) {
    visited = visit(row);
    return visited;
  });
  database_.ReturnStatement(sql, *std::move(statement));
  if (!visited.ok()) return visited;
  return InContext(context, status);
}

absl::Status Snapshot::RunQuery(std::string_view sql, std::span<const Value> arguments,
                                RowVisitor visit) {
  return Run(sql, arguments, visit, /*may_write=*/false);
}

absl::Status Transaction::RunExecute(std::string_view sql, std::span<const Value> arguments) {
  RETURN_IF_ERROR(Run(
      sql, arguments, [](const Row&) { return absl::OkStatus(); }, /*may_write=*/true));
  changes_ = sqlite3_changes(database_.connection_.get());
  return absl::OkStatus();
}

}  // namespace ginnel::store
