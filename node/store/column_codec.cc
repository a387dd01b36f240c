// SPDX-License-Identifier: Apache-2.0
#include "node/store/column_codec.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace ginnel::node {
namespace {

static_assert(std::endian::native == std::endian::little, "columns are stored little-endian");

constexpr size_t kHeader = 1 + sizeof(int32_t);

template <typename T>
void Append(std::string& out, const T* values, size_t count) {
  out.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

template <typename T>
void AppendNarrow(std::string& out, std::span<const int32_t> values, int64_t base) {
  constexpr T kMissingCode = std::numeric_limits<T>::max();
  constexpr T kOpenCode = kMissingCode - 1;
  std::vector<T> narrow(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const int32_t value = values[i];
    narrow[i] = value == kMissing ? kMissingCode
                : value == kOpen  ? kOpenCode
                                  : static_cast<T>(value - base);
  }
  Append(out, narrow.data(), narrow.size());
}

template <typename T>
void ReadNarrow(const uint8_t* from, int32_t base, std::span<int32_t> out) {
  constexpr T kMissingCode = std::numeric_limits<T>::max();
  constexpr T kOpenCode = kMissingCode - 1;
  for (size_t i = 0; i < out.size(); ++i) {
    T code;
    std::memcpy(&code, from + i * sizeof(T), sizeof(T));
    // Added without a sign: a damaged base must not overflow.
    const auto value = static_cast<int32_t>(static_cast<uint32_t>(base) + code);
    out[i] = code == kMissingCode ? kMissing : code == kOpenCode ? kOpen : value;
  }
}

struct Range {
  int64_t low = std::numeric_limits<int32_t>::max();
  int64_t high = std::numeric_limits<int32_t>::min();
  bool constant = true;
};

Range RangeOf(std::span<const int32_t> values) {
  Range range;
  for (const int32_t value : values) {
    range.constant = range.constant && value == values[0];
    if (value == kMissing || value == kOpen) continue;
    range.low = std::min<int64_t>(range.low, value);
    range.high = std::max<int64_t>(range.high, value);
  }
  if (range.low > range.high) range.low = range.high = 0;
  return range;
}

uint8_t WidthFor(const Range& range) {
  if (range.constant) return 0;
  const int64_t span = range.high - range.low;
  if (span <= std::numeric_limits<uint8_t>::max() - 2) return 1;
  if (span <= std::numeric_limits<uint16_t>::max() - 2) return 2;
  return 4;
}

absl::Status Damaged() {
  return absl::DataLossError("a stored column does not have the form that it was written in");
}

}  // namespace

std::string EncodeIntegers(std::span<const int32_t> values) {
  const Range range = RangeOf(values);
  const uint8_t width = WidthFor(range);
  int32_t base = static_cast<int32_t>(range.low);
  if (width == 0) base = values.empty() ? 0 : values[0];
  if (width == 4) base = 0;
  std::string out;
  out.reserve(kHeader + width * values.size());
  Append(out, &width, 1);
  Append(out, &base, 1);
  if (width == 1) AppendNarrow<uint8_t>(out, values, base);
  if (width == 2) AppendNarrow<uint16_t>(out, values, base);
  if (width == 4) Append(out, values.data(), values.size());
  return out;
}

absl::Status DecodeIntegers(std::span<const uint8_t> bytes, std::span<int32_t> out) {
  if (bytes.size() < kHeader) return Damaged();
  const uint8_t width = bytes[0];
  int32_t base = 0;
  std::memcpy(&base, &bytes[1], sizeof base);
  const std::span<const uint8_t> body = bytes.subspan(kHeader);
  if (body.size() != width * out.size()) return Damaged();
  switch (width) {
    case 0:
      std::fill(out.begin(), out.end(), base);
      return absl::OkStatus();
    case 1:
      ReadNarrow<uint8_t>(body.data(), base, out);
      return absl::OkStatus();
    case 2:
      ReadNarrow<uint16_t>(body.data(), base, out);
      return absl::OkStatus();
    case 4:
      if (!out.empty()) std::memcpy(out.data(), body.data(), body.size());
      return absl::OkStatus();
    default:
      return Damaged();
  }
}

std::string EncodeRows(std::span<const uint32_t> rows) {
  std::vector<int32_t> steps(rows.size());
  for (size_t i = 1; i < rows.size(); ++i) steps[i] = static_cast<int32_t>(rows[i] - rows[i - 1]);
  const uint32_t first = rows.empty() ? 0 : rows[0];
  std::string out;
  Append(out, &first, 1);
  return out + EncodeIntegers(steps);
}

absl::Status DecodeRows(std::span<const uint8_t> bytes, std::span<uint32_t> out) {
  uint32_t row = 0;
  if (bytes.size() < sizeof row) return Damaged();
  std::memcpy(&row, bytes.data(), sizeof row);
  std::vector<int32_t> steps(out.size());
  const absl::Status status = DecodeIntegers(bytes.subspan(sizeof row), steps);
  if (!status.ok()) return status;
  for (size_t i = 0; i < out.size(); ++i) {
    if (steps[i] < 0) return Damaged();
    row += static_cast<uint32_t>(steps[i]);
    out[i] = row;
  }
  return absl::OkStatus();
}

std::string EncodeCodes(const CodeTable& codes) {
  std::string out;
  for (const std::string& code : codes) {
    const auto length = static_cast<uint32_t>(code.size());
    Append(out, &length, 1);
    out += code;
  }
  return out;
}

absl::StatusOr<CodeTable> DecodeCodes(std::span<const uint8_t> bytes) {
  CodeTable codes;
  while (!bytes.empty()) {
    uint32_t length = 0;
    if (bytes.size() < sizeof length) return Damaged();
    std::memcpy(&length, bytes.data(), sizeof length);
    bytes = bytes.subspan(sizeof length);
    if (length > bytes.size()) return Damaged();
    codes.emplace_back(bytes.begin(), bytes.begin() + length);
    bytes = bytes.subspan(length);
  }
  return codes;
}

}  // namespace ginnel::node
