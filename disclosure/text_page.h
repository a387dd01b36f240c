// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace ginnel::disclosure {

/// A page of text for a terminal: headings, and paragraphs broken at spaces. Everything is made
/// printable, so that no title that somebody wrote can steer the terminal.
class TextPage {
 public:
  explicit TextPage(size_t width) : width_(width) {}

  void Heading(const std::string& text);
  /// One paragraph; lines after the first are set in by `indent` and `hanging`.
  void Paragraph(const std::string& text, size_t indent = 2, size_t hanging = 0);
  /// "  NAME      text", names being padded to one width.
  void Entry(const std::string& name, const std::string& text);
  /// Each line of `text`, which keeps its own leading spaces, as a paragraph.
  void Lines(const std::string& text);
  /// As it is: rendered already.
  void Raw(const std::string& text) { text_ += text; }

  const std::string& text() const { return text_; }

 private:
  const size_t width_;
  std::string text_;
};

}  // namespace ginnel::disclosure
