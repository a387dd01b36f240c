// SPDX-License-Identifier: Apache-2.0
#include "sharing/mailbox.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace ginnel::sharing {
namespace {

constexpr absl::Duration kLong = absl::Seconds(20);

TEST(Mailbox, KeepsMessagesByStepAndSenderInWhateverOrderTheyCome) {
  Mailbox mailbox;
  ASSERT_TRUE(mailbox.Put(2, 1, "second of 1").ok());
  ASSERT_TRUE(mailbox.Put(1, 3, "first of 3").ok());
  ASSERT_TRUE(mailbox.Put(1, 1, "first of 1").ok());
  EXPECT_EQ(*mailbox.Take(1, 1, kLong), "first of 1");
  EXPECT_EQ(*mailbox.Take(1, 3, kLong), "first of 3");
  EXPECT_EQ(*mailbox.Take(2, 1, kLong), "second of 1");
}

TEST(Mailbox, WaitsForWhatHasNotCome) {
  Mailbox mailbox;
  std::thread sender([&] { EXPECT_TRUE(mailbox.Put(1, 2, "late").ok()); });
  EXPECT_EQ(*mailbox.Take(1, 2, kLong), "late");
  sender.join();
}

TEST(Mailbox, NamesWhoDidNotAnswer) {
  Mailbox mailbox;
  ASSERT_TRUE(mailbox.Put(1, 3, "not from 2").ok());
  const auto nothing = mailbox.Take(1, 2, absl::ZeroDuration());
  EXPECT_TRUE(absl::IsDeadlineExceeded(nothing.status()));
  EXPECT_NE(nothing.status().message().find("trustee 2"), std::string::npos);
}

TEST(Mailbox, TakesTheSameTwiceAndNeverTwoThingsWhileItWaits) {
  Mailbox mailbox;
  ASSERT_TRUE(mailbox.Put(1, 2, "word").ok());
  EXPECT_TRUE(mailbox.Put(1, 2, "word").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(mailbox.Put(1, 2, "other")));
  EXPECT_EQ(*mailbox.Take(1, 2, kLong), "word");
}

TEST(Mailbox, IgnoresWhatComesAgainAfterItWasTaken) {
  Mailbox mailbox;
  ASSERT_TRUE(mailbox.Put(3, 2, "word").ok());
  ASSERT_EQ(*mailbox.Take(3, 2, kLong), "word");
  EXPECT_TRUE(mailbox.Put(3, 2, "word").ok());   // its acknowledgement was lost
  EXPECT_TRUE(mailbox.Put(3, 2, "other").ok());  // nobody reads it
  EXPECT_TRUE(mailbox.Put(1, 2, "older").ok());
  EXPECT_TRUE(absl::IsInternal(mailbox.Take(3, 2, kLong).status()));
  EXPECT_TRUE(absl::IsInternal(mailbox.Take(1, 2, kLong).status()));
  // Of another sender nothing was taken yet.
  ASSERT_TRUE(mailbox.Put(1, 3, "first of 3").ok());
  EXPECT_EQ(*mailbox.Take(1, 3, kLong), "first of 3");
}

TEST(Mailbox, DropsWhatWasSaidForAnEarlierStepThanTheOneTaken) {
  Mailbox mailbox;
  ASSERT_TRUE(mailbox.Put(1, 2, "nobody asked").ok());
  ASSERT_TRUE(mailbox.Put(2, 2, "word").ok());
  ASSERT_TRUE(mailbox.Put(3, 2, "next").ok());
  EXPECT_EQ(*mailbox.Take(2, 2, kLong), "word");
  EXPECT_TRUE(absl::IsInternal(mailbox.Take(1, 2, kLong).status()));
  EXPECT_EQ(*mailbox.Take(3, 2, kLong), "next");
}

TEST(Mailbox, RefusesAnOversizedMessage) {
  Mailbox mailbox;
  EXPECT_TRUE(mailbox.Put(1, 2, std::string(Mailbox::kMessageLimit, 'a')).ok());
  EXPECT_TRUE(
      absl::IsResourceExhausted(mailbox.Put(2, 2, std::string(Mailbox::kMessageLimit + 1, 'a'))));
}

TEST(Mailbox, RefusesMoreMessagesThanMayWait) {
  Mailbox mailbox;
  for (uint32_t step = 1; step <= Mailbox::kMessages; ++step) {
    ASSERT_TRUE(mailbox.Put(step, 2, "").ok());
  }
  EXPECT_TRUE(absl::IsResourceExhausted(mailbox.Put(Mailbox::kMessages + 1, 2, "")));
  EXPECT_TRUE(absl::IsResourceExhausted(mailbox.Put(1, 3, "")));
  EXPECT_TRUE(mailbox.Put(1, 2, "").ok());  // the same again takes no place
  ASSERT_TRUE(mailbox.Take(1, 2, kLong).ok());
  EXPECT_TRUE(mailbox.Put(1, 3, "").ok());
}

TEST(Mailbox, CarriesMoreMessagesThanMayWaitOneAfterTheOther) {
  Mailbox mailbox;
  for (uint32_t step = 1; step <= 10 * Mailbox::kMessages; ++step) {
    ASSERT_TRUE(mailbox.Put(step, 2, std::to_string(step)).ok());
    ASSERT_EQ(*mailbox.Take(step, 2, kLong), std::to_string(step));
  }
}

TEST(Mailbox, EndsAllWaitingWithTheFirstReason) {
  Mailbox mailbox;
  ASSERT_TRUE(mailbox.Put(1, 2, "here").ok());
  std::thread waiting([&] {
    const auto taken = mailbox.Take(2, 2, kLong);
    EXPECT_EQ(taken.status().message(), "voided");
  });
  mailbox.Close(absl::AbortedError("voided"));
  waiting.join();
  mailbox.Close(absl::CancelledError("too late"));
  EXPECT_EQ(mailbox.Take(1, 2, kLong).status().message(), "voided");
  EXPECT_EQ(mailbox.Put(3, 2, "more").message(), "voided");
}

}  // namespace
}  // namespace ginnel::sharing
