// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/digest.h"
#include "ginnel/v1/statement.pb.h"

namespace ginnel::governance {

/// The name of one attempt of one run: SHA-256 over the fields of the `run` statement, unambiguous
/// whoever computes it.
///
///   text(s)   = u64(length of s in bytes) ‖ s          u64: 8 bytes, big-endian
///   list(l)   = u64(number of items) ‖ text(l[0]) ‖ text(l[1]) ‖ …
///   run id    = SHA-256( text("ginnel run v1") ‖ text(query_digest) ‖ list(approval_digests) ‖
///   text(agreement_digest)
///                        ‖ list(roster) ‖ text(nonce) ‖ u64(n) ‖ u64(attempt) ‖ u64(threshold) ‖
///                        text(started_at) [ ‖ u64(epoch) ‖ text(spine_digest) ] )
///
/// The part in brackets is there where one of the two fields is: of linked runs. Of others the id
/// is what it was before linkage.
///
/// Text is hashed as it stands in the statement (hex digests as hex).
crypto::Digest RunIdOf(const v1::Run& run);

}  // namespace ginnel::governance
