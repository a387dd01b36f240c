// SPDX-License-Identifier: Apache-2.0
#include "base/reason.h"

#include <gtest/gtest.h>

namespace ginnel {
namespace {

TEST(Reason, TravelsWithTheStatus) {
  const absl::Status status = ReasonedError(absl::StatusCode::kPermissionDenied,
                                            v1::REASON_APPROVAL_EXPIRED, "expired yesterday");
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(status.message(), "expired yesterday");
  EXPECT_TRUE(HasReason(status));
  EXPECT_EQ(ReasonOf(status), v1::REASON_APPROVAL_EXPIRED);
}

TEST(Reason, IsInternalWhereNoneWasGiven) {
  EXPECT_FALSE(HasReason(absl::NotFoundError("x")));
  EXPECT_EQ(ReasonOf(absl::NotFoundError("x")), v1::REASON_INTERNAL);
}

TEST(Reason, EachHasWordsOfItsOwn) {
  for (int i = v1::Reason_MIN + 1; i <= v1::Reason_MAX; ++i) {
    if (!v1::Reason_IsValid(i) || i == v1::REASON_INTERNAL) continue;
    EXPECT_NE(Describe(static_cast<v1::Reason>(i)), Describe(v1::REASON_INTERNAL))
        << v1::Reason_Name(i);
  }
}

}  // namespace
}  // namespace ginnel
