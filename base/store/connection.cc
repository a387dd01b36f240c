// SPDX-License-Identifier: Apache-2.0
#include "base/store/connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "base/secret_bytes.h"
#include "base/status.h"
#include "base/store/sqlite_error.h"
#include "base/store/statement.h"

namespace ginnel::store {
namespace {

constexpr size_t kKeySize = 32;

// x'<64 hex digits>': the form in which SQLCipher takes a key as it is, without deriving one from a
// passphrase.
SecretBytes RawKeyForm(std::span<const uint8_t> key) {
  static constexpr char kHex[] = "0123456789abcdef";
  SecretBytes form(2 * key.size() + 3);
  const std::span<uint8_t> out = form.mutable_view();
  size_t at = 0;
  out[at++] = 'x';
  out[at++] = '\'';
  for (const uint8_t byte : key) {
    out[at++] = static_cast<uint8_t>(kHex[byte >> 4]);
    out[at++] = static_cast<uint8_t>(kHex[byte & 15]);
  }
  out[at] = '\'';
  return form;
}

absl::Status CheckCipher(sqlite3* connection) {
  bool encrypted = false;
  ASSIGN_OR_RETURN(Statement version, Statement::Prepare(connection, "PRAGMA cipher_version"));
  RETURN_IF_ERROR(version.Run({}, [&](const Row&) {
    encrypted = true;
    return absl::OkStatus();
  }));
  if (encrypted) return absl::OkStatus();
  return absl::InternalError(
      "the SQLite library that is loaded does not encrypt: install libsqlcipher0 and do not "
      "preload libsqlite3");
}

}  // namespace

void CloseConnection::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

absl::Status MakePrivateFile(const std::string& path) {
  const int fd = open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) {
    close(fd);
    return absl::OkStatus();
  }
  if (errno != EEXIST) return absl::ErrnoToStatus(errno, absl::StrCat("cannot create ", path));
  struct stat info {};
  if (stat(path.c_str(), &info) != 0)
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot inspect ", path));
  if (!S_ISREG(info.st_mode))
    return absl::FailedPreconditionError(absl::StrCat(path, " is not a regular file"));
  if ((info.st_mode & 077) != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat(path, " can be read by other users: run chmod 600 ", path));
  }
  return absl::OkStatus();
}

absl::StatusOr<Connection> OpenKeyed(const std::string& path, std::span<const uint8_t> key,
                                     absl::Duration busy_timeout) {
  if (key.size() != kKeySize) {
    return absl::InvalidArgumentError(
        absl::StrCat("a store's key has ", kKeySize, " bytes, not ", key.size()));
  }
  sqlite3* raw = nullptr;
  // The caller guards the connection with its own mutex.
  const int opened =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection(raw);
  if (opened != SQLITE_OK) return InContext(absl::StrCat("cannot open ", path), LastError(raw));
  const SecretBytes form = RawKeyForm(key);
  if (sqlite3_key(raw, form.view().data(), static_cast<int>(form.size())) != SQLITE_OK) {
    return absl::InternalError("SQLCipher did not take the key");
  }
  RETURN_IF_ERROR(RunScript(raw, "PRAGMA cipher_compatibility=3"));
  RETURN_IF_ERROR(RunScript(raw, "PRAGMA cipher_page_size=4096"));
  RETURN_IF_ERROR(CheckCipher(raw));
  SetBusyTimeout(raw, busy_timeout);
  return connection;
}

void SetBusyTimeout(sqlite3* connection, absl::Duration timeout) {
  sqlite3_busy_timeout(connection, static_cast<int>(absl::ToInt64Milliseconds(timeout)));
}

absl::Status RunScript(sqlite3* connection, const std::string& sql) {
  if (sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return LastError(connection);
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> ReadNumber(sqlite3* connection, const std::string& sql) {
  int64_t number = 0;
  ASSIGN_OR_RETURN(Statement statement, Statement::Prepare(connection, sql));
  RETURN_IF_ERROR(statement.Run({}, [&](const Row& row) {
    number = row.Int(0);
    return absl::OkStatus();
  }));
  return number;
}

}  // namespace ginnel::store
