// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/statusor.h"

namespace ginnel::governance {

/// Whether `id` names a party: 1 to 63 lower-case letters, digits and hyphens, beginning with a
/// letter or digit.
bool IsPartyId(std::string_view id);

/// A person id taken apart at its only '@'. Views into the id.
struct PersonName {
  std::string_view name;   // "ig-lead"
  std::string_view party;  // "harness": compared as a whole, never as a suffix
};

/// "ig-lead@harness": a name of lower-case letters, digits, dots and hyphens at a party id.
/// InvalidArgument otherwise.
absl::StatusOr<PersonName> ParsePersonId(std::string_view id);

}  // namespace ginnel::governance
