// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ginnel/v1/register_report.pb.h"

namespace ginnel::cli {

/// A calendar quarter in UTC: `first` is inside, `end` is not.
struct Quarter {
  std::string name;
  absl::Time first;
  absl::Time end;
};

/// "2026-Q2": April to June 2026. InvalidArgument otherwise.
absl::StatusOr<Quarter> ParseQuarter(const std::string& text);

/// The numbers of one quarter. Which time counts, in UTC:
///   asked        the coordinator's `submitted_at`, or the query's first decision where that is not
///                known; in no quarter where neither is (asked_undated)
///   approved     the last approval that completed the roster, by its given_at
///   refused      the first refusal's given_at
///   expired      the end of the query's not_after day, if by `now` and before anything was
///                released or refused
///   releases, revocations, suspensions   their own times
/// A member's time to decide runs from submitted_at to given_at, and counts in the quarter of
/// given_at; 0 where the approver's clock was behind.
v1::QuarterReport ReportQuarter(const v1::PublicRecord& record, const Quarter& quarter,
                                absl::Time now);

void PrintQuarter(const v1::QuarterReport& report, std::ostream& out);

}  // namespace ginnel::cli
