// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/rpc_status.h"

#include <gmock/gmock.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include <set>

#include "base/reason.h"

namespace ginnel {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kMessage[] = "variable `frailty` at line 3";

struct Case {
  StatusCode code;
  bool message_is_shown;        // with a reason
  StatusCode without_a_reason;  // the code that the caller sees
};

// Every code there is but OK.
const Case kCases[] = {
    {StatusCode::kCancelled, false, StatusCode::kCancelled},
    {StatusCode::kUnknown, false, StatusCode::kInternal},
    {StatusCode::kInvalidArgument, true, StatusCode::kInternal},
    {StatusCode::kDeadlineExceeded, false, StatusCode::kDeadlineExceeded},
    {StatusCode::kNotFound, true, StatusCode::kInternal},
    {StatusCode::kAlreadyExists, true, StatusCode::kInternal},
    {StatusCode::kPermissionDenied, true, StatusCode::kInternal},
    {StatusCode::kUnauthenticated, true, StatusCode::kInternal},
    {StatusCode::kResourceExhausted, true, StatusCode::kInternal},
    {StatusCode::kFailedPrecondition, true, StatusCode::kInternal},
    {StatusCode::kAborted, false, StatusCode::kAborted},
    {StatusCode::kOutOfRange, false, StatusCode::kInternal},
    {StatusCode::kUnimplemented, false, StatusCode::kInternal},
    {StatusCode::kInternal, false, StatusCode::kInternal},
    {StatusCode::kUnavailable, false, StatusCode::kUnavailable},
    {StatusCode::kDataLoss, false, StatusCode::kInternal},
};

std::string BytesOf(const grpc::Status& status) {
  return status.error_message() + status.error_details();
}

TEST(RpcStatus, CoversEveryCode) {
  std::set<StatusCode> codes;
  for (const Case& each : kCases) codes.insert(each.code);
  EXPECT_EQ(codes.size(), 16u);
}

TEST(RpcStatus, OkIsOkAndNotLogged) {
  EventLog log("test");
  testing::internal::CaptureStderr();
  EXPECT_TRUE(ToGrpc(absl::OkStatus(), log).ok());
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(RpcStatus, AReasonArrivesWithEveryCodeAndTheMessageOnlyIfItIsAboutTheRequest) {
  EventLog log("test");
  for (const Case& each : kCases) {
    testing::internal::CaptureStderr();
    const grpc::Status sent =
        ToGrpc(ReasonedError(each.code, v1::REASON_QUERY_INVALID, kMessage), log);
    const std::string line = testing::internal::GetCapturedStderr();
    const absl::Status received = FromGrpc(sent);
    SCOPED_TRACE(absl::StatusCodeToString(each.code));
    EXPECT_EQ(received.code(), each.code);
    EXPECT_EQ(ReasonOf(received), v1::REASON_QUERY_INVALID);
    EXPECT_EQ(BytesOf(sent).find(kMessage) != std::string::npos, each.message_is_shown);
    if (each.message_is_shown) {
      EXPECT_EQ(received.message(), kMessage);
    } else {
      EXPECT_THAT(std::string(received.message()), HasSubstr("the query is invalid"));
    }
    EXPECT_THAT(line, HasSubstr("variable `frailty`")) << "the log always has it";
    EXPECT_THAT(line, HasSubstr("\"reason\":\"REASON_QUERY_INVALID\""));
  }
}

TEST(RpcStatus, WithoutAReasonTheCallerLearnsNothingButWhetherToRetry) {
  EventLog log("test");
  for (const Case& each : kCases) {
    testing::internal::CaptureStderr();
    const grpc::Status sent = ToGrpc(absl::Status(each.code, kMessage), log);
    const std::string line = testing::internal::GetCapturedStderr();
    const absl::Status received = FromGrpc(sent);
    SCOPED_TRACE(absl::StatusCodeToString(each.code));
    EXPECT_EQ(received.code(), each.without_a_reason);
    EXPECT_EQ(ReasonOf(received), v1::REASON_INTERNAL);
    EXPECT_THAT(BytesOf(sent), Not(HasSubstr("frailty")));
    EXPECT_THAT(line, HasSubstr("variable `frailty`"));
    const std::string text(received.message());
    EXPECT_THAT(line, HasSubstr(text.substr(text.size() - 16))) << "the correlation id joins them";
  }
}

TEST(RpcStatus, TextOfTheOtherSideIsMadePrintableAndCut) {
  v1::ErrorDetail detail;
  detail.set_reason(v1::REASON_MALFORMED);
  detail.set_message("a\x1B[2Jb\r" + std::string(100'000, 'x'));
  const absl::Status received =
      FromGrpc(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "", detail.SerializeAsString()));
  EXPECT_EQ(received.message().find('\x1B'), absl::string_view::npos);
  EXPECT_EQ(received.message().find('\r'), absl::string_view::npos);
  EXPECT_LT(received.message().size(), 3000u);
}

TEST(RpcStatus, DetailThatIsNotOursIsNoReason) {
  const absl::Status received =
      FromGrpc(grpc::Status(grpc::StatusCode::NOT_FOUND, "no such method", "\xFF\xFF"));
  EXPECT_EQ(received.code(), StatusCode::kNotFound);
  EXPECT_FALSE(HasReason(received));
  EXPECT_EQ(received.message(), "no such method");
}

TEST(RpcStatus, AReasonOfALaterVersionIsKeptApartFromOurs) {
  v1::ErrorDetail detail;
  detail.set_reason(static_cast<v1::Reason>(9999));
  detail.set_correlation_id("0123456789abcdef");
  const absl::Status received =
      FromGrpc(grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "", detail.SerializeAsString()));
  EXPECT_EQ(received.code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(received), v1::REASON_INTERNAL);
}

TEST(RpcStatus, ALostConnectionIsUnavailableAndSaysWhatToLookAt) {
  const absl::Status closed =
      FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "Socket closed"));
  EXPECT_EQ(ReasonOf(closed), v1::REASON_UNAVAILABLE);
  EXPECT_THAT(std::string(closed.message()), HasSubstr("version of the agreement"));
  const absl::Status unreachable =
      FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "Connection refused"));
  EXPECT_THAT(std::string(unreachable.message()), HasSubstr("cannot be reached"));
}

}  // namespace
}  // namespace ginnel
