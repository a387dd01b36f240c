// SPDX-License-Identifier: Apache-2.0
#include "cli/register/evidence_check.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "crypto/merkle.h"
#include "governance/register/living_agreement.h"
#include "governance/statement.h"

namespace ginnel::cli {
namespace {

absl::Status Wrong(std::string what) { return absl::InvalidArgumentError(std::move(what)); }

constexpr size_t kHashBytes = 32;
constexpr size_t kSigners = 3;  // trustee 1 and both cosigners

absl::Status CheckProof(const v1::ProvenEntry& entry, const crypto::Checkpoint& checkpoint) {
  std::vector<crypto::Digest> proof;
  for (const std::string& hash : entry.proof()) {
    if (hash.size() != kHashBytes) return Wrong("a hash of a proof is not 32 bytes long");
    std::copy(hash.begin(), hash.end(), proof.emplace_back().bytes.begin());
  }
  const std::string bytes = crypto::EnvelopeToJson(entry.statement());
  const absl::Status included = crypto::VerifyMerkleInclusion(
      entry.index(), crypto::MerkleLeafHash(bytes), checkpoint.size, proof, checkpoint.root);
  if (included.ok()) return included;
  return Wrong(absl::StrCat("entry ", entry.index(), " is not in the register of the checkpoint: ",
                            std::string(included.message())));
}

}  // namespace

absl::StatusOr<std::vector<const v1::ProvenEntry*>> EntriesInOrder(
    const v1::ReleaseEvidence& evidence) {
  if (evidence.agreement().empty() || evidence.runs().empty() || !evidence.has_query() ||
      !evidence.has_released() || !evidence.has_release()) {
    return Wrong(
        "the file lacks the agreement, the query, a run, the register's word on the "
        "release, or the release itself");
  }
  std::vector<const v1::ProvenEntry*> entries;
  for (const auto* list : {&evidence.agreement(), &evidence.approvals(), &evidence.mandates(),
                           &evidence.runs(), &evidence.voids()}) {
    for (int i = 0; i < list->size(); ++i) {
      if (i > 0 && list->Get(i - 1).index() >= list->Get(i).index()) {
        return Wrong("entries are not in the register's order");
      }
      entries.push_back(&list->Get(i));
    }
  }
  entries.push_back(&evidence.query());
  entries.push_back(&evidence.released());
  std::sort(entries.begin(), entries.end(),
            [](const auto* a, const auto* b) { return a->index() < b->index(); });
  for (size_t i = 1; i < entries.size(); ++i) {
    if (entries[i - 1]->index() == entries[i]->index()) {
      return Wrong(absl::StrCat("entry ", entries[i]->index(), " is there twice"));
    }
  }
  for (const v1::ProvenEntry& entry : evidence.agreement()) {
    if (!governance::ChangesAgreement(entry.statement())) {
      return Wrong(absl::StrCat("entry ", entry.index(), " is no part of an agreement"));
    }
  }
  return entries;
}

absl::StatusOr<std::shared_ptr<const governance::Agreement>> FirstAgreement(
    const v1::ReleaseEvidence& evidence) {
  governance::LivingAgreement living;
  for (const v1::ProvenEntry& entry : evidence.agreement()) {
    ASSIGN_OR_RETURN(living, living.After(entry.statement()));
    if (living.current() != nullptr) return living.current();
  }
  return Wrong("the file does not hold a whole agreement");
}

absl::StatusOr<std::shared_ptr<const governance::Agreement>> AgreementBefore(
    const v1::ReleaseEvidence& evidence, uint64_t index) {
  governance::LivingAgreement living;
  for (const v1::ProvenEntry& entry : evidence.agreement()) {
    if (entry.index() >= index) break;
    ASSIGN_OR_RETURN(living, living.After(entry.statement()));
  }
  if (living.current() != nullptr) return living.current();
  return Wrong(absl::StrCat("no agreement was in force before entry ", index));
}

absl::Status CheckProofs(const v1::ReleaseEvidence& evidence,
                         const std::vector<const v1::ProvenEntry*>& entries) {
  ASSIGN_OR_RETURN(const crypto::SignedNote note, crypto::SignedNote::Parse(evidence.checkpoint()));
  ASSIGN_OR_RETURN(const crypto::Checkpoint checkpoint, crypto::ParseCheckpointBody(note.body));
  for (const v1::ProvenEntry* entry : entries) {
    RETURN_IF_ERROR(CheckProof(*entry, checkpoint));
  }
  return absl::OkStatus();
}

absl::StatusOr<governance::CosignedCheckpoint> CheckSigners(
    const v1::ReleaseEvidence& evidence, const std::vector<const v1::ProvenEntry*>& entries,
    const governance::Agreement& newest) {
  if (entries.front()->index() != 0) return Wrong("the register's first entry is not there");
  ASSIGN_OR_RETURN(const crypto::SignedNote note, crypto::SignedNote::Parse(evidence.checkpoint()));
  if (note.lines.size() != kSigners) {
    return Wrong("the checkpoint carries signatures of others than the three trustees");
  }
  const crypto::Digest first = crypto::PayloadDigest(entries.front()->statement());
  return governance::OpenCosigned(evidence.checkpoint(), governance::RegisterOrigin(first), newest);
}

}  // namespace ginnel::cli
