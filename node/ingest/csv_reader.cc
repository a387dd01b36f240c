// SPDX-License-Identifier: Apache-2.0
#include "node/ingest/csv_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/utf8.h"

namespace ginnel::node {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view Trimmed(std::string_view text) {
  const absl::string_view trimmed =
      absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size()));
  return {trimmed.data(), trimmed.size()};
}

}  // namespace

CsvReader::CsvReader(int fd, std::string name)
    : fd_(fd),
      name_(std::move(name)),
      buffer_(kLargestRecord),
      bytes_(reinterpret_cast<char*>(buffer_.mutable_view().data())) {
  row_.file = name_;
}

CsvReader::~CsvReader() { close(fd_); }

Place CsvReader::At(size_t position) const {
  const char* const from = bytes_ + begin_;
  const char* const to = bytes_ + position;
  const auto lines = static_cast<uint64_t>(std::count(from, to, '\n'));
  size_t start = position;
  while (start > begin_ && bytes_[start - 1] != '\n') --start;
  return {name_, line_ + lines, position - start + 1};
}

bool CsvReader::Fill(Problems& problems) {
  while (true) {
    const ssize_t got = read(fd_, bytes_ + filled_, buffer_.size() - filled_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      problems.Add({name_, line_, 1}, absl::StrCat("cannot be read: ", strerror(errno)));
      return false;
    }
    at_end_ = got == 0;
    filled_ += static_cast<size_t>(got);
    bytes_read_ += static_cast<uint64_t>(got);
    return true;
  }
}

// A line end outside quotes ends a record; whether quotes stand where they may is for Split to say.
CsvReader::Extent CsvReader::FindRecord(Problems& problems) {
  size_t scan = begin_;
  bool quoted = false;
  uint64_t lines = 0;
  while (true) {
    const auto* found = static_cast<const char*>(memchr(bytes_ + scan, '\n', filled_ - scan));
    const size_t stop = found == nullptr ? filled_ : static_cast<size_t>(found - bytes_);
    quoted ^= std::count(bytes_ + scan, bytes_ + stop, '"') % 2 != 0;
    scan = found == nullptr ? stop : stop + 1;
    if (found != nullptr) ++lines;
    if (found != nullptr && quoted) continue;
    if (found != nullptr || (at_end_ && begin_ < filled_)) {
      stop_ = stop;
      next_ = scan;
      next_line_ = line_ + lines;
      if (stop_ > begin_ && bytes_[stop_ - 1] == '\r') --stop_;
      return Extent::kRecord;
    }
    if (at_end_) return Extent::kEnd;
    std::memmove(bytes_, bytes_ + begin_, filled_ - begin_);
    scan -= begin_;
    filled_ -= begin_;
    begin_ = 0;
    if (filled_ == buffer_.size()) {
      stop_ = next_ = filled_;
      if (Split(problems) != Shape::kBroken) {
        problems.Add({name_, line_, 1},
                     "a record of more than 1 MiB: is this a CSV file with line ends?");
      }
      return Extent::kFailed;
    }
    if (!Fill(problems)) return Extent::kFailed;
  }
}

CsvReader::Shape CsvReader::CheckBytes(Problems& problems) {
  const std::string_view record(bytes_ + begin_, stop_ - begin_);
  const size_t zero = record.find('\0');
  if (zero != std::string_view::npos) {
    problems.Add(At(begin_ + zero),
                 "a NUL byte: this is no text in UTF-8 (UTF-16?); save the file as CSV in UTF-8");
    return Shape::kBroken;
  }
  const bool ascii = std::none_of(record.begin(), record.end(),
                                  [](char c) { return static_cast<signed char>(c) < 0; });
  if (ascii) return Shape::kSound;
  const size_t valid = ValidUtf8Prefix(record);
  if (valid == record.size()) return Shape::kSound;
  const auto byte = static_cast<uint8_t>(record[valid]);
  problems.Add(At(begin_ + valid),
               absl::StrCat("byte 0x", absl::Hex(byte, absl::kZeroPad2),
                            " is not UTF-8 (Windows-1252?): save the file as CSV in UTF-8"));
  return Shape::kSkip;
}

CsvReader::Shape CsvReader::SplitQuoted(size_t& at, CsvField& field, Problems& problems) {
  const size_t open = at;
  size_t out = ++at;
  const size_t first = out;
  while (true) {
    if (at >= stop_) {
      problems.Add({name_, field.line, field.column}, "the quote that opens here is never closed");
      return Shape::kBroken;
    }
    const char c = bytes_[at++];
    if (c == '"') {
      if (at == stop_ || bytes_[at] == ',') break;
      if (bytes_[at] != '"') {
        problems.Add({name_, field_line_, at - line_start_ + 1},
                     absl::StrCat("a closing quote must be followed by a comma or the end of the "
                                  "line (the field opens at ",
                                  field.line, ":", field.column,
                                  "): a quote inside a field is written twice"));
        return Shape::kBroken;
      }
      ++at;
    } else if (c == '\n') {
      ++field_line_;
      line_start_ = at;
    }
    bytes_[out++] = c;
  }
  if (at - open > kLargestField) return Shape::kSkip;
  field.text = {bytes_ + first, out - first};
  return Shape::kSound;
}

