// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

struct sqlite3_stmt;

namespace ginnel::store {

/// The row that a query stands on. Valid only inside the visitor that it is passed to; so are its
/// views. Columns count from 0.
class Row {
 public:
  bool IsNull(int column) const;
  int64_t Int(int column) const;
  std::string_view TextView(int column) const;
  std::string Text(int column) const { return std::string(TextView(column)); }
  std::span<const uint8_t> Blob(int column) const;
  /// A blob's bytes as a string, for serialised messages.
  std::string BlobString(int column) const;

 private:
  friend class Statement;
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  sqlite3_stmt* statement_;
};

}  // namespace ginnel::store
