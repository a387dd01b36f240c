// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ginnel/v1/agreement.pb.h"

namespace ginnel::governance {

/// Whether a constitution may be signed at all: ids well formed and unique over members and
/// trustees; at least one full member; each member with a title of its own, a kind, sectors and a
/// key; exactly three trustees of distinct organisation, host and administrator, each with a proof
/// that it knows its part of the pseudonymisation key; each purpose with a legal basis and an
/// opt-out rule; floors that are set; keys valid and all different; dates in order; succession
/// terms as CheckTerms says. InvalidArgument lists every problem. The dictionary's content is
/// judged by the query room.
absl::Status ValidateConstitution(const v1::Constitution& constitution);

/// FailedPrecondition (REASON_AGREEMENT_MISMATCH) unless `now` is from the first moment of `starts`
/// to the last of `ends`, UTC.
absl::Status CheckInForce(const v1::Constitution& constitution, absl::Time now);

/// How names of organisations, hosts and administrators are compared: case, surrounding and
/// repeated spaces, and a final dot do not tell two apart.
std::string ComparableName(std::string_view name);

/// One name for the organisation that runs `trustee`: where it is a member, by id or title, that
/// member's id.
std::string OrganisationOf(const v1::Constitution& constitution, const v1::Trustee& trustee);

}  // namespace ginnel::governance
