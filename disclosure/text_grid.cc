// SPDX-License-Identifier: Apache-2.0
#include "disclosure/text_grid.h"

#include <algorithm>
#include <utility>

namespace ginnel::disclosure {
namespace {

constexpr size_t kGap = 2;

std::string Pad(const std::string& text, size_t width, bool right) {
  const size_t length = Characters(text);
  const std::string space(width > length ? width - length : 0, ' ');
  return right ? space + text : text + space;
}

void EndLine(std::string& out) {
  out.erase(out.find_last_not_of(' ') + 1);
  out.push_back('\n');
}

}  // namespace

size_t Characters(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string Printable(const std::string& text) {
  std::string printable;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // C1 controls are 0xC2 0x80 … 0xC2 0x9F in UTF-8.
    const bool c1 =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1) {
      ++i;
    }
    printable.push_back(c1 || byte < 0x20 || byte == 0x7F ? '?' : text[i]);
  }
  return printable;
}

TextGrid::TextGrid(std::vector<std::string> title_heading,
                   std::vector<std::vector<std::string>> headings)
    : title_heading_(std::move(title_heading)), headings_(std::move(headings)) {}

void TextGrid::AddRow(std::string title, std::vector<std::string> texts) {
  titles_.push_back(std::move(title));
  rows_.push_back(std::move(texts));
}

size_t TextGrid::WidthOf(size_t column) const {
  size_t width = 0;
  for (const std::string& line : headings_[column]) {
    width = std::max(width, Characters(line));
  }
  for (const std::vector<std::string>& row : rows_) {
    width = std::max(width, Characters(row[column]));
  }
  return width;
}

std::string TextGrid::Render(size_t width) const {
  size_t title_width = 0;
  for (const auto* titles : {&titles_, &title_heading_}) {
    for (const std::string& title : *titles) {
      title_width = std::max(title_width, Characters(title));
    }
  }
  std::string out;
  for (size_t first = 0; first < headings_.size();) {
    size_t end = first;
    size_t used = title_width;
    while (end < headings_.size() && (end == first || used + kGap + WidthOf(end) <= width)) {
      used += kGap + WidthOf(end++);
    }
    const auto line = [&](const std::string& title, const auto& text_of) {
      out += Pad(title, title_width, false);
      for (size_t column = first; column < end; ++column) {
        out += std::string(kGap, ' ') + Pad(text_of(column), WidthOf(column), true);
      }
      EndLine(out);
    };
    for (size_t i = 0; i < title_heading_.size(); ++i) {
      line(title_heading_[i], [&](size_t column) { return headings_[column][i]; });
    }
    out += std::string(used, '-') + "\n";
    for (size_t row = 0; row < rows_.size(); ++row) {
      line(titles_[row], [&](size_t column) { return rows_[row][column]; });
    }
    out += "\n";
    first = end;
  }
  return out;
}

}  // namespace ginnel::disclosure
