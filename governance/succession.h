// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "ginnel/v1/agreement.pb.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/constitution_signatures.h"

namespace ginnel::governance {

// How one version of the constitution follows another (docs/operations.md, "A new version of the
// agreement"; decision 0013). All full members of the version before and of the next sign the next
// one. Whom it puts out need not, if enough of the version before agree: that version's own quorum
// of all its full members, the excluded counted among them.

/// Whether the text of `next` may follow `previous`, whoever has signed it: it names the payload's
/// digest as `previous`, has the next version number, is valid by itself, and puts out only full
/// members of `previous` that have no place and no key in it, few enough for the quorum that
/// `previous` states. REASON_AGREEMENT_MISMATCH: DataLoss for another digest, InvalidArgument for
/// anything else.
absl::Status CheckSuccessionTerms(const v1::Envelope& previous, const v1::Constitution& next);

/// Those terms, and that all who must have signed `next`, each once and nobody else. `previous` is
/// already trusted; its signatures are not looked at. Missing: FailedPrecondition that names them.
/// Another signature: DataLoss. Both REASON_SIGNATURE_INVALID.
absl::Status CheckSuccession(const v1::Envelope& previous, const v1::Envelope& next);

/// Whose signatures `next` may carry, in the order of `previous` and then `next`. A member with a
/// new key signs by both: the old one agrees, the new one shows that it is there. Excluded members
/// are not `needed`.
std::vector<ConstitutionSigner> SuccessionSigners(const v1::Constitution& previous,
                                                  const v1::Constitution& next);

/// Who has signed and who must still sign `envelope`, whose payload is `next`.
ConstitutionSignatures JudgeSuccession(const v1::Constitution& previous,
                                       const v1::Envelope& envelope, const v1::Constitution& next);

}  // namespace ginnel::governance
