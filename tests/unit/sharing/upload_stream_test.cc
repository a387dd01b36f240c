// SPDX-License-Identifier: Apache-2.0
#include "sharing/linked/upload_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/reason.h"

namespace ginnel::sharing {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kLong = absl::Seconds(20);
const RunContext kRun{"aa", 1};

std::unique_ptr<UploadStream> Opened(int trustee, uint64_t length) {
  SystemRandom random;
  auto stream =
      UploadStream::Create(trustee, kRun, "north", length, SecretBytes::Random(32, random),
                           trustee == 1 ? SecretBytes::Random(32, random) : SecretBytes());
  EXPECT_TRUE(stream.ok()) << stream.status();
  return *std::move(stream);
}

SecretElements Numbers(size_t size) {
  SecretElements numbers(size);
  for (size_t i = 0; i < size; ++i) numbers[i] = FieldElement::FromUint64(i);
  return numbers;
}

TEST(UploadStream, TakesSeedsOfItsTrusteesFormOnly) {
  SystemRandom random;
  const auto seed = [&] { return SecretBytes::Random(32, random); };
  EXPECT_FALSE(UploadStream::Create(1, kRun, "north", 4, seed(), SecretBytes()).ok());
  EXPECT_FALSE(UploadStream::Create(2, kRun, "north", 4, seed(), seed()).ok());
  EXPECT_FALSE(UploadStream::Create(3, kRun, "north", 4, SecretBytes(), SecretBytes()).ok());
}

TEST(UploadStream, OfTrusteeOneTakesNoElements) {
  const auto stream = Opened(1, 4);
  EXPECT_EQ(ReasonOf(stream->Add(Numbers(1))), v1::REASON_MALFORMED);
  EXPECT_EQ(stream->Take(4, kLong)->size(), 4u);
}

TEST(UploadStream, GivesWhatCameInWhateverPieces) {
  const auto stream = Opened(2, 5);
  ASSERT_TRUE(stream->Add(Numbers(2)).ok());
  ASSERT_TRUE(stream->Add(Numbers(3)).ok());
  const auto first = stream->Take(3, kLong);
  const auto second = stream->Take(2, kLong);
  ASSERT_TRUE(first.ok() && second.ok());
  const std::vector<uint64_t> got = {first->next[0].value(), first->next[1].value(),
                                     first->next[2].value(), second->next[0].value(),
                                     second->next[1].value()};
  EXPECT_EQ(got, (std::vector<uint64_t>{0, 1, 0, 1, 2}));
  EXPECT_TRUE(stream->End().ok());
  EXPECT_EQ(stream->Take(1, kLong).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(UploadStream, RefusesMoreThanItsLengthAndNamesWhoWasCutShort) {
  const auto stream = Opened(3, 4);
  EXPECT_EQ(ReasonOf(stream->Add(Numbers(5))), v1::REASON_MALFORMED);
  ASSERT_TRUE(stream->Add(Numbers(3)).ok());
  const absl::Status cut = stream->End();
  EXPECT_EQ(cut.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(cut.message()), HasSubstr("north was cut short after 3 of 4"));
}

TEST(UploadStream, HoldsBackAMemberThatIsTooFarAheadUntilItIsTakenOrTheRunEnds) {
  const auto stream = Opened(2, 4 * UploadStream::kAhead);
  ASSERT_TRUE(stream->Add(Numbers(UploadStream::kAhead)).ok());
  std::future<absl::Status> next =
      std::async(std::launch::async, [&] { return stream->Add(Numbers(UploadStream::kAhead)); });
  ASSERT_TRUE(stream->Take(1, kLong).ok());
  EXPECT_TRUE(next.get().ok());
  std::future<absl::Status> last =
      std::async(std::launch::async, [&] { return stream->Add(Numbers(1)); });
  EXPECT_EQ(last.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  stream->Close(absl::AbortedError("the attempt was voided"));
  EXPECT_EQ(last.get().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(stream->Take(1, kLong).status().code(), absl::StatusCode::kAborted);
}

// One drop before each moment at which its patience would end, were it counted anew.
TEST(UploadStream, IsOutOfPatienceWithWhoSendsDropByDrop) {
  const auto stream = Opened(2, 1'000'000);
  std::future<absl::Status> taken = std::async(std::launch::async, [&] {
    return stream->Take(1'000'000, absl::Milliseconds(200)).status();
  });
  while (taken.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
    if (!stream->Add(Numbers(1)).ok()) break;
  }
  const absl::Status status = taken.get();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(std::string(status.message()), HasSubstr("upload of north did not come"));
}

}  // namespace
}  // namespace ginnel::sharing
