// SPDX-License-Identifier: Apache-2.0
#include "governance/register/spine_rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/calendar.h"
#include "base/status.h"
#include "governance/entitlement.h"
#include "governance/linkage.h"
#include "governance/refuse.h"
#include "governance/register/entry_facts.h"
#include "governance/register/epoch_query.h"
#include "governance/register/register_query.h"

namespace ginnel::governance {
namespace {

absl::Status WrongState(std::string why) {
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       std::move(why));
}

absl::Status Malformed(std::string why) {
  return ReasonedError(absl::StatusCode::kInvalidArgument, v1::REASON_STATEMENT_MALFORMED,
                       std::move(why));
}

bool Contains(const std::vector<std::string>& members, const std::string& member) {
  return std::find(members.begin(), members.end(), member) != members.end();
}

// Everybody whose node has to say something must be able to.
absl::Status CheckEverybodyCan(store::Snapshot& tx, const Agreement& agreement) {
  for (const std::string& member : LinkageMembers(agreement.constitution())) {
    RETURN_IF_ERROR(NodeStatementKey(agreement, member).status());
    RETURN_IF_ERROR(NodeSealingKey(agreement, member).status());
    RETURN_IF_ERROR(CheckTakesPart(tx, member));
  }
  return absl::OkStatus();
}

absl::Status CheckFollows(const v1::Epoch& epoch, const v1::Epoch& last,
                          const Agreement& agreement) {
  if (epoch.epoch() != last.epoch() + 1) {
    return WrongState(
        absl::StrCat("the next epoch is ", last.epoch() + 1, ", not ", epoch.epoch()));
  }
  if (last.epoch() == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::Time at, ParseGivenAt(epoch.given_at()));
  ASSIGN_OR_RETURN(const absl::Time before, ParseGivenAt(last.given_at()));
  const absl::Time from = before + TimeBetweenEpochs(agreement.constitution());
  if (at >= from) return absl::OkStatus();
  return WrongState(absl::StrCat("epoch ", last.epoch(), " was started at ", last.given_at(),
                                 ": the next one can be from ", ToRfc3339(from), " on"));
}

template <typename Word>
absl::StatusOr<Word> OpenNodesWord(const v1::Envelope& envelope, const Agreement& agreement) {
  return OpenStatementBy<Word>(envelope, [&](const Word& claimed) {
    const auto members = LinkageMembers(agreement.constitution());
    if (Contains(members, claimed.member())) return NodeStatementKey(agreement, claimed.member());
    return absl::StatusOr<crypto::VerifyingKey>(
        Refuse(v1::REASON_ROLE_REQUIRED,
               absl::StrCat("'", claimed.member(), "' takes no part in linkage")));
  });
}

// The epoch that `word` is about, if it is the one that was started last.
template <typename Word>
absl::StatusOr<EpochOnRegister> EpochOf(const Word& word, store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const std::optional<v1::Epoch> last, LastEpoch(tx));
  if (!last || last->epoch() != word.epoch()) {
    return WrongState(last ? absl::StrCat("this is about epoch ", word.epoch(),
                                          ", and the last one is ", last->epoch())
                           : "no epoch was started yet");
  }
  if (last->agreement_digest() != word.agreement_digest()) {
    return Refuse(v1::REASON_AGREEMENT_MISMATCH,
                  absl::StrCat("epoch ", last->epoch(),
                               " was started under another constitution than this says"));
  }
  RETURN_IF_ERROR(CheckTakesPart(tx, word.member()));
  RETURN_IF_ERROR(ParseGivenAt(word.at()).status());
  return ReadEpoch(tx, *last);
}

absl::Status CheckSealedToEverybody(const v1::SpinePart& part,
                                    const v1::Constitution& constitution) {
  const std::vector<std::string> recipients = LinkageMembers(constitution);
  const bool fits =
      std::equal(part.sealed().begin(), part.sealed().end(), recipients.begin(), recipients.end(),
                 [](const v1::SpinePart::Sealed& sealed, const std::string& recipient) {
                   return sealed.recipient() == recipient &&
                          crypto::Digest::FromHex(sealed.ciphertext_sha256()).ok();
                 });
  if (fits) return absl::OkStatus();
  return Malformed(
      "a spine-part names each linkage member once, in agreement order, with the digest of what "
      "was sealed to it");
}

