// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/secret_bytes.h"
#include "base/store/connection.h"
#include "base/store/statement.h"
#include "base/store/transaction.h"

namespace ginnel::store {

/// What a store holds. Migrations are append-only: the one at index i takes version i to i + 1.
struct Schema {
  std::vector<std::string> migrations;  // SQL scripts, each run in one transaction
  int32_t application_id = 0;  // of the kind of store, so that one kind is never opened as another
};

struct Options {
  bool must_exist = false;  // NotFound rather than a new, empty store
  absl::Duration busy_timeout =
      absl::Seconds(10);  // how long to wait for another process that writes
  int64_t max_pages = 0;  // of 4,096 bytes; 0: as many as the disk holds
};

/// An encrypted store: one SQLCipher file (WAL, synchronous=FULL, secure_delete) of mode 0600 in a
/// folder of mode 0700, with its journals and `<path>.check` beside it. What a transaction wrote is
/// on the disk when RunTransaction returns OK. Several processes may have it open; readers never
/// wait for a writer. Thread-safe: transactions of one Database take turns.
class Database {
 public:
  using Body = absl::FunctionRef<absl::Status(Transaction&)>;
  using ReadBody = absl::FunctionRef<absl::Status(Snapshot&)>;

  /// Opens or creates the store and brings it to the schema's version. PermissionDenied: the key is
  /// not this store's, or others can read it. DataLoss: damaged. FailedPrecondition: made by a
  /// newer version, or another kind of store.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path,
                                                        std::span<const uint8_t> key,
                                                        const Schema& schema,
                                                        const Options& options = {});
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// The only way to change the store: runs `body` once, commits if it returns OK, otherwise rolls
  /// back and returns its error. `name` is what errors say: "cannot <name> in <path>: …".
  /// Unavailable if another process wrote for longer than the timeout. A body must not start a
  /// second transaction on the same Database.
  absl::Status RunTransaction(std::string_view name, Body body);
  /// The same for reading: never blocks a writer, never waits for one.
  absl::Status Read(std::string_view name, ReadBody body);

  /// A whole, consistent copy under the same key, written beside `target` and renamed, with its own
  /// check. AlreadyExists if `target` is there.
  absl::Status Backup(const std::string& target);
  /// Reads every page (each is authenticated) and checks the structure: DataLoss says what is
  /// wrong.
  absl::Status CheckIntegrity();
  /// Brings the journal into the file and empties it, after a large transaction. Does nothing while
  /// others read.
  absl::Status Checkpoint();

  const std::string& path() const { return path_; }

 private:
  friend class Snapshot;
  friend class Transaction;
  Database(std::string path, absl::Duration busy_timeout, Connection connection, SecretBytes key);

  absl::Status Prepare(const Options& options);
  absl::Status Migrate(const Schema& schema);
  absl::Status MigrateInside(const Schema& schema);
  absl::Status Lock(std::string_view name, std::unique_lock<std::mutex>& lock);
  absl::StatusOr<Statement> TakeStatement(std::string_view sql);
  void ReturnStatement(std::string_view sql, Statement statement);

  const std::string path_;
  const absl::Duration busy_timeout_;
  const SecretBytes key_;
  std::mutex mutex_;
  std::atomic<std::thread::id> owner_;  // the thread inside a body: it would wait for itself
  Connection connection_;               // outlives its statements
  std::map<std::string, Statement, std::less<>> idle_;
};

}  // namespace ginnel::store
