// SPDX-License-Identifier: Apache-2.0
#include "base/store/database.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status.h"
#include "base/store/key_check.h"
#include "base/store/sqlite_error.h"

namespace ginnel::store {
namespace {

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

bool IsMissingOrEmpty(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) != 0 || info.st_size == 0;
}

// A store that is gone must not come back empty: it would forget what it promised never to do
// twice.
absl::Status CheckPresence(const std::string& path, const Options& options) {
  if (!IsMissingOrEmpty(path)) return absl::OkStatus();
  if (FileExists(KeyCheckPath(path))) {
    return absl::DataLossError(absl::StrCat(
        "the store ", path, " is missing or empty, but was there before (", KeyCheckPath(path),
        " is): restore it from a backup, or remove that file to begin an empty store"));
  }
  if (options.must_exist)
    return absl::NotFoundError(absl::StrCat("there is no store at ", path, ": run `init` first"));
  return absl::OkStatus();
}

// Why a first read failed: SQLCipher has one error for a wrong key and for damage.
absl::Status ExplainUnreadable(const std::string& path, std::span<const uint8_t> key,
                               const absl::Status& status) {
  if (!absl::IsDataLoss(status)) return InContext(absl::StrCat("cannot open ", path), status);
  switch (JudgeKey(path, key)) {
    case KeyVerdict::kWrong:
      return absl::PermissionDeniedError(absl::StrCat("the key does not open ", path,
                                                      ": use the store.key that was made with it"));
    case KeyVerdict::kRight:
      return absl::DataLossError(absl::StrCat(path,
                                              " is damaged: its key is right, but its first page "
                                              "cannot be read; restore it from a backup"));
    case KeyVerdict::kUnknown:
      break;
  }
  return absl::DataLossError(
      absl::StrCat(path, " cannot be read: the key is wrong or the file is damaged (",
                   KeyCheckPath(path), ", which would tell, is not there)"));
}

absl::Status Rollback(sqlite3* connection, absl::Status why) {
  // Some errors, a full disk among them, have rolled back already.
  if (sqlite3_get_autocommit(connection) == 0) {
    const absl::Status rolled_back = RunScript(connection, "ROLLBACK");
    if (!rolled_back.ok()) return rolled_back;
  }
  return why;
}

}  // namespace

Database::Database(std::string path, absl::Duration busy_timeout, Connection connection,
                   SecretBytes key)
    : path_(std::move(path)),
      busy_timeout_(busy_timeout),
      key_(std::move(key)),
      connection_(std::move(connection)) {}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path,
                                                         std::span<const uint8_t> key,
                                                         const Schema& schema,
                                                         const Options& options) {
  RETURN_IF_ERROR(CheckPresence(path, options));
  RETURN_IF_ERROR(MakePrivateDirectory(FolderOf(path)));
  RETURN_IF_ERROR(MakePrivateFile(path));
  ASSIGN_OR_RETURN(Connection connection, OpenKeyed(path, key, options.busy_timeout));
  const absl::StatusOr<int64_t> readable =
      ReadNumber(connection.get(), "SELECT count(*) FROM sqlite_master");
  if (!readable.ok()) return ExplainUnreadable(path, key, readable.status());
  std::unique_ptr<Database> database(
      new Database(path, options.busy_timeout, std::move(connection), SecretBytes::CopyOf(key)));
  RETURN_IF_ERROR(InContext(absl::StrCat("cannot open ", path), database->Prepare(options)));
  RETURN_IF_ERROR(InContext(absl::StrCat("cannot open ", path), database->Migrate(schema)));
  // Last: a check without a store says that a store was lost.
  RETURN_IF_ERROR(WriteKeyCheck(path, key));
  return database;
}

absl::Status Database::Prepare(const Options& options) {
  RETURN_IF_ERROR(RunScript(connection_.get(), "PRAGMA temp_store=MEMORY"));
  RETURN_IF_ERROR(RunScript(connection_.get(), "PRAGMA journal_mode=WAL"));
  RETURN_IF_ERROR(RunScript(connection_.get(), "PRAGMA synchronous=FULL"));
  RETURN_IF_ERROR(RunScript(connection_.get(), "PRAGMA secure_delete=ON"));
  RETURN_IF_ERROR(RunScript(connection_.get(), "PRAGMA foreign_keys=ON"));
  RETURN_IF_ERROR(RunScript(connection_.get(), "PRAGMA journal_size_limit=16777216"));
  RETURN_IF_ERROR(RunScript(connection_.get(), "PRAGMA cache_size=-16384"));
  if (options.max_pages > 0) {
    RETURN_IF_ERROR(
        RunScript(connection_.get(), absl::StrCat("PRAGMA max_page_count=", options.max_pages)));
  }
  return absl::OkStatus();
}

absl::Status Database::Migrate(const Schema& schema) {
  RETURN_IF_ERROR(RunScript(connection_.get(), "BEGIN IMMEDIATE"));
  absl::Status status = MigrateInside(schema);
  if (status.ok()) status = RunScript(connection_.get(), "COMMIT");
  return status.ok() ? status : Rollback(connection_.get(), status);
}

absl::Status Database::MigrateInside(const Schema& schema) {
  const auto newest = static_cast<int64_t>(schema.migrations.size());
  ASSIGN_OR_RETURN(const int64_t kind, ReadNumber(connection_.get(), "PRAGMA application_id"));
  ASSIGN_OR_RETURN(const int64_t version, ReadNumber(connection_.get(), "PRAGMA user_version"));
  if (kind != schema.application_id && (kind != 0 || version != 0)) {
    return absl::FailedPreconditionError(
        "this is a store of another kind of process: check the path in the configuration");
  }
  if (version > newest) {
    return absl::FailedPreconditionError(absl::StrCat("the store has schema version ", version,
                                                      " and this program knows up to ", newest,
                                                      ": install the newer program"));
  }
  if (version == newest && kind == schema.application_id) return absl::OkStatus();
  for (auto next = static_cast<size_t>(version); next < schema.migrations.size(); ++next) {
    RETURN_IF_ERROR(InContext(absl::StrCat("migration to schema version ", next + 1),
                              RunScript(connection_.get(), schema.migrations[next])));
  }
  return RunScript(connection_.get(), absl::StrCat("PRAGMA application_id=", schema.application_id,
                                                   "; PRAGMA user_version=", newest));
}

