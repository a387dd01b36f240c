// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "base/store/transaction.h"
#include "ginnel/v1/statement.pb.h"
#include "governance/agreement.h"
#include "governance/register/register_store.h"

namespace ginnel::governance {

/// Whether `envelope` may be the next entry of a register whose entries before it are in `tx` and
/// make `agreement`: a statement of a known type in canonical form, signed by whom that agreement
/// entitles to it, about something that is on the register. No clock is asked, so that whoever
/// reads the register later judges the same. Everybody who keeps a copy judges every entry by this
/// one function; what changes the agreement itself is LivingAgreement's (living_agreement.h).
///
///   query                an analyst of the agreement, its author
///   approval, refusal    an IG lead of the member, about a query that is there; an approval after
///                        what that member refused or took back before
///   revocation           an IG lead of the member, about an approval of that member that is there
///                        and was not taken back
///   suspension           an IG lead or IT admin of the party, after its last word
///   run                  trustee 1; its query and approvals are there and none was taken back,
///                        nobody of its roster is suspended; n and attempt follow the last ones,
///                        a further attempt after both other trustees' void
///   void                 trustee 2 or 3, about a run that is there (by its run id)
///   released             trustee 1, about a run that is there
///   rejection            trustee 1
///   epoch                an IG lead or IT admin of a full linkage member; under this constitution,
///                        the next number, no sooner after the last than the agreement says
///   spine-part           the node of a general-practice member, once an epoch, to every linkage
///                        member
///   spine                the node of a linkage member, once an epoch, after all lists
///
/// REASON_STATEMENT_MALFORMED for another type, REASON_NOT_ON_REGISTER for what refers to nothing,
/// and each rule's own reason.
absl::StatusOr<EntryFacts> JudgeEntry(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx);

}  // namespace ginnel::governance
