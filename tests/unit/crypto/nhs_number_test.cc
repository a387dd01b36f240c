// SPDX-License-Identifier: Apache-2.0
#include "crypto/nhs_number.h"

#include <string>
#include <type_traits>

#include "gtest/gtest.h"

namespace ginnel::crypto {
namespace {

std::string Digits(const NhsNumber& number) {
  return std::string(number.digits().begin(), number.digits().end());
}

// 943 476 5919 is the NHS Data Dictionary's worked example; the 999 range is reserved for tests.
TEST(NhsNumber, StripsSpacesAndHyphens) {
  for (const char* text : {"9434765919", "943 476 5919", "943-476-5919", " 9434765919 ",
                           "9 4 3 4 7 6 5 9 1 9", "--943476-5919"}) {
    const auto number = NhsNumber::Parse(text);
    ASSERT_TRUE(number.ok()) << number.status();
    EXPECT_EQ(Digits(*number), "9434765919");
  }
}

TEST(NhsNumber, AcceptsCheckDigitsOfEveryValue) {
  for (const char* text : {"9990000018", "9990000026", "9990000034", "9990000042", "9990000050",
                           "9990000069", "9990000077", "9990000085", "9990000093"}) {
    EXPECT_TRUE(NhsNumber::Parse(text).ok()) << text;
  }
}

TEST(NhsNumber, RefusesEveryOtherCheckDigit) {
  for (char digit = '0'; digit <= '8'; ++digit) {
    EXPECT_FALSE(NhsNumber::Parse(std::string("943476591") + digit).ok()) << digit;
  }
}

TEST(NhsNumber, RefusesTheStemsForWhichNoCheckDigitExists) {
  // 999000000 has the remainder that would need "10".
  unsigned sum = 0;
  const std::string stem = "999000000";
  for (unsigned i = 0; i < 9; ++i) sum += (10 - i) * static_cast<unsigned>(stem[i] - '0');
  ASSERT_EQ(11 - sum % 11, 10u);
  for (char digit = '0'; digit <= '9'; ++digit) EXPECT_FALSE(NhsNumber::Parse(stem + digit).ok());
}

TEST(NhsNumber, RefusesEverySwapOfTwoNeighbouringDigits) {
  const std::string valid = "9434765919";
  for (size_t i = 0; i + 1 < valid.size(); ++i) {
    std::string swapped = valid;
    std::swap(swapped[i], swapped[i + 1]);
    if (swapped == valid) continue;
    EXPECT_FALSE(NhsNumber::Parse(swapped).ok()) << i;
  }
}

TEST(NhsNumber, RefusesEverythingButTenAsciiDigits) {
  for (const std::string& text :
       {std::string(), std::string("943476591"), std::string("94347659190"),
        std::string("943476591X"), std::string("943.476.5919"), std::string("9434765919\n"),
        std::string("\xd9\xa9") + "434765919", std::string("9434765919\0", 11),
        std::string("943\xc2\xa0"
                    "4765919"),
        std::string("+9434765919"), std::string(4096, '1')}) {
    EXPECT_EQ(NhsNumber::Parse(text).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(NhsNumber, ErrorsHoldNoDigitOfTheNumber) {
  for (const char* text : {"943476591", "94347659190", "9434765918", "943476591X"}) {
    const std::string message(NhsNumber::Parse(text).status().message());
    EXPECT_EQ(message.find_first_of("0123456789X"), std::string::npos) << message;
  }
}

template <typename T, typename = void>
constexpr bool kPrints = false;
template <typename T>
constexpr bool
    kPrints<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<T>())>> = true;

TEST(NhsNumber, CannotBePrinted) {
  static_assert(!kPrints<NhsNumber>);
  static_assert(!std::is_convertible_v<NhsNumber, std::string>);
}

TEST(NhsNumber, IsWipedWhenItGoes) {
  alignas(NhsNumber) unsigned char memory[sizeof(NhsNumber)];
  auto parsed = NhsNumber::Parse("9434765919");
  ASSERT_TRUE(parsed.ok());
  auto* const number = new (memory) NhsNumber(*parsed);
  ASSERT_EQ(memory[0], '9');
  number->~NhsNumber();
  volatile unsigned char* const after = memory;
  for (size_t i = 0; i < sizeof memory; ++i) EXPECT_EQ(after[i], 0) << i;
}

}  // namespace
}  // namespace ginnel::crypto
