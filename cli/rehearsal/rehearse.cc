// SPDX-License-Identifier: Apache-2.0
#include "cli/rehearsal/rehearse.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/child.h"
#include "base/command/exit_codes.h"
#include "base/command/json.h"
#include "base/status.h"
#include "google/protobuf/util/json_util.h"

namespace ginnel::cli {

absl::StatusOr<config::RehearsalReport> Rehearse(RehearsalWish wish) {
  config::RehearsalRequest request;
  *request.mutable_query() = std::move(wish.query);
  *request.mutable_constitution() = std::move(wish.constitution);
  request.set_people(wish.people);
  request.set_seed(wish.seed);
  request.set_advise(wish.advise);
  ASSIGN_OR_RETURN(const std::string json, ToReadableJson(request));
  ASSIGN_OR_RETURN(const ChildOutcome outcome, RunSibling("ginnel-rehearse", json));
  if (outcome.exit_code != kOk) {
    const std::string text = "the rehearsal ended early; what it says is above";
    return outcome.exit_code == kInvalidInput ? absl::InvalidArgumentError(text)
           : outcome.exit_code == kWrongState ? absl::FailedPreconditionError(text)
           : outcome.exit_code == kUnavailable
               ? absl::UnavailableError(text)
               : absl::InternalError(absl::StrCat(text, " (exit ", outcome.exit_code, ")"));
  }
  config::RehearsalReport report;
  if (!google::protobuf::util::JsonStringToMessage(outcome.out, &report).ok() ||
      !report.release().synthetic()) {
    return absl::InternalError("ginnel-rehearse is of another version than this program");
  }
  return report;
}

}  // namespace ginnel::cli
