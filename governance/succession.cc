// SPDX-License-Identifier: Apache-2.0
#include "governance/succession.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/dsse.h"
#include "governance/constitution_rules.h"
#include "governance/constitution_terms.h"
#include "governance/statement.h"

namespace ginnel::governance {
namespace {

const v1::Member* Find(const v1::Constitution& constitution, const std::string& id) {
  for (const v1::Member& member : constitution.members()) {
    if (member.id() == id) return &member;
  }
  return nullptr;
}

bool IsExcluded(const v1::Constitution& next, const std::string& member) {
  return std::any_of(next.exclusions().begin(), next.exclusions().end(),
                     [&member](const v1::Exclusion& each) { return each.member() == member; });
}

absl::Status Refused(absl::StatusCode code, std::string message) {
  return ReasonedError(code, v1::REASON_AGREEMENT_MISMATCH, std::move(message));
}

absl::Status InvalidSuccessor(std::string message) {
  return Refused(absl::StatusCode::kInvalidArgument, std::move(message));
}

absl::Status CheckExcluded(const v1::Constitution& previous, const v1::Constitution& next) {
  for (const v1::Exclusion& exclusion : next.exclusions()) {
    const v1::Member* member = Find(previous, exclusion.member());
    if (member == nullptr || member->kind() != v1::MEMBER_KIND_FULL) {
      return InvalidSuccessor(
          absl::StrCat("exclusions names ", exclusion.member(), ", which is no full member of ",
                       "version ", previous.version(),
                       ": take it out (an associate leaves by leaving the list of members)"));
    }
    // Otherwise a member is put out and back in under another name, and its consent with it.
    for (const v1::Member& kept : next.members()) {
      if (kept.signing_key() == member->signing_key()) {
        return InvalidSuccessor(absl::StrCat("exclusions names ", exclusion.member(),
                                             ", whose signing_key is that of the member ",
                                             kept.id(), " in version ", next.version()));
      }
    }
  }
  return absl::OkStatus();
}

// The excluded count among all: of three members two may put out one, of whatever they state;
// one can never put out two. The quorum is that of the version before: those who gain by a lower
// one cannot write it themselves.
absl::Status CheckQuorum(const v1::Constitution& previous, const v1::Constitution& next) {
  if (next.exclusions().empty()) return absl::OkStatus();
  uint64_t all = 0;
  uint64_t agreeing = 0;
  for (const v1::Member& member : previous.members()) {
    if (member.kind() != v1::MEMBER_KIND_FULL) continue;
    ++all;
    if (!IsExcluded(next, member.id())) ++agreeing;
  }
  const uint32_t quorum = QuorumPercent(previous);
  if (agreeing * 100 >= all * quorum) return absl::OkStatus();
  return InvalidSuccessor(
      absl::StrCat("exclusions: version ", previous.version(), " lets a member be put out if ",
                   quorum, " % of its full members sign (reserved.quorum_percent",
                   previous.reserved().quorum_percent() == 0 ? ", not stated" : "",
                   "); without the excluded there are ", agreeing, " of ", all));
}

}  // namespace

absl::Status CheckSuccessionTerms(const v1::Envelope& previous, const v1::Constitution& next) {
  ASSIGN_OR_RETURN(const v1::Constitution before,
                   ReadUnverifiedStatement<v1::Constitution>(previous));
  RETURN_IF_ERROR(ValidateConstitution(next));
  // In 64 bits, so that no version follows the last number by wrapping around.
  if (uint64_t{next.version()} != uint64_t{before.version()} + 1) {
    return InvalidSuccessor(absl::StrCat("version ", next.version(), " cannot follow version ",
                                         before.version(),
                                         ": write version: ", uint64_t{before.version()} + 1));
  }
  const std::string digest = crypto::PayloadDigest(previous).ToHex();
  if (next.previous() != digest) {
    return Refused(
        absl::StatusCode::kDataLoss,
        absl::StrCat("version ", next.version(), " says that it follows ", next.previous(),
                     ", and version ", before.version(), " here has the digest ", digest,
                     ": one of the two is not the one that was agreed on"));
  }
  RETURN_IF_ERROR(CheckExcluded(before, next));
  return CheckQuorum(before, next);
}

std::vector<ConstitutionSigner> SuccessionSigners(const v1::Constitution& previous,
                                                  const v1::Constitution& next) {
  std::vector<ConstitutionSigner> signers;
  for (const v1::Member& member : previous.members()) {
    if (member.kind() != v1::MEMBER_KIND_FULL) continue;
    signers.push_back({member.id(), member.signing_key(), !IsExcluded(next, member.id())});
  }
  for (const v1::Member& member : next.members()) {
    if (member.kind() != v1::MEMBER_KIND_FULL) continue;
    const bool known = std::any_of(signers.begin(), signers.end(), [&](const auto& each) {
      return each.signing_key == member.signing_key();
    });
    if (!known) signers.push_back({member.id(), member.signing_key()});
  }
  return signers;
}

ConstitutionSignatures JudgeSuccession(const v1::Constitution& previous,
                                       const v1::Envelope& envelope, const v1::Constitution& next) {
  std::vector<ConstitutionSigner> associates;
  for (const v1::Constitution* version : {&previous, &next}) {
    for (const v1::Member& member : version->members()) {
      if (member.kind() != v1::MEMBER_KIND_FULL)
        associates.push_back({member.id(), member.signing_key()});
    }
  }
  return JudgeSignaturesOf(envelope, SuccessionSigners(previous, next), associates);
}

absl::Status CheckSuccession(const v1::Envelope& previous, const v1::Envelope& next) {
  ASSIGN_OR_RETURN(const v1::Constitution before,
                   ReadUnverifiedStatement<v1::Constitution>(previous));
  ASSIGN_OR_RETURN(const v1::Constitution after, ReadUnverifiedStatement<v1::Constitution>(next));
  RETURN_IF_ERROR(CheckSuccessionTerms(previous, after));
  return RequireComplete(JudgeSuccession(before, next, after));
}

}  // namespace ginnel::governance
