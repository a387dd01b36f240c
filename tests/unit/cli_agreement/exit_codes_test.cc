// SPDX-License-Identifier: Apache-2.0
#include "base/command/exit_codes.h"

#include "gtest/gtest.h"

namespace ginnel::cli {
namespace {

TEST(ExitCode, EveryStatusCodeHasItsOwnMeaning) {
  using Code = absl::StatusCode;
  const std::pair<Code, int> expected[] = {
      {Code::kOk, 0},
      {Code::kInvalidArgument, 2},
      {Code::kOutOfRange, 2},
      {Code::kPermissionDenied, 3},
      {Code::kUnauthenticated, 3},
      {Code::kFailedPrecondition, 4},
      {Code::kNotFound, 4},
      {Code::kAlreadyExists, 4},
      {Code::kAborted, 4},
      {Code::kUnavailable, 5},
      {Code::kDeadlineExceeded, 5},
      {Code::kResourceExhausted, 5},
      {Code::kCancelled, 5},
      {Code::kDataLoss, 6},
      {Code::kInternal, 70},
      {Code::kUnknown, 70},
      {Code::kUnimplemented, 70},
  };
  for (const auto& [code, exit_code] : expected)
    EXPECT_EQ(ExitCodeOf(absl::Status(code, "x")), exit_code) << code;
}

}  // namespace
}  // namespace ginnel::cli
