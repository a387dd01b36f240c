// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "cli/register/verified_register.h"
#include "ginnel/v1/register_report.pb.h"

namespace ginnel::cli {

/// The title of a member, or the organisation behind a trustee; the id where neither is known.
std::string TitleOf(const std::string& party, const governance::Agreement& agreement);

/// Who said an entry, as organisation and role, about which query and when; never which person.
/// `title` is left empty.
absl::StatusOr<v1::RegisterLine> DescribeEntry(const VerifiedRegister::Entry& entry);

}  // namespace ginnel::cli
