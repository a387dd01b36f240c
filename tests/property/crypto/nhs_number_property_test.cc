// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "crypto/nhs_number.h"
#include "gtest/gtest.h"
#include "tests/unit/crypto/scripted_random.h"

namespace ginnel::crypto {
namespace {

std::string DrawValid(SeededRandom& random) {
  while (true) {
    std::string digits = "999";
    while (digits.size() < 9) digits += static_cast<char>('0' + random.Next() % 10);
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += (10 - i) * (digits[static_cast<size_t>(i)] - '0');
    const int check = (11 - sum % 11) % 11;
    if (check < 10) return digits + static_cast<char>('0' + check);
  }
}

TEST(NhsNumberProperty, EveryChangeOfOneDigitIsNoticed) {
  SeededRandom random(501);
  for (int round = 0; round < 500; ++round) {
    const std::string valid = DrawValid(random);
    ASSERT_TRUE(NhsNumber::Parse(valid).ok());
    for (size_t place = 0; place < valid.size(); ++place) {
      for (char digit = '0'; digit <= '9'; ++digit) {
        std::string changed = valid;
        changed[place] = digit;
        ASSERT_EQ(NhsNumber::Parse(changed).ok(), digit == valid[place]);
      }
    }
  }
}

TEST(NhsNumberProperty, SpacesAndHyphensAnywhereChangeNothing) {
  SeededRandom random(502);
  for (int round = 0; round < 500; ++round) {
    const std::string valid = DrawValid(random);
    std::string spaced;
    for (const char c : valid) {
      for (uint64_t i = random.Next() % 3; i > 0; --i) spaced += random.Next() % 2 == 0 ? ' ' : '-';
      spaced += c;
    }
    const auto a = NhsNumber::Parse(valid);
    const auto b = NhsNumber::Parse(spaced);
    ASSERT_TRUE(a.ok() && b.ok());
    ASSERT_TRUE(*a == *b);
  }
}

}  // namespace
}  // namespace ginnel::crypto
