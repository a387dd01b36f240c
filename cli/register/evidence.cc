// SPDX-License-Identifier: Apache-2.0
#include "cli/register/evidence.h"

#include <optional>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/document.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "crypto/dsse.h"
#include "governance/register/living_agreement.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

using governance::IsStatement;
using governance::ReadUnverifiedStatement;

v1::ProvenEntry EntryOf(const VerifiedRegister::Entry& entry) {
  v1::ProvenEntry proven;
  proven.set_index(entry.index);
  *proven.mutable_statement() = entry.envelope;
  return proven;
}

// The word of the register on this release.
absl::StatusOr<v1::Released> FindReleased(const VerifiedRegister& verified,
                                          const v1::Envelope& release,
                                          v1::ReleaseEvidence& evidence) {
  const std::string digest = crypto::PayloadDigest(release).ToHex();
  std::optional<v1::Released> found;
  RETURN_IF_ERROR(verified.ForEach([&](const VerifiedRegister::Entry& entry) -> absl::Status {
    if (!IsStatement<v1::Released>(entry.envelope)) return absl::OkStatus();
    ASSIGN_OR_RETURN(v1::Released released, ReadUnverifiedStatement<v1::Released>(entry.envelope));
    if (released.release_digest() != digest) return absl::OkStatus();
    *evidence.mutable_released() = EntryOf(entry);
    found = std::move(released);
    return absl::OkStatus();
  }));
  if (found) return *std::move(found);
  return ReasonedError(absl::StatusCode::kNotFound, v1::REASON_NOT_ON_REGISTER,
                       absl::StrCat("the register says nothing of the release ", digest,
                                    ": its entry may not be co-signed yet. Try again"));
}

// What the released run rests on: runs, voids and approvals of the query, as they came.
class Gatherer {
 public:
  Gatherer(const v1::Released& released, v1::ReleaseEvidence& evidence)
      : released_(released), evidence_(evidence) {}

  absl::Status Take(const VerifiedRegister::Entry& entry) {
    const v1::Envelope& envelope = entry.envelope;
    const bool before = entry.index < evidence_.released().index();
    if (governance::ChangesAgreement(envelope)) {
      *evidence_.add_agreement() = EntryOf(entry);
    } else if (IsStatement<v1::Query>(envelope)) {
      if (crypto::PayloadDigest(envelope).ToHex() == released_.query_digest()) {
        *evidence_.mutable_query() = EntryOf(entry);
      }
    } else if (before && IsStatement<v1::Approval>(envelope)) {
      ASSIGN_OR_RETURN(const v1::Approval word, ReadUnverifiedStatement<v1::Approval>(envelope));
      if (word.query_digest() == released_.query_digest()) approvals_.push_back(EntryOf(entry));
    } else if (before && IsStatement<v1::StandingApproval>(envelope)) {
      approvals_.push_back(EntryOf(entry));
    } else if (before && IsMandate(envelope)) {
      mandates_.push_back(EntryOf(entry));
    } else if (before && IsStatement<v1::Run>(envelope)) {
      ASSIGN_OR_RETURN(const v1::Run run, ReadUnverifiedStatement<v1::Run>(envelope));
      if (run.query_digest() != released_.query_digest()) return absl::OkStatus();
      used_.insert(run.approval_digests().begin(), run.approval_digests().end());
      *evidence_.add_runs() = EntryOf(entry);
    } else if (before && IsStatement<v1::Void>(envelope)) {
      ASSIGN_OR_RETURN(const v1::Void word, ReadUnverifiedStatement<v1::Void>(envelope));
      if (word.query_digest() == released_.query_digest()) *evidence_.add_voids() = EntryOf(entry);
    }
    return absl::OkStatus();
  }

  absl::Status Finish() {
    std::set<std::string> delegations;
    for (const v1::ProvenEntry& approval : approvals_) {
      if (used_.count(crypto::PayloadDigest(approval.statement()).ToHex()) == 0) continue;
      *evidence_.add_approvals() = approval;
      if (!IsStatement<v1::Approval>(approval.statement())) continue;
      ASSIGN_OR_RETURN(const v1::Approval word,
                       ReadUnverifiedStatement<v1::Approval>(approval.statement()));
      delegations.insert(word.delegation_digest());
    }
    // What was said after the run began is of later ones.
    const uint64_t run = evidence_.runs().empty() ? 0 : evidence_.runs().rbegin()->index();
    for (const v1::ProvenEntry& mandate : mandates_) {
      ASSIGN_OR_RETURN(const bool concerns, Concerns(mandate.statement(), delegations));
      if (mandate.index() < run && concerns) *evidence_.add_mandates() = mandate;
    }
    return absl::OkStatus();
  }

