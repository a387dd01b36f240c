// SPDX-License-Identifier: Apache-2.0
#include "governance/register/checkpoint_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/reason.h"
#include "base/status.h"
#include "governance/decision.h"
#include "governance/entitlement.h"
#include "governance/refuse.h"

namespace ginnel::governance {
namespace {

std::string CosignerName(const std::string& origin, const std::string& trustee) {
  return absl::StrCat(origin, "/", trustee);
}

}  // namespace

std::string RegisterOrigin(const crypto::Digest& first_constitution) {
  return absl::StrCat("ginnel/", first_constitution.ToHex());
}

absl::StatusOr<crypto::SignedNote> MakeCheckpoint(const std::string& origin, uint64_t size,
                                                  const crypto::Digest& root,
                                                  const crypto::Signer& coordinator) {
  return crypto::SignCheckpoint({origin, size, root}, origin, coordinator);
}

absl::Status Cosign(crypto::SignedNote& note, const std::string& origin, const std::string& trustee,
                    const crypto::Signer& signer, absl::Time now) {
  return crypto::AddCosignature(note, CosignerName(origin, trustee), signer, now);
}

absl::StatusOr<crypto::Checkpoint> OpenCheckpoint(std::string_view text, const std::string& origin,
                                                  const Agreement& agreement) {
  ASSIGN_OR_RETURN(const crypto::SignedNote note, crypto::SignedNote::Parse(text));
  ASSIGN_OR_RETURN(crypto::Checkpoint checkpoint, crypto::ParseCheckpointBody(note.body));
  if (checkpoint.origin != origin) {
    return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                         absl::StrCat("the checkpoint is of another register: ", checkpoint.origin,
                                      " and not ", origin));
  }
  ASSIGN_OR_RETURN(const crypto::VerifyingKey coordinator, TrusteeKey(1, agreement));
  RETURN_IF_ERROR(crypto::VerifyCheckpointSignature(note, origin, coordinator));
  return checkpoint;
}

absl::StatusOr<CosignedCheckpoint> OpenCosigned(std::string_view text, const std::string& origin,
                                                const Agreement& agreement) {
  CosignedCheckpoint cosigned;
  ASSIGN_OR_RETURN(cosigned.checkpoint, OpenCheckpoint(text, origin, agreement));
  ASSIGN_OR_RETURN(const crypto::SignedNote note, crypto::SignedNote::Parse(text));
  cosigned.oldest = absl::InfiniteFuture();
  cosigned.newest = absl::InfinitePast();
  for (const int index : {2, 3}) {
    ASSIGN_OR_RETURN(const crypto::VerifyingKey key, TrusteeKey(index, agreement));
    ASSIGN_OR_RETURN(
        const absl::Time at,
        crypto::VerifyCosignature(note, CosignerName(origin, agreement.trustee(index).id()), key));
    cosigned.oldest = std::min(cosigned.oldest, at);
    cosigned.newest = std::max(cosigned.newest, at);
  }
  return cosigned;
}

absl::Status CheckFresh(const CosignedCheckpoint& cosigned, absl::Time now) {
  if (cosigned.newest > now + kMaxClockSkew) {
    return Refuse(
        v1::REASON_CLOCK_SKEW,
        absl::StrCat("the register's checkpoint was co-signed at ", ToRfc3339(cosigned.newest),
                     ", and here it is ", ToRfc3339(now), ": check both clocks"));
  }
  if (cosigned.oldest < now - kFreshCheckpoint) {
    return Refuse(v1::REASON_REGISTER_STALE,
                  absl::StrCat("the register's checkpoint was co-signed at ",
                               ToRfc3339(cosigned.oldest), ", more than ten minutes before ",
                               ToRfc3339(now), ": something newer may be hidden"));
  }
  return absl::OkStatus();
}

}  // namespace ginnel::governance
