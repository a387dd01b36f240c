// SPDX-License-Identifier: Apache-2.0
//
// evidence.h: VerifyEvidence.
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/document.h"
#include "base/reason.h"
#include "base/status.h"
#include "cli/register/evidence.h"
#include "cli/register/evidence_check.h"
#include "cli/register/private_register.h"
#include "crypto/dsse.h"

namespace ginnel::cli {
namespace {

absl::StatusOr<v1::ReleaseEvidence> ParseEvidence(std::string_view json) {
  v1::ReleaseEvidence evidence;
  // Strict: one document has one spelling, so that no byte of the file is free.
  RETURN_IF_ERROR(ParseCanonicalJson(json, evidence));
  v1::ReleaseEvidence without = evidence;
  without.clear_digest();
  ASSIGN_OR_RETURN(const std::string bytes, CanonicalJson(without));
  if (crypto::Sha256(std::string_view(bytes)).ToHex() == evidence.digest()) return evidence;
  return absl::DataLossError("the file's own digest does not fit it");
}

void SayWhat(const v1::ReleaseEvidence& evidence, v1::EvidenceVerification& said) {
  const auto add = [&said](std::string text) { said.add_verified(std::move(text)); };
  add("the release is signed by the coordinator, and is the one of which the register holds the "
      "digest");
  add("the register's checkpoint is signed by the coordinator and co-signed by both other "
      "trustees");
  add("every entry in this file is in that register, at its place");
  add(absl::StrCat("the agreement, from ", evidence.agreement_size(),
                   " entries: every constitution and all operations are signed by whom it takes"));
  add("the query is signed by an analyst of the agreement");
  add("every member on the roster approved this query, by people of its own, by the panel that it "
      "let decide or ahead of it, as its policy in the file wants, for these members, profile and "
      "number of runs, not expired when the run says that it started");
  add("the run rests on those approvals, and the attempts before it were voided by both other "
      "trustees");
  add(absl::StrCat("of ", evidence.cells(), " figures ", evidence.suppressed(),
                   " are suppressed and ", evidence.withheld(),
                   " withheld, counted again, as the register says; profile ", evidence.profile(),
                   ", no count below ", evidence.threshold()));
  said.add_not_verified(
      "that nothing was left out, such as an approval taken back or a key "
      "replaced: `ginnel register verify` of the whole register shows that");
  said.add_not_verified(
      "that no member's policy was stricter, and no standing approval carried another query in the "
      "same period: the whole register shows that too");
  said.add_not_verified(
      "that the constitution is the partnership's: compare its digest with what "
      "a member says");
  said.add_not_verified(
      absl::StrCat("the program version ", evidence.program_version(), ", which nobody signs"));
}

absl::StatusOr<v1::EvidenceVerification> Verify(std::string_view json,
                                                std::string_view constitution_digest,
                                                RandomSource& random) {
  ASSIGN_OR_RETURN(const v1::ReleaseEvidence evidence, ParseEvidence(json));
  ASSIGN_OR_RETURN(const std::vector<const v1::ProvenEntry*> entries, EntriesInOrder(evidence));
  RETURN_IF_ERROR(CheckProofs(evidence, entries));
  ASSIGN_OR_RETURN(const auto base, FirstAgreement(evidence));
  ASSIGN_OR_RETURN(const auto newest, AgreementBefore(evidence, UINT64_MAX));
  ASSIGN_OR_RETURN(const governance::CosignedCheckpoint cosigned,
                   CheckSigners(evidence, entries, *newest));
  // Each entry by the register's own rules, over those of the entries before it that are here.
  ASSIGN_OR_RETURN(PrivateRegister judged, PrivateRegister::Create(base, random));
  std::vector<NumberedStatement> statements;
  for (const v1::ProvenEntry* entry : entries) {
    statements.push_back({entry->index(), entry->statement()});
  }
  RETURN_IF_ERROR(judged.Append(statements));
  ASSIGN_OR_RETURN(const ReleasedRun all, CheckRelease(evidence, judged.on()));
  const std::string& in_force = all.release.agreement_digest();
  if (!constitution_digest.empty() && in_force != constitution_digest) {
    return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_AGREEMENT_MISMATCH,
                         absl::StrCat("it rests on the constitution ", in_force, ", and not on ",
                                      std::string(constitution_digest)));
  }
  v1::EvidenceVerification said;
  said.set_title(all.release.title());
  said.set_query_digest(all.released.query_digest());
  said.set_release_digest(all.released.release_digest());
  said.set_released_at(all.release.released_at());
  said.set_n(all.released.n());
  said.set_attempt(all.released.attempt());
  said.set_shadow(all.released.shadow());
  said.set_constitution_digest(in_force);
  said.set_register_entries(cosigned.checkpoint.size);
  said.set_cosigned_first(ToRfc3339(cosigned.oldest));
  said.set_cosigned_last(ToRfc3339(cosigned.newest));
  SayWhat(evidence, said);
  return said;
}

// What is wrong with this machine, and not with the file.
bool IsTrouble(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) ||
         absl::IsInternal(status);
}

}  // namespace

absl::StatusOr<v1::EvidenceVerification> VerifyEvidence(std::string_view json,
                                                        std::string_view constitution_digest,
                                                        RandomSource& random) {
  absl::StatusOr<v1::EvidenceVerification> said = Verify(json, constitution_digest, random);
  if (said.ok() || IsTrouble(said.status())) return said;
  return ReasonedError(
      absl::StatusCode::kDataLoss,
      HasReason(said.status()) ? ReasonOf(said.status()) : v1::REASON_INTEGRITY,
      absl::StrCat("this is no evidence of a release: ", std::string(said.status().message())));
}

}  // namespace ginnel::cli
