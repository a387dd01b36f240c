// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace ginnel {
namespace {

TEST(Utf8, AcceptsEveryLengthOfSequence) {
  const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8F\xA0";
  EXPECT_EQ(ValidUtf8Prefix(text), text.size());
  EXPECT_EQ(ValidUtf8Prefix(std::string_view("\0", 1)), 1u);
  EXPECT_EQ(ValidUtf8Prefix("\xF4\x8F\xBF\xBF"), 4u);  // U+10FFFF
}

TEST(Utf8, RefusesWhatRfc3629Forbids) {
  for (const char* text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xC3(", "\xE2\x82("}) {
    EXPECT_EQ(ValidUtf8Prefix(std::string("ok") + text), 2u);
  }
}

}  // namespace
}  // namespace ginnel
