// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "crypto/checkpoint.h"
#include "crypto/signing.h"
#include "governance/agreement.h"

namespace ginnel::governance {

/// A run rests on a checkpoint that both other trustees co-signed no longer ago than this
/// (protocols.md 7).
inline constexpr absl::Duration kFreshCheckpoint = absl::Minutes(10);

/// The origin line of a register's checkpoints: "ginnel/" and the digest of its first constitution.
std::string RegisterOrigin(const crypto::Digest& first_constitution);

/// Trustee 1's checkpoint, to be co-signed.
absl::StatusOr<crypto::SignedNote> MakeCheckpoint(const std::string& origin, uint64_t size,
                                                  const crypto::Digest& root,
                                                  const crypto::Signer& coordinator);
/// Adds the word of trustee 2 or 3 that it holds exactly this register and no other.
absl::Status Cosign(crypto::SignedNote& note, const std::string& origin, const std::string& trustee,
                    const crypto::Signer& signer, absl::Time now);

/// The checkpoint in `note` if trustee 1 of the agreement signed it, for this register.
/// REASON_STATEMENT_MALFORMED, REASON_SIGNATURE_INVALID, REASON_INTEGRITY for another register.
absl::StatusOr<crypto::Checkpoint> OpenCheckpoint(std::string_view note, const std::string& origin,
                                                  const Agreement& agreement);

struct CosignedCheckpoint {
  crypto::Checkpoint checkpoint;
  absl::Time oldest, newest;  // of the two cosignatures
};
/// The same, if both other trustees co-signed it. REASON_SIGNATURE_INVALID if one did not.
absl::StatusOr<CosignedCheckpoint> OpenCosigned(std::string_view note, const std::string& origin,
                                                const Agreement& agreement);
/// REASON_REGISTER_STALE unless both cosignatures are fresh; REASON_CLOCK_SKEW for one from the
/// future.
absl::Status CheckFresh(const CosignedCheckpoint& cosigned, absl::Time now);

}  // namespace ginnel::governance
