// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "node/records.h"

namespace ginnel::node {

// How a column lies in the store: chunks of kChunk values, each one blob that can be read alone.
//
//   integers  u8 width (0, 1, 2 or 4) ‖ i32 base ‖ values, little-endian
//               width 0: every value is `base`. Widths 1 and 2: value − base, where the two largest
//               codes stand for kOpen and kMissing. Width 4: the value itself, base 0.
//   rows      u32 first ‖ the integers row[i] − row[i − 1], the first of which is 0
//   ids       16 bytes each
//   codes     one chunk: for each code u32 length ‖ bytes

inline constexpr size_t kChunk = 65'536;

std::string EncodeIntegers(std::span<const int32_t> values);
/// Ascending, and less than 2^31 apart.
std::string EncodeRows(std::span<const uint32_t> rows);
std::string EncodeCodes(const CodeTable& codes);

// DataLoss if `bytes` is not what the encoder makes of out.size() values.
absl::Status DecodeIntegers(std::span<const uint8_t> bytes, std::span<int32_t> out);
absl::Status DecodeRows(std::span<const uint8_t> bytes, std::span<uint32_t> out);
absl::StatusOr<CodeTable> DecodeCodes(std::span<const uint8_t> bytes);

}  // namespace ginnel::node
