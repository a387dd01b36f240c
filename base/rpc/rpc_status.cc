// SPDX-License-Identifier: Apache-2.0
#include "base/rpc/rpc_status.h"

#include <grpcpp/support/status.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/utf8.h"
#include "ginnel/v1/error.pb.h"

namespace ginnel {
namespace {

constexpr size_t kLongestMessage = 2000;

// The numbers of both lists of codes are the same (google/rpc/code.proto).
grpc::StatusCode GrpcCode(absl::StatusCode code) {
  return static_cast<grpc::StatusCode>(static_cast<int>(code));
}

bool IsAboutTheRequest(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

bool AsksForRetry(absl::StatusCode code) {
  return code == absl::StatusCode::kCancelled || code == absl::StatusCode::kDeadlineExceeded ||
         code == absl::StatusCode::kAborted || code == absl::StatusCode::kUnavailable;
}

// Text of another process, for a terminal: no control characters (escape sequences), no bad UTF-8.
std::string Printable(std::string_view text) {
  text = text.substr(0, kLongestMessage);
  std::string printable(text.substr(0, ValidUtf8Prefix(text)));
  for (char& c : printable) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n') || byte == 0x7F) c = ' ';
  }
  return printable;
}

absl::Status Disconnected(const std::string& text) {
  std::string message;
  if (absl::StrContains(text, "Custom verification check failed")) {
    message = absl::StrCat("the server was refused during the TLS handshake: ", text);
  } else if (absl::StrContains(text, "Socket closed") || absl::StrContains(text, "reset by peer") ||
             absl::StrContains(text, "Broken pipe") || absl::StrContains(text, "handshak")) {
    message = absl::StrCat(
        "the other side closed the connection. If it did so during the TLS handshake: is this "
        "side's "
        "certificate in the version of the agreement that the other side holds, and still valid? (",
        text, ")");
  } else {
    message = absl::StrCat("the other side cannot be reached: ", text);
  }
  return ReasonedError(absl::StatusCode::kUnavailable, v1::REASON_UNAVAILABLE, message);
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status, EventLog& log) {
  if (status.ok()) return grpc::Status::OK;
  v1::ErrorDetail detail;
  detail.set_reason(ReasonOf(status));
  detail.set_correlation_id(NewCorrelationId());
  absl::StatusCode code = status.code();
  // Short, for it may repeat what a peer sent: the log would grow by it, and the answer not fit.
  const std::string message = Printable({status.message().data(), status.message().size()});
  if (!HasReason(status)) {
    if (!AsksForRetry(code)) code = absl::StatusCode::kInternal;
  } else if (IsAboutTheRequest(code)) {
    detail.set_message(message);
  }
  log.Write(Event::kRequestRefused, {{"correlation_id", detail.correlation_id()},
                                     {"code", absl::StatusCodeToString(status.code())},
                                     {"reason", v1::Reason_Name(detail.reason())},
                                     {"error", message}});
  // For clients that do not read the detail, such as grpcurl.
  return {GrpcCode(code),
          absl::StrCat(Describe(detail.reason()), " (", detail.correlation_id(), ")"),
          detail.SerializeAsString()};
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(static_cast<int>(status.error_code()));
  v1::ErrorDetail detail;
  if (!status.error_details().empty() && detail.ParseFromString(status.error_details()) &&
      detail.reason() != v1::REASON_UNSPECIFIED) {
    const std::string message = Printable(detail.message());
    const std::string id = Printable(detail.correlation_id());
    if (detail.reason() != v1::REASON_INTERNAL && !message.empty()) {
      return ReasonedError(code, detail.reason(), message);
    }
    return ReasonedError(
        code, detail.reason(),
        absl::StrCat(Describe(detail.reason()), "; the other side logged it as ", id));
  }
  const std::string text = Printable(status.error_message());
  if (code == absl::StatusCode::kUnavailable) return Disconnected(text);
  return absl::Status(code, text);
}

}  // namespace ginnel
