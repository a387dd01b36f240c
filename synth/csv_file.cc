// SPDX-License-Identifier: Apache-2.0
#include "synth/csv_file.h"

#include <cerrno>
#include <charconv>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "synth/person.h"

namespace ginnel::synth {
namespace {

constexpr size_t kBufferBytes = 1u << 18;
constexpr size_t kDayLength = 10;
constexpr size_t kMonthLength = 7;

}  // namespace

DateText::DateText() : first_(FirstDayOf(Month{(1900 - 1970) * 12})) {
  const absl::CivilDay first(1900, 1, 1);
  const absl::CivilDay end(2030, 1, 1);
  days_.reserve(static_cast<size_t>(end - first) * kDayLength);
  for (absl::CivilDay day = first; day < end; ++day) days_ += absl::FormatCivilTime(day);
}

std::string_view DateText::Of(Day day) const {
  return std::string_view(days_).substr(static_cast<size_t>(day.value - first_.value) * kDayLength,
                                        kDayLength);
}

std::string_view DateText::Of(Month month) const {
  return Of(FirstDayOf(month)).substr(0, kMonthLength);
}

CsvFile::CsvFile(std::string path, std::FILE* file, const DateText& dates)
    : path_(std::move(path)), file_(file), dates_(&dates) {
  buffer_.reserve(kBufferBytes + 4096);
}

absl::StatusOr<CsvFile> CsvFile::Create(const std::string& path, std::string_view heading,
                                        const DateText& dates) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return absl::ErrnoToStatus(errno, absl::StrCat("cannot create ", path));
  CsvFile csv(path, file, dates);
  csv.buffer_.append(heading).push_back('\n');
  csv.row_start_ = csv.buffer_.size();
  return csv;
}

void CsvFile::Separate() {
  if (buffer_.size() > row_start_) buffer_.push_back(',');
}

CsvFile& CsvFile::Text(std::string_view text) {
  Separate();
  buffer_.append(text);
  return *this;
}

void CsvFile::AppendDecimal(uint64_t number) {
  char digits[20];
  const std::to_chars_result end = std::to_chars(digits, digits + sizeof digits, number);
  buffer_.append(digits, end.ptr);
}

CsvFile& CsvFile::Number(int64_t number) {
  Separate();
  if (number < 0) buffer_.push_back('-');
  AppendDecimal(static_cast<uint64_t>(number < 0 ? -number : number));
  return *this;
}

CsvFile& CsvFile::NhsNumber(uint64_t number) {
  Separate();
  AppendDecimal(number);  // ten digits: the city's numbers begin with 9
  return *this;
}

CsvFile& CsvFile::Date(Day day) {
  return Text(day == kForever ? std::string_view() : dates_->Of(day));
}

CsvFile& CsvFile::YearMonth(Month month) {
  return Text(month == kAlive ? std::string_view() : dates_->Of(month));
}

CsvFile& CsvFile::Pounds(int64_t pence) {
  Separate();
  AppendDecimal(static_cast<uint64_t>(pence / 100));
  buffer_.push_back('.');
  buffer_.push_back(static_cast<char>('0' + pence / 10 % 10));
  buffer_.push_back(static_cast<char>('0' + pence % 10));
  return *this;
}

CsvFile& CsvFile::Tenths(int64_t tenths) {
  Separate();
  AppendDecimal(static_cast<uint64_t>(tenths / 10));
  buffer_.push_back('.');
  buffer_.push_back(static_cast<char>('0' + tenths % 10));
  return *this;
}

void CsvFile::EndRow() {
  buffer_.push_back('\n');
  ++rows_;
  last_row_ = row_start_;
  row_start_ = buffer_.size();
  if (last_row_ >= kBufferBytes) Flush();
}

void CsvFile::RepeatRow() {
  const std::string row = buffer_.substr(last_row_, row_start_ - last_row_);
  buffer_ += row;
  ++rows_;
  last_row_ = row_start_;
  row_start_ = buffer_.size();
}

// Writes all but the last row, which may be asked for again.
void CsvFile::Flush() {
  if (status_.ok() && std::fwrite(buffer_.data(), 1, last_row_, file_.get()) != last_row_) {
    status_ = absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path_));
  }
  bytes_ += static_cast<int64_t>(last_row_);
  buffer_.erase(0, last_row_);
  row_start_ -= last_row_;
  last_row_ = 0;
}

absl::Status CsvFile::Close() {
  last_row_ = buffer_.size();
  Flush();
  if (std::fclose(file_.release()) != 0 && status_.ok()) {
    status_ = absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path_));
  }
  return status_;
}

}  // namespace ginnel::synth
