// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

struct sqlite3;

namespace ginnel::store {

struct CloseConnection {
  void operator()(sqlite3* connection) const;
};
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

/// Creates `path` empty with mode 0600 if it is not there; otherwise checks that nobody else can
/// read it. SQLite gives its journals the mode of the file that they belong to.
absl::Status MakePrivateFile(const std::string& path);

/// Opens the existing file `path` with its 32-byte key: the one place where a connection is made,
/// so that none is ever without a key. The order (key, cipher_compatibility, cipher_page_size) is
/// the one that SQLCipher 3.4 and 4 both take. Internal if the library that answers is not
/// SQLCipher. Does not read the file yet: a wrong key shows at the first read.
absl::StatusOr<Connection> OpenKeyed(const std::string& path, std::span<const uint8_t> key,
                                     absl::Duration busy_timeout);

/// How long a statement waits for another process.
void SetBusyTimeout(sqlite3* connection, absl::Duration timeout);

/// Runs SQL without arguments, all statements of it.
absl::Status RunScript(sqlite3* connection, const std::string& sql);
/// The number in the first column of the first row.
absl::StatusOr<int64_t> ReadNumber(sqlite3* connection, const std::string& sql);

}  // namespace ginnel::store
