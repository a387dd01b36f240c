// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement_folder.h"

namespace ginnel::governance {

/// A completely signed constitution, whatever the day.
struct TrustedConstitution {
  v1::Envelope envelope;
  v1::Constitution constitution;
  std::vector<v1::Envelope> before;  // the versions that it follows, the newest first
};

/// The constitution in `folder`, verified down to version 1: the first version is signed by exactly
/// its own full members, each later one follows the one before it (CheckSuccession), which is in
/// previous/. FailedPrecondition: a link's file is not there, or who must still sign, with the
/// remedy. DataLoss: altered, or another chain. InvalidArgument: invalid content.
absl::StatusOr<TrustedConstitution> ReadTrustedConstitution(const AgreementFolder& folder);

/// Puts `next`, completely signed, in force after `current`. The order is what makes a crash
/// between any two steps harmless: `current` into previous/, `next` over constitution.dsse.json,
/// and last the file in which its signatures were gathered is removed. Before the second step the
/// old version is in force, after it the new one; repeating the whole is right at any point.
absl::Status PutInForce(const AgreementFolder& folder, const TrustedConstitution& current,
                        const v1::Envelope& next);

}  // namespace ginnel::governance
