// SPDX-License-Identifier: Apache-2.0
#include "base/store/key_check.h"

#include <stdio.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status.h"
#include "base/store/connection.h"

namespace ginnel::store {
namespace {

constexpr absl::Duration kNoWait = absl::ZeroDuration();

absl::Status WritePage(const std::string& path, std::span<const uint8_t> key) {
  RETURN_IF_ERROR(MakePrivateFile(path));
  ASSIGN_OR_RETURN(const Connection connection, OpenKeyed(path, key, kNoWait));
  return RunScript(connection.get(), "PRAGMA synchronous=FULL; PRAGMA user_version=1");
}

}  // namespace

std::string KeyCheckPath(const std::string& store_path) {
  return absl::StrCat(store_path, ".check");
}

absl::Status WriteKeyCheck(const std::string& store_path, std::span<const uint8_t> key) {
  const std::string path = KeyCheckPath(store_path);
  if (FileExists(path)) return absl::OkStatus();
  // Two processes may make it at once: each its own draft, and the last one stands.
  const std::string draft = absl::StrCat(path, ".", getpid(), ".new");
  unlink(draft.c_str());
  absl::Status status = WritePage(draft, key);
  if (status.ok() && rename(draft.c_str(), path.c_str()) != 0) {
    status = absl::ErrnoToStatus(errno, absl::StrCat("cannot create ", path));
  }
  if (!status.ok()) unlink(draft.c_str());
  return status;
}

KeyVerdict JudgeKey(const std::string& store_path, std::span<const uint8_t> key) {
  const std::string path = KeyCheckPath(store_path);
  if (!FileExists(path)) return KeyVerdict::kUnknown;
  const absl::StatusOr<Connection> connection = OpenKeyed(path, key, kNoWait);
  if (!connection.ok()) return KeyVerdict::kUnknown;
  const absl::StatusOr<int64_t> version = ReadNumber(connection->get(), "PRAGMA user_version");
  return version.ok() && *version == 1 ? KeyVerdict::kRight : KeyVerdict::kWrong;
}

}  // namespace ginnel::store