absl::Status CheckDays(const v1::SpinePart& part, const EpochOnRegister& epoch) {
  ASSIGN_OR_RETURN(const absl::Time started, ParseGivenAt(epoch.start.given_at()));
  const absl::StatusOr<Day> from = ParseDay(part.registered_from());
  const absl::StatusOr<Day> until = ParseDay(part.registered_until());
  if (from.ok() && until.ok() && *from <= *until && *until <= DayOf(started) &&
      *from >= MonthsBefore(*until, LookBackMonths(epoch.constitution)) &&
      part.former() <= part.people()) {
    return absl::OkStatus();
  }
  return Malformed(
      "a list says from which day on, and until which, everybody is on it who was registered: the "
      "second not before the first, nor after the day on which the epoch was started, and the "
      "first "
      "no further back than the agreement says; and it has no more former people than people");
}

absl::Status CheckParts(const v1::Spine& spine, const EpochOnRegister& epoch) {
  const std::vector<std::string> members = SpineMembers(epoch.constitution);
  for (const std::string& member : members) {
    if (epoch.ListOf(member) == nullptr) {
      return WrongState(absl::StrCat(member,
                                     " has not handed its list in: nobody can know the "
                                     "spine yet"));
    }
  }
  const bool fits =
      std::equal(spine.parts().begin(), spine.parts().end(), members.begin(), members.end(),
                 [&](const v1::Spine::Part& part, const std::string& member) {
                   return part.member() == member && part.slots() <= epoch.ListOf(member)->people();
                 });
  if (!fits) {
    return Malformed(
        "a spine has a part of each general-practice member, in agreement order, with no more "
        "slots than people on its list");
  }
  if (crypto::Digest::FromHex(spine.spine_digest()).ok()) return absl::OkStatus();
  return Malformed("spine_digest must be 64 lower-case hex digits");
}

}  // namespace

absl::StatusOr<EntryFacts> JudgeEpoch(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Epoch epoch,
                   OpenStatementBy<v1::Epoch>(envelope, [&](const v1::Epoch& claimed) {
                     return EpochStarterKey(claimed.person(), agreement);
                   }));
  if (epoch.agreement_digest() != agreement.digest().ToHex()) {
    return Refuse(v1::REASON_AGREEMENT_MISMATCH,
                  "an epoch is started under the constitution that is in force");
  }
  RETURN_IF_ERROR(ParseGivenAt(epoch.given_at()).status());
  ASSIGN_OR_RETURN(const std::optional<v1::Epoch> last, LastEpoch(tx));
  RETURN_IF_ERROR(CheckFollows(epoch, last.value_or(v1::Epoch()), agreement));
  RETURN_IF_ERROR(CheckEverybodyCan(tx, agreement));
  return FactsOf<v1::Epoch>(envelope, AboutEpoch(epoch.epoch()));
}

absl::StatusOr<EntryFacts> JudgeSpinePart(const v1::Envelope& envelope, const Agreement& agreement,
                                          store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::SpinePart part, OpenNodesWord<v1::SpinePart>(envelope, agreement));
  ASSIGN_OR_RETURN(const EpochOnRegister epoch, EpochOf(part, tx));
  if (!Contains(SpineMembers(epoch.constitution), part.member())) {
    return Refuse(v1::REASON_ROLE_REQUIRED,
                  absl::StrCat(part.member(), " is no general-practice member of epoch ",
                               part.epoch(), " and has no list to hand in"));
  }
  if (epoch.ListOf(part.member()) != nullptr) {
    return WrongState(absl::StrCat(part.member(), " has handed in another list for epoch ",
                                   part.epoch(), " already"));
  }
  RETURN_IF_ERROR(CheckSealedToEverybody(part, epoch.constitution));
  if (part.people() > kMostPeopleOnList) {
    return Malformed(absl::StrCat("a list has at most ", kMostPeopleOnList, " people"));
  }
  RETURN_IF_ERROR(CheckDays(part, epoch));
  return FactsOf<v1::SpinePart>(envelope, AboutEpoch(part.epoch()));
}

absl::StatusOr<EntryFacts> JudgeSpine(const v1::Envelope& envelope, const Agreement& agreement,
                                      store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const v1::Spine spine, OpenNodesWord<v1::Spine>(envelope, agreement));
  ASSIGN_OR_RETURN(const EpochOnRegister epoch, EpochOf(spine, tx));
  if (!Contains(LinkageMembers(epoch.constitution), spine.member())) {
    return Refuse(v1::REASON_ROLE_REQUIRED,
                  absl::StrCat(spine.member(), " had no part in linkage when epoch ", spine.epoch(),
                               " was started: it has one from the next on"));
  }
  if (epoch.WordOf(spine.member()) != nullptr) {
    return WrongState(absl::StrCat(spine.member(), " has stated another spine of epoch ",
                                   spine.epoch(), " already"));
  }
  RETURN_IF_ERROR(CheckParts(spine, epoch));
  return FactsOf<v1::Spine>(envelope, AboutEpoch(spine.epoch()));
}

}  // namespace ginnel::governance
