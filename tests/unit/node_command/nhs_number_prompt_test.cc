// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <sstream>
#include <string>
#include <utility>

#include "node/command/person_commands.h"

namespace ginnel::node {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kNumber[] = "9990016526";  // of the test range, never given to anybody

std::string TextOf(const crypto::NhsNumber& number) {
  return {number.digits().begin(), number.digits().end()};
}

// What is asked with `text` on standard input; `rest` is what is left there afterwards.
absl::StatusOr<crypto::NhsNumber> Ask(const std::string& text, std::string& err,
                                      std::string* rest = nullptr) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe(ends.data()), 0);
  EXPECT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(ends[1]);
  std::ostringstream stream;
  auto number = AskNhsNumber(ends[0], stream);
  err = stream.str();
  if (rest != nullptr) {
    std::array<char, 64> buffer{};
    const ssize_t got = read(ends[0], buffer.data(), buffer.size());
    rest->assign(buffer.data(), static_cast<size_t>(got < 0 ? 0 : got));
  }
  close(ends[0]);
  return number;
}

TEST(NhsNumberPrompt, ReadsOneLineAndLeavesTheRest) {
  std::string err, rest;
  const auto number = Ask("999 001 6526\r\nyes\n", err, &rest);
  ASSERT_TRUE(number.ok()) << number.status();
  EXPECT_EQ(TextOf(*number), kNumber);
  EXPECT_EQ(rest, "yes\n");
  EXPECT_EQ(err, "") << "a pipe is not asked";
}

TEST(NhsNumberPrompt, ALineWithoutAnEndIsALine) {
  std::string err;
  EXPECT_TRUE(Ask(kNumber, err).ok());
}

TEST(NhsNumberPrompt, AnErrorHoldsNothingOfWhatWasTyped) {
  for (const std::string text :
       {"9990016527", "999001652", "99900165266", "999001652X", "Jane Doe 9990016526"}) {
    std::string err;
    const absl::Status status = Ask(text + "\n", err).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("not an NHS number"));
    for (const char* part : {"99900", "0016", "6526", "Jane", "X"})
      EXPECT_THAT(err + std::string(status.message()), Not(HasSubstr(part)));
  }
}

TEST(NhsNumberPrompt, NoLineAndAnEndlessOneAreErrors) {
  std::string err;
  EXPECT_TRUE(absl::IsInvalidArgument(Ask("", err).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Ask("\n", err).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Ask(std::string(1000, '9'), err).status()));
}

// Types at a terminal once it is asked something.
class Typist final : public std::stringbuf {
 public:
  explicit Typist(std::function<void()> type) : type_(std::move(type)) {}

 private:
  int sync() override {
    if (type_) std::exchange(type_, nullptr)();
    return 0;
  }
  std::function<void()> type_;
};

TEST(NhsNumberPrompt, WhatIsTypedAtATerminalIsNotShownAndTheTerminalIsAsBefore) {
  const int keyboard = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(keyboard, 0);
  ASSERT_EQ(grantpt(keyboard), 0);
  ASSERT_EQ(unlockpt(keyboard), 0);
  const int terminal = open(ptsname(keyboard), O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  const std::string typed = std::string(kNumber) + "\n";
  Typist typist([&] {
    EXPECT_EQ(write(keyboard, typed.data(), typed.size()), static_cast<ssize_t>(typed.size()));
  });
  std::ostream err(&typist);
  const auto number = AskNhsNumber(terminal, err);
  ASSERT_TRUE(number.ok()) << number.status();
  EXPECT_EQ(TextOf(*number), kNumber);
  EXPECT_THAT(typist.str(), HasSubstr("NHS number: "));
  EXPECT_THAT(typist.str(), Not(HasSubstr("999")));
  termios after{};
  ASSERT_EQ(tcgetattr(terminal, &after), 0);
  EXPECT_NE(after.c_lflag & ECHO, 0u);
  // What the terminal showed: nothing.
  ASSERT_EQ(fcntl(keyboard, F_SETFL, O_NONBLOCK), 0);
  std::array<char, 64> shown{};
  EXPECT_LE(read(keyboard, shown.data(), shown.size()), 0);
  close(terminal);
  close(keyboard);
}

}  // namespace
}  // namespace ginnel::node
