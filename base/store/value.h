// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace ginnel::store {

/// One argument of a statement. Text and blobs are views: they must outlive the call that they are
/// passed to, no longer.
class Value {
 public:
  using Bytes = std::span<const uint8_t>;

  Value(std::nullptr_t) : value_(nullptr) {}  // NOLINT: implicit, so that calls read as SQL does
  Value(std::string_view text) : value_(text) {}                      // NOLINT
  Value(const std::string& text) : value_(std::string_view(text)) {}  // NOLINT
  Value(const char* text) : value_(std::string_view(text)) {}         // NOLINT
  Value(Bytes blob) : value_(blob) {}                                 // NOLINT
  template <std::integral T>
  Value(T number) : value_(static_cast<int64_t>(number)) {}  // NOLINT
  template <size_t N>
  Value(const std::array<uint8_t, N>& blob) : value_(Bytes(blob)) {}  // NOLINT

  const auto& get() const { return value_; }

 private:
  std::variant<std::nullptr_t, int64_t, std::string_view, Bytes> value_;
};

/// Serialised messages and other bytes in a string are stored as a blob, not as text.
inline Value AsBlob(std::string_view bytes) {
  return Value(Value::Bytes(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
}

}  // namespace ginnel::store
