// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/secret_bytes.h"

namespace ginnel {

/// Reads one line of at most 128 bytes, without its end, from `input` into memory that is wiped: no
/// buffer of a stream sees it. At a terminal it writes `prompt` to `err` first and what is typed is
/// not shown; the terminal is as it was afterwards, after Ctrl-C too (Cancelled). InvalidArgument
/// for an empty or a longer line; no error holds any of it. One thread at a time.
absl::StatusOr<SecretBytes> ReadSecretLine(int input, std::string_view prompt, std::ostream& err);

}  // namespace ginnel
