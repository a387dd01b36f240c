// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "absl/status/status.h"

namespace ginnel::store {

// A store that cannot be read has either the wrong key or a damaged file, and SQLCipher gives one
// error for both. So beside each store lies `<store>.check`: one page of SQLCipher under the same
// key, with a random salt of its own, that says nothing else. The key fits it: the store is
// damaged. It does not: the key is wrong.

std::string KeyCheckPath(const std::string& store_path);

/// Writes the check atomically, if it is not there.
absl::Status WriteKeyCheck(const std::string& store_path, std::span<const uint8_t> key);

enum class KeyVerdict { kRight, kWrong, kUnknown };  // kUnknown: there is no check
KeyVerdict JudgeKey(const std::string& store_path, std::span<const uint8_t> key);

}  // namespace ginnel::store
