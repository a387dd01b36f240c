// SPDX-License-Identifier: Apache-2.0
#include "base/store/sqlite_error.h"

#include <sqlite3.h>

#include <cerrno>

#include "absl/strings/str_cat.h"

namespace ginnel::store {
namespace {

bool IsOutOfSpace(sqlite3* connection, int code) {
  if (code == SQLITE_FULL) return true;
  // A quota or a limit on file size is reported as a failed write.
  const int cause = sqlite3_system_errno(connection);
  return code == SQLITE_IOERR && (cause == ENOSPC || cause == EDQUOT || cause == EFBIG);
}

}  // namespace

absl::Status LastError(sqlite3* connection) {
  const int extended = sqlite3_extended_errcode(connection);
  const int code = extended & 0xff;
  const std::string message = sqlite3_errmsg(connection);
  if (IsOutOfSpace(connection, code)) {
    return absl::ResourceExhaustedError(
        "the disk is full (or a quota is used up): nothing was changed; free some space and try "
        "again");
  }
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(
          "another process is writing to the store: try again when it has ended");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(
          absl::StrCat("the store is damaged (", message, "): restore it from a backup"));
    case SQLITE_CONSTRAINT:
      if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) {
        return absl::AlreadyExistsError(message);
      }
      return absl::FailedPreconditionError(message);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return absl::PermissionDeniedError(
          absl::StrCat(message, ": check who owns the store's file and folder"));
    case SQLITE_IOERR:
      return absl::UnavailableError(
          absl::StrCat(message, ": reading or writing the disk failed (",
                       absl::ErrnoToStatus(sqlite3_system_errno(connection), "").ToString(), ")"));
    case SQLITE_NOMEM:
      return absl::ResourceExhaustedError("out of memory");
    default:
      return absl::InternalError(message);
  }
}

absl::Status InContext(const std::string& context, const absl::Status& status) {
  if (status.ok()) return status;
  absl::Status result(status.code(), absl::StrCat(context, ": ", status.message()));
  return result;
}

}  // namespace ginnel::store