absl::Status Database::Lock(std::string_view name, std::unique_lock<std::mutex>& lock) {
  if (owner_.load() == std::this_thread::get_id()) {
    return absl::InternalError(
        absl::StrCat("cannot ", std::string(name), " inside another transaction of ", path_));
  }
  lock = std::unique_lock(mutex_);
  owner_.store(std::this_thread::get_id());
  return absl::OkStatus();
}

absl::Status Database::RunTransaction(std::string_view name, Body body) {
  std::unique_lock<std::mutex> lock;
  RETURN_IF_ERROR(Lock(name, lock));
  const absl::Cleanup leave = [this] { owner_.store(std::thread::id()); };
  const std::string context = absl::StrCat("cannot ", std::string(name), " in ", path_);
  sqlite3* connection = connection_.get();
  RETURN_IF_ERROR(InContext(context, RunScript(connection, "BEGIN IMMEDIATE")));
  Transaction transaction(*this, name);
  const absl::Status done = body(transaction);
  if (!done.ok()) return Rollback(connection, done);
  if (sqlite3_get_autocommit(connection) != 0) {
    return absl::InternalError(
        absl::StrCat(context, ": an error inside it was ignored, and nothing was changed"));
  }
  const absl::Status committed = RunScript(connection, "COMMIT");
  return committed.ok() ? committed : Rollback(connection, InContext(context, committed));
}

absl::Status Database::Read(std::string_view name, ReadBody body) {
  std::unique_lock<std::mutex> lock;
  RETURN_IF_ERROR(Lock(name, lock));
  const absl::Cleanup leave = [this] { owner_.store(std::thread::id()); };
  const std::string context = absl::StrCat("cannot ", std::string(name), " in ", path_);
  RETURN_IF_ERROR(InContext(context, RunScript(connection_.get(), "BEGIN")));
  Snapshot snapshot(*this, name);
  const absl::Status done = body(snapshot);
  return Rollback(connection_.get(), done);
}

absl::StatusOr<Statement> Database::TakeStatement(std::string_view sql) {
  const auto found = idle_.find(sql);
  if (found == idle_.end()) return Statement::Prepare(connection_.get(), sql);
  Statement statement = std::move(found->second);
  idle_.erase(found);
  return statement;
}

void Database::ReturnStatement(std::string_view sql, Statement statement) {
  constexpr size_t kKept = 64;
  if (idle_.size() < kKept) idle_.emplace(std::string(sql), std::move(statement));
}

absl::Status Database::Backup(const std::string& target) {
  std::unique_lock<std::mutex> lock;
  RETURN_IF_ERROR(Lock("back up", lock));
  const absl::Cleanup leave = [this] { owner_.store(std::thread::id()); };
  if (FileExists(target) || FileExists(KeyCheckPath(target))) {
    return absl::AlreadyExistsError(
        absl::StrCat(target, " exists already: choose another name for the backup"));
  }
  const std::string draft = absl::StrCat(target, ".new");
  unlink(draft.c_str());
  absl::Cleanup remove = [&draft] { unlink(draft.c_str()); };
  RETURN_IF_ERROR(MakePrivateFile(draft));
  {
    // SQLCipher copies pages in the clear to a target without a key: this one has it before
    // anything is copied.
    ASSIGN_OR_RETURN(const Connection copy, OpenKeyed(draft, key_.view(), absl::ZeroDuration()));
    sqlite3_backup* backup = sqlite3_backup_init(copy.get(), "main", connection_.get(), "main");
    if (backup == nullptr)
      return InContext(absl::StrCat("cannot back up to ", target), LastError(copy.get()));
    const int stepped = sqlite3_backup_step(backup, -1);
    const int finished = sqlite3_backup_finish(backup);
    if (stepped != SQLITE_DONE || finished != SQLITE_OK) {
      return InContext(absl::StrCat("cannot back up to ", target), LastError(copy.get()));
    }
  }
  if (rename(draft.c_str(), target.c_str()) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot create ", target));
  }
  return WriteKeyCheck(target, key_.view());
}

absl::Status Database::CheckIntegrity() {
  return Read("check the integrity of what is", [](Snapshot& snapshot) {
    return snapshot.Query("PRAGMA integrity_check(1)", [](const Row& row) {
      if (row.TextView(0) == "ok") return absl::OkStatus();
      return absl::DataLossError(
          absl::StrCat("the store is damaged: ", row.Text(0), "; restore it from a backup"));
    });
  });
}

absl::Status Database::Checkpoint() {
  std::unique_lock<std::mutex> lock;
  RETURN_IF_ERROR(Lock("checkpoint", lock));
  const absl::Cleanup leave = [this] { owner_.store(std::thread::id()); };
  // Not worth waiting for readers: the next checkpoint does it.
  SetBusyTimeout(connection_.get(), absl::ZeroDuration());
  const absl::Status status = RunScript(connection_.get(), "PRAGMA wal_checkpoint(TRUNCATE)");
  SetBusyTimeout(connection_.get(), busy_timeout_);
  return absl::IsUnavailable(status) ? absl::OkStatus() : status;
}

}  // namespace ginnel::store
