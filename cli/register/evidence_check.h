// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/register/private_register.h"
#include "ginnel/v1/evidence.pb.h"
#include "governance/agreement.h"
#include "governance/register/checkpoint_rules.h"

namespace ginnel::cli {

// The steps of VerifyEvidence (evidence.h), each over what the ones before have shown.

/// Every entry of the evidence by its index; InvalidArgument for one that is missing, for two of
/// one index, or for lists that are not in the register's order.
absl::StatusOr<std::vector<const v1::ProvenEntry*>> EntriesInOrder(
    const v1::ReleaseEvidence& evidence);

/// The agreement that the evidence's own constitution and operations first make: its signatures are
/// by the members that it names itself.
absl::StatusOr<std::shared_ptr<const governance::Agreement>> FirstAgreement(
    const v1::ReleaseEvidence& evidence);
/// The one in force before the entry `index`.
absl::StatusOr<std::shared_ptr<const governance::Agreement>> AgreementBefore(
    const v1::ReleaseEvidence& evidence, uint64_t index);

/// Every entry is in the tree of the root that the checkpoint states, whoever signed that.
absl::Status CheckProofs(const v1::ReleaseEvidence& evidence,
                         const std::vector<const v1::ProvenEntry*>& entries);
/// The checkpoint is of the register that begins with the first of `entries`, a constitution, and
/// is signed by trustee 1 and both other trustees of `newest`, and by nobody else.
absl::StatusOr<governance::CosignedCheckpoint> CheckSigners(
    const v1::ReleaseEvidence& evidence, const std::vector<const v1::ProvenEntry*>& entries,
    const governance::Agreement& newest);

/// The statements of one released run, and where they fit together.
struct ReleasedRun {
  v1::Query query;
  v1::Run run;
  v1::Released released;
  v1::Release release;
};
/// The release is signed by trustee 1 and is the very one that the register speaks of; the run is
/// the one that it names; the query and each approval on the roster are what that run rests on, by
/// the rules by which a node judges them (decision.h, submitted_query.h), at the time at which it
/// says that it started; profile, threshold and the counts of suppressed and withheld figures are
/// those of the release, recounted.
absl::StatusOr<ReleasedRun> CheckRelease(const v1::ReleaseEvidence& evidence,
                                         const governance::Register& judged);

}  // namespace ginnel::cli