 private:
  static bool IsMandate(const v1::Envelope& envelope) {
    return IsStatement<v1::Policy>(envelope) || IsStatement<v1::Delegation>(envelope) ||
           IsStatement<v1::GoAhead>(envelope);
  }
  absl::StatusOr<bool> Concerns(const v1::Envelope& mandate,
                                const std::set<std::string>& delegations) const {
    if (IsStatement<v1::Delegation>(mandate)) {
      return delegations.count(crypto::PayloadDigest(mandate).ToHex()) != 0;
    }
    if (!IsStatement<v1::GoAhead>(mandate)) return true;  // a policy: each follows the one before
    ASSIGN_OR_RETURN(const v1::GoAhead word, ReadUnverifiedStatement<v1::GoAhead>(mandate));
    return word.query_digest() == released_.query_digest();
  }

  const v1::Released& released_;
  v1::ReleaseEvidence& evidence_;
  std::vector<v1::ProvenEntry> approvals_;
  std::vector<v1::ProvenEntry> mandates_;
  std::set<std::string> used_;
};

absl::Status Prove(store::Snapshot& tx, uint64_t size, v1::ProvenEntry& entry) {
  ASSIGN_OR_RETURN(const std::vector<crypto::Digest> proof,
                   governance::RegisterStore::InclusionProof(tx, entry.index(), size));
  for (const crypto::Digest& hash : proof) {
    entry.add_proof(std::string(hash.bytes.begin(), hash.bytes.end()));
  }
  return absl::OkStatus();
}

absl::Status ProveAll(store::Snapshot& tx, uint64_t size, v1::ReleaseEvidence& evidence) {
  for (auto* list :
       {evidence.mutable_agreement(), evidence.mutable_approvals(), evidence.mutable_mandates(),
        evidence.mutable_runs(), evidence.mutable_voids()}) {
    for (v1::ProvenEntry& entry : *list) RETURN_IF_ERROR(Prove(tx, size, entry));
  }
  RETURN_IF_ERROR(Prove(tx, size, *evidence.mutable_query()));
  return Prove(tx, size, *evidence.mutable_released());
}

}  // namespace

absl::StatusOr<v1::ReleaseEvidence> MakeEvidence(const VerifiedRegister& verified,
                                                 const v1::Envelope& release,
                                                 std::string_view program_version) {
  v1::ReleaseEvidence evidence;
  ASSIGN_OR_RETURN(const v1::Release table, ReadUnverifiedStatement<v1::Release>(release));
  ASSIGN_OR_RETURN(const v1::Released released, FindReleased(verified, release, evidence));
  Gatherer gatherer(released, evidence);
  RETURN_IF_ERROR(
      verified.ForEach([&](const VerifiedRegister::Entry& entry) { return gatherer.Take(entry); }));
  RETURN_IF_ERROR(gatherer.Finish());
  RETURN_IF_ERROR(verified.on().Read(
      [&](store::Snapshot& tx) { return ProveAll(tx, verified.size(), evidence); }));
  evidence.set_program_version(std::string(program_version));
  // The run's, under which it was approved: a later one may have let it finish.
  evidence.set_constitution_digest(table.agreement_digest());
  evidence.set_profile(table.profile());
  evidence.set_threshold(table.threshold());
  evidence.set_cells(released.cells());
  evidence.set_suppressed(released.suppressed());
  evidence.set_withheld(released.withheld());
  evidence.set_checkpoint(verified.note());
  *evidence.mutable_release() = release;
  return evidence;
}

absl::StatusOr<std::string> WriteEvidence(v1::ReleaseEvidence evidence) {
  evidence.clear_digest();
  ASSIGN_OR_RETURN(const std::string without, CanonicalJson(evidence));
  evidence.set_digest(crypto::Sha256(std::string_view(without)).ToHex());
  return CanonicalJson(evidence);
}

}  // namespace ginnel::cli