CsvReader::Shape CsvReader::SplitBare(size_t& at, CsvField& field, Problems& problems) {
  const size_t first = at;
  while (at < stop_ && bytes_[at] != ',' && bytes_[at] != '"' && bytes_[at] != '\r' &&
         bytes_[at] != '\n')
    ++at;
  if (at < stop_ && bytes_[at] == '"') {
    problems.Add({name_, field_line_, at - line_start_ + 1},
                 "a quote inside a field that does not begin with one: put the whole field in "
                 "quotes and write those inside twice");
    return Shape::kBroken;
  }
  if (at < stop_ && bytes_[at] != ',') {
    problems.Add({name_, field_line_, at - line_start_ + 1},
                 "a carriage return inside a line: lines end with LF or CRLF");
    return Shape::kBroken;
  }
  if (at - first > kLargestField) return Shape::kSkip;
  field.text = {bytes_ + first, at - first};
  return Shape::kSound;
}

CsvReader::Shape CsvReader::Split(Problems& problems) {
  row_.fields.clear();
  row_.line = field_line_ = line_;
  line_start_ = begin_;
  Shape shape = Shape::kSound;
  for (size_t at = begin_;; ++at) {
    CsvField field{
        .text = {}, .line = field_line_, .column = static_cast<uint32_t>(at - line_start_ + 1)};
    const bool quoted = at < stop_ && bytes_[at] == '"';
    const Shape one = quoted ? SplitQuoted(at, field, problems) : SplitBare(at, field, problems);
    if (one == Shape::kBroken) return one;
    if (one == Shape::kSkip) {
      shape = one;
      problems.Add({name_, field.line, field.column}, "a value of more than 64 KiB");
    }
    row_.fields.push_back(field);
    if (at >= stop_) return shape;
  }
}

bool CsvReader::ReadHeading(Problems& problems) {
  while (!at_end_ && filled_ < kByteOrderMark.size()) {
    if (!Fill(problems)) return false;
  }
  const std::string_view head(bytes_, std::min<size_t>(filled_, 3));
  if (head.substr(0, 2) == "\xFF\xFE" || head.substr(0, 2) == "\xFE\xFF") {
    problems.Add({name_, 1, 1}, "the file is UTF-16: save it as CSV in UTF-8");
    return false;
  }
  if (head == kByteOrderMark) begin_ = next_ = head.size();
  if (!Next(problems)) {
    if (!broken_)
      problems.Add({name_, 1, 1}, "the file is empty: its first line names the columns");
    return false;
  }
  // The buffer moves on; headings are kept.
  heading_ = row_.fields;
  heading_text_.reserve(heading_.size());
  for (CsvField& field : heading_) {
    heading_text_.emplace_back(Trimmed(field.text));
    field.text = heading_text_.back();
  }
  return true;
}

CsvReader::Shape CsvReader::CheckCount(Problems& problems) {
  if (heading_.empty() || row_.fields.size() == heading_.size()) return Shape::kSound;
  const size_t extra = std::min(heading_.size(), row_.fields.size() - 1);
  problems.Add({name_, row_.fields[extra].line, row_.fields[extra].column},
               absl::StrCat("the row has ", row_.fields.size(),
                            row_.fields.size() == 1 ? " value" : " values", " and the heading has ",
                            heading_.size(), " columns: is a comma in a value without quotes?"));
  return Shape::kSkip;
}

bool CsvReader::Next(Problems& problems) {
  while (!broken_ && !problems.full()) {
    begin_ = next_;
    line_ = next_line_;
    const Extent extent = FindRecord(problems);
    if (extent == Extent::kEnd) return false;
    Shape shape = extent == Extent::kFailed ? Shape::kBroken : Shape::kSkip;
    if (extent == Extent::kRecord && stop_ > begin_) {
      shape = CheckBytes(problems);
      if (shape == Shape::kSound) shape = Split(problems);
      if (shape == Shape::kSound) shape = CheckCount(problems);
      // Without its heading a file says nothing.
      if (shape == Shape::kSkip && heading_.empty()) shape = Shape::kBroken;
    }
    if (shape == Shape::kSound) return true;
    broken_ = shape == Shape::kBroken;
  }
  return false;
}

}  // namespace ginnel::node
