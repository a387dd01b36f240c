// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/secret_bytes.h"
#include "node/ingest/problems.h"

namespace ginnel::node {

/// One value and where it begins. The text is a view into the reader's buffer.
struct CsvField {
  std::string_view text;
  uint64_t line = 0;
  uint32_t column = 0;
};

/// One record; valid until the next is read.
struct CsvRow {
  std::string_view file;
  uint64_t line = 0;
  std::vector<CsvField> fields;
};

/// Reads CSV (RFC 4180) as a stream: commas, quotes, quoted newlines, LF or CRLF, UTF-8 with or
/// without a byte order mark, a heading line. Blank lines are skipped. The buffer is wiped when the
/// reader goes: it held NHS numbers.
class CsvReader {
 public:
  static constexpr size_t kLargestRecord = 1u << 20;
  static constexpr size_t kLargestField = 1u << 16;

  /// `name` is what errors call the file. The descriptor is closed with the reader.
  CsvReader(int fd, std::string name);
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;
  ~CsvReader();

  /// Reads the heading line; false, with a problem, where there is none.
  bool ReadHeading(Problems& problems);
  const std::vector<CsvField>& heading() const { return heading_; }

  /// Reads the next record that has as many fields as the heading. Others are reported and skipped;
  /// after a broken quote nothing more of the file can be understood. False at the end.
  bool Next(Problems& problems);
  const CsvRow& row() const { return row_; }

  const std::string& name() const { return name_; }
  uint64_t bytes_read() const { return bytes_read_; }

 private:
  enum class Extent { kRecord, kEnd, kFailed };
  enum class Shape { kSound, kSkip, kBroken };

  Place At(size_t position) const;
  Extent FindRecord(Problems& problems);
  bool Fill(Problems& problems);
  Shape CheckBytes(Problems& problems);
  Shape Split(Problems& problems);
  Shape SplitQuoted(size_t& at, CsvField& field, Problems& problems);
  Shape SplitBare(size_t& at, CsvField& field, Problems& problems);
  Shape CheckCount(Problems& problems);

  const int fd_;
  const std::string name_;
  SecretBytes buffer_;
  char* bytes_;       // buffer_, as text
  size_t begin_ = 0;  // of the record
  size_t stop_ = 0;   // its end, without the line end
  size_t next_ = 0;   // where the following record begins
  size_t filled_ = 0;
  bool at_end_ = false;  // nothing more to read
  bool broken_ = false;
  uint64_t line_ = 1;       // of begin_
  uint64_t next_line_ = 1;  // of next_
  uint64_t field_line_ = 1;
  size_t line_start_ = 0;  // where field_line_ begins
  uint64_t bytes_read_ = 0;
  std::vector<std::string> heading_text_;
  std::vector<CsvField> heading_;
  CsvRow row_;
};

}  // namespace ginnel::node
