// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/random.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::governance {

/// The longest text of a remark, in bytes.
inline constexpr size_t kLongestRemark = 2000;

/// A remark with a fresh salt, so that its digest says nothing about the text. InvalidArgument for
/// one that is empty or too long, that is no valid UTF-8, or that holds what could be an NHS
/// number.
absl::StatusOr<v1::Remark> MakeRemark(std::string_view text, RandomSource& random);
/// What a statement holds of its remark: hex SHA-256 over salt and text.
std::string RemarkDigest(const v1::Remark& remark);
/// Whether `remark` is the one of which a statement holds `digest`, and may be kept at all.
/// REASON_STATEMENT_MALFORMED.
absl::Status CheckRemark(const v1::Remark& remark, std::string_view digest);

/// OK unless `text` holds ten digits, in a row or in neighbouring groups, that pass modulus 11:
/// free text is no place for a person. `what` names the text in the error, which does not repeat
/// it.
absl::Status CheckNamesNobody(std::string_view text, std::string_view what);

}  // namespace ginnel::governance
