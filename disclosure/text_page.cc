// SPDX-License-Identifier: Apache-2.0
#include "disclosure/text_page.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "disclosure/text_grid.h"

namespace ginnel::disclosure {
namespace {

constexpr size_t kNameWidth = 14;

}  // namespace

void TextPage::Heading(const std::string& text) {
  absl::StrAppend(&text_, text_.empty() ? "" : "\n", Printable(text), "\n");
}

void TextPage::Paragraph(const std::string& text, size_t indent, size_t hanging) {
  std::string line(indent, ' ');
  bool begun = false;
  const std::vector<std::string> words = absl::StrSplit(Printable(text), ' ', absl::SkipEmpty());
  for (const std::string& word : words) {
    if (begun && Characters(line) + 1 + Characters(word) > width_) {
      absl::StrAppend(&text_, line, "\n");
      line.assign(indent + hanging, ' ');
      begun = false;
    }
    absl::StrAppend(&line, begun ? " " : "", word);
    begun = true;
  }
  absl::StrAppend(&text_, line, "\n");
}

void TextPage::Entry(const std::string& name, const std::string& text) {
  const std::string printable = Printable(name);
  const size_t length = Characters(printable);
  const size_t gap = length < kNameWidth ? kNameWidth - length : 1;
  // Set in behind the name, which then takes the place of the first line's spaces.
  const size_t indent = 2 + length + gap;
  const size_t from = text_.size();
  Paragraph(text, indent);
  text_.replace(from, indent, absl::StrCat("  ", printable, std::string(gap, ' ')));
}

void TextPage::Lines(const std::string& text) {
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(text, '\n'))) {
    const size_t own = std::min(line.find_first_not_of(' '), line.size());
    if (own < line.size()) Paragraph(line, 2 + own, 2);
  }
}

}  // namespace ginnel::disclosure
