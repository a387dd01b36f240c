// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/register/verified_register.h"
#include "ginnel/v1/register_report.pb.h"

namespace ginnel::cli {

/// When the coordinator says that it received a query, by the query's digest: nobody signs that.
using SubmittedTimes = std::map<std::string, std::string>;

/// What anybody may read of the register: what was asked, why and by which organisation, who
/// approved, refused or took back, what ran and what left. Holds no person's id: the statements'
/// fields that do are never copied, and where a title that people wrote names one it is taken out
/// (WithoutPeople). What else a title says of a person nobody can tell.
absl::StatusOr<v1::PublicRecord> MakePublicRecord(const VerifiedRegister& verified,
                                                  const SubmittedTimes& submitted);

/// `text` with each of `people` (ids, in any case of letters) replaced by "[a person]".
std::string WithoutPeople(std::string_view text, const std::set<std::string>& people);

}  // namespace ginnel::cli
