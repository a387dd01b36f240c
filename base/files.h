// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/secret_bytes.h"

namespace ginnel {

/// The whole file, at most `limit` bytes. Errors name the path and the cause.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t limit = 64u << 20);

/// Writes to a temporary file beside it, syncs, renames, syncs the folder: readers see the old file
/// or the new one.
absl::Status WriteFileAtomically(const std::string& path, std::string_view content,
                                 int mode = 0644);

/// A secret file must be a regular file of this user that nobody else can read: PermissionDenied
/// with the chmod that mends it.
absl::StatusOr<SecretBytes> ReadSecretFile(const std::string& path);
/// Creates `path` with mode 0600; AlreadyExists rather than overwrite a key.
absl::Status CreateSecretFile(const std::string& path, std::span<const uint8_t> content);

/// Creates `path` (and parents) with mode 0700, or checks that nobody else can enter it.
absl::Status MakePrivateDirectory(const std::string& path);

bool FileExists(const std::string& path);
/// `path` if absolute, otherwise relative to the folder of `file`.
std::string RelativeTo(const std::string& file, const std::string& path);

}  // namespace ginnel
