// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/calendar.h"

namespace ginnel::synth {

/// Days and months as text, without asking a calendar for each row. Immutable.
class DateText {
 public:
  /// 1900-01-01 to 2029-12-31.
  DateText();
  std::string_view Of(Day day) const;      // "2026-04-01"
  std::string_view Of(Month month) const;  // "2026-04"

 private:
  Day first_;
  std::string days_;  // ten characters each
};

/// Writes rows of plain fields (codes, numbers, dates: nothing that RFC 4180 would have quoted)
/// with LF line ends, through a buffer. Errors are kept until Close, which must be called. Not
/// thread-safe.
class CsvFile {
 public:
  /// Creates or overwrites `path` and writes the heading.
  static absl::StatusOr<CsvFile> Create(const std::string& path, std::string_view heading,
                                        const DateText& dates);

  CsvFile& Text(std::string_view text);
  CsvFile& Number(int64_t number);
  CsvFile& NhsNumber(uint64_t number);
  CsvFile& Date(Day day);           // empty for kForever
  CsvFile& YearMonth(Month month);  // empty for kAlive
  CsvFile& Pounds(int64_t pence);   // "12.34"
  CsvFile& Tenths(int64_t tenths);  // "1.2"
  CsvFile& Empty() { return Text({}); }
  void EndRow();
  /// Writes the last row once more. Needs a row.
  void RepeatRow();

  absl::Status Close();
  int64_t rows() const { return rows_; }
  int64_t bytes() const { return bytes_; }

 private:
  CsvFile(std::string path, std::FILE* file, const DateText& dates);
  void Separate();
  void AppendDecimal(uint64_t number);
  void Flush();

  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Closer> file_;
  const DateText* dates_;
  std::string buffer_;
  size_t row_start_ = 0;  // in buffer_
  size_t last_row_ = 0;   // in buffer_
  int64_t rows_ = 0;
  int64_t bytes_ = 0;
  absl::Status status_;
};

}  // namespace ginnel::synth
