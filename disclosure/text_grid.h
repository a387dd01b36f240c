// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ginnel::disclosure {

/// A table of text for a terminal: row titles on the left, columns under one or more lines of
/// heading, set in blocks side by side as wide as `width` allows. Widths are counted in characters
/// of UTF-8.
class TextGrid {
 public:
  /// `heading` has the same number of lines for every column, and for the title column.
  TextGrid(std::vector<std::string> title_heading, std::vector<std::vector<std::string>> headings);

  /// `texts`: one for each column.
  void AddRow(std::string title, std::vector<std::string> texts);

  std::string Render(size_t width) const;

 private:
  size_t WidthOf(size_t column) const;

  std::vector<std::string> title_heading_;
  std::vector<std::vector<std::string>> headings_;
  std::vector<std::string> titles_;
  std::vector<std::vector<std::string>> rows_;
};

/// Characters in `text`, which is UTF-8.
size_t Characters(const std::string& text);

/// `text` without control characters: a title cannot steer a terminal.
std::string Printable(const std::string& text);

}  // namespace ginnel::disclosure
