// SPDX-License-Identifier: Apache-2.0
#include "node/spine/keep_epoch.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/reason.h"
#include "base/status.h"
#include "crypto/digest.h"
#include "governance/decision.h"
#include "governance/linkage.h"
#include "governance/statement.h"
#include "node/spine/sealed_list.h"
#include "node/spine/spine_assembly.h"

namespace ginnel::node {
namespace {

using governance::EpochOnRegister;

bool Contains(const std::vector<std::string>& members, const std::string& member) {
  return std::find(members.begin(), members.end(), member) != members.end();
}

absl::Status WrongState(std::string why) {
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       std::move(why));
}

ListLabel LabelOf(const EpochOnRegister& epoch, const std::string& sender,
                  const std::string& recipient) {
  return {epoch.start.epoch(), epoch.start.agreement_digest(), sender, recipient};
}

// A spine over which nothing can be asked would only take the place of the one before.
absl::Status CheckOfOneTime(const EpochOnRegister& epoch) {
  std::string from;
  std::string until = "9999-12-31";
  for (const v1::SpinePart& list : epoch.lists) {  // days compare as text
    from = std::max(from, list.registered_from());
    until = std::min(until, list.registered_until());
  }
  if (from <= until) return absl::OkStatus();
  return WrongState(absl::StrCat(
      "the lists of epoch ", epoch.start.epoch(), " are of different times: one begins on ", from,
      ", another ends on ", until, ". The spine before stays in use; new data are needed there"));
}

std::string DigestFor(const v1::SpinePart& list, const std::string& recipient) {
  for (const v1::SpinePart::Sealed& sealed : list.sealed()) {
    if (sealed.recipient() == recipient) return sealed.ciphertext_sha256();
  }
  return "";
}

}  // namespace

absl::StatusOr<KeepEpoch::Next> KeepEpoch::Step() {
  std::optional<v1::Epoch> last;
  EpochOnRegister epoch;
  RETURN_IF_ERROR(parts_.on->Read([&](store::Snapshot& tx) -> absl::Status {
    ASSIGN_OR_RETURN(last, governance::LastEpoch(tx));
    if (!last || last->epoch() == settled_) return absl::OkStatus();
    ASSIGN_OR_RETURN(epoch, governance::ReadEpoch(tx, *last));
    return absl::OkStatus();
  }));
  if (!last || last->epoch() == settled_) return Next::kNothing;
  const uint32_t number = last->epoch();
  const std::vector<std::string> members = governance::LinkageMembers(epoch.constitution);
  if (!Contains(members, parts_.member)) {
    settled_ = number;
    return Next::kNothing;
  }
  // Whoever started it may have written any day; what is read here is this node's own clock.
  RETURN_IF_ERROR(governance::CheckSaidBy(last->given_at(), parts_.clock->Now()));
  RETURN_IF_ERROR(CheckKeys());
  if (begun_ != number) {
    ASSIGN_OR_RETURN(const uint32_t agreed, AgreedEpoch());
    RETURN_IF_ERROR(parts_.store->Begun(number, agreed));
    begun_ = number;
  }
  if (governance::MissingFor(epoch, members).empty()) {
    RETURN_IF_ERROR(parts_.store->Agreed(number));
    Log(Event::kSpineAgreed, number);
    settled_ = number;
    return Next::kNothing;
  }
  const std::vector<std::string> senders = governance::SpineMembers(epoch.constitution);
  if (Contains(senders, parts_.member)) RETURN_IF_ERROR(HandIn(epoch));
  const bool all = std::all_of(senders.begin(), senders.end(), [&](const std::string& sender) {
    return epoch.ListOf(sender) != nullptr;
  });
  if (!all) return Next::kWaits;
  const absl::Status stated = StateSpine(epoch);
  if (ReasonOf(stated) == v1::REASON_DUAL_REGISTRATIONS && HasReason(stated)) {
    parts_.log->Write(Event::kSpineStopped,
                      {{"epoch", static_cast<int64_t>(number)},
                       {"reason", v1::Reason_Name(v1::REASON_DUAL_REGISTRATIONS)}});
    settled_ = number;
    return Next::kNothing;
  }
  RETURN_IF_ERROR(stated);
  return Next::kWaits;
}

// What others would seal to, and check signatures by, is what this folder holds.
absl::Status KeepEpoch::CheckKeys() const {
  const auto agreement = parts_.on->agreement();
  ASSIGN_OR_RETURN(const crypto::VerifyingKey statement,
                   governance::NodeStatementKey(*agreement, parts_.member));
  ASSIGN_OR_RETURN(const crypto::SealingPublicKey sealing,
                   governance::NodeSealingKey(*agreement, parts_.member));
  if (parts_.keys != nullptr && parts_.keys->statement.verifying_key() == statement &&
      parts_.keys->sealing.public_key() == sealing) {
    return absl::OkStatus();
  }
  return WrongState(absl::StrCat(
      "the operations of ", parts_.member,
      " state other keys for the spine than this folder holds: put `ginnel-node card` into "
      "operations/",
      parts_.member,
      ".yaml with a higher version, sign it, and add it to the register: `ginnel agreement "
      "submit`"));
}

absl::StatusOr<uint32_t> KeepEpoch::AgreedEpoch() const {
  const absl::StatusOr<governance::AgreedSpine> agreed = parts_.on->AgreedSpineNow();
  if (agreed.ok()) return agreed->epoch;
  if (absl::IsFailedPrecondition(agreed.status())) return 0;
  return agreed.status();
}

absl::Status KeepEpoch::HandIn(const EpochOnRegister& epoch) {
  const uint32_t number = epoch.start.epoch();
  const v1::SpinePart* stated = epoch.ListOf(parts_.member);
  ASSIGN_OR_RETURN(std::optional<v1::Envelope> statement, parts_.store->ListOf(number));
  if (!statement && stated != nullptr) {
    // Set back. What the coordinator keeps may be all that is needed.
    return absl::OkStatus();
  }
  if (!statement) {
    ASSIGN_OR_RETURN(statement, MakeList(epoch));
  }
  ASSIGN_OR_RETURN(const v1::SpinePart list,
                   governance::ReadUnverifiedStatement<v1::SpinePart>(*statement));
  ASSIGN_OR_RETURN(const auto held, parts_.exchange->Held(number));
  for (const v1::SpinePart::Sealed& sealed : list.sealed()) {
    const auto there = held.find(sealed.recipient());
    if (there != held.end() && there->second == sealed.ciphertext_sha256()) continue;
    ASSIGN_OR_RETURN(const std::string ciphertext,
                     parts_.store->SealedFor(number, sealed.recipient()));
    RETURN_IF_ERROR(parts_.exchange->HandIn(number, sealed.recipient(), ciphertext));
  }
  if (stated != nullptr) return absl::OkStatus();
  RETURN_IF_ERROR(parts_.exchange->State(*statement));
  Log(Event::kSpineListed, number);
  return absl::OkStatus();
}

absl::StatusOr<v1::Envelope> KeepEpoch::MakeList(const EpochOnRegister& epoch) {
  ASSIGN_OR_RETURN(const absl::Time start, ParseRfc3339(epoch.start.given_at()));
  ASSIGN_OR_RETURN(const RegisteredList own,
                   parts_.registered(DayOf(start), governance::LookBackMonths(epoch.constitution)));
  if (own.ids.size() > governance::kMostPeopleOnList) {
    return WrongState(absl::StrCat("more than ", governance::kMostPeopleOnList,
                                   " people are registered here: a list has no room for them"));
  }
  const auto agreement = parts_.on->agreement();
  v1::SpinePart list;
  list.set_epoch(epoch.start.epoch());
  list.set_agreement_digest(epoch.start.agreement_digest());
  list.set_member(parts_.member);
  list.set_people(own.ids.size());
  list.set_former(own.former);
  list.set_registered_from(ToString(own.days.first));
  list.set_registered_until(ToString(own.days.end));
  std::vector<SpineStore::Sealed> all;
  for (const std::string& recipient : governance::LinkageMembers(epoch.constitution)) {
    ASSIGN_OR_RETURN(const crypto::SealingPublicKey key,
                     governance::NodeSealingKey(*agreement, recipient));
    ASSIGN_OR_RETURN(std::string ciphertext, SealList(LabelOf(epoch, parts_.member, recipient),
                                                      own.ids, key, *parts_.random));
    v1::SpinePart::Sealed& sealed = *list.add_sealed();
    sealed.set_recipient(recipient);
    sealed.set_ciphertext_sha256(crypto::Sha256(std::string_view(ciphertext)).ToHex());
    all.push_back({recipient, std::move(ciphertext)});
  }
  list.set_at(ToRfc3339(parts_.clock->Now()));
  ASSIGN_OR_RETURN(const v1::Envelope statement,
                   governance::SignStatement(list, parts_.keys->statement));
  RETURN_IF_ERROR(parts_.store->KeepList(list.epoch(), statement, all));
  return statement;
}

absl::Status KeepEpoch::StateSpine(const EpochOnRegister& epoch) {
  ASSIGN_OR_RETURN(std::optional<v1::Envelope> statement,
                   parts_.store->WordOn(epoch.start.epoch()));
  if (!statement) {  // also where it was stated, and the store was set back since
    ASSIGN_OR_RETURN(statement, MakeSpine(epoch));
  }
  if (epoch.WordOf(parts_.member) != nullptr) return absl::OkStatus();
  RETURN_IF_ERROR(parts_.exchange->State(*statement));
  Log(Event::kSpineStated, epoch.start.epoch());
  return absl::OkStatus();
}

absl::StatusOr<v1::Envelope> KeepEpoch::MakeSpine(const EpochOnRegister& epoch) {
  std::vector<SpineList> lists;
  for (const std::string& sender : governance::SpineMembers(epoch.constitution)) {
    ASSIGN_OR_RETURN(SpineList list, FetchList(epoch, sender));
    lists.push_back(std::move(list));
  }
  RETURN_IF_ERROR(CheckOfOneTime(epoch));
  const AssembledSpine assembled = AssembleSpine(epoch.start.epoch(), lists);
  if (governance::TooManyDual(epoch.constitution, assembled.dual, assembled.registered)) {
    return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_DUAL_REGISTRATIONS,
                         "more people are on two lists than the agreement lets an epoch have");
  }
  v1::Spine word;
  word.set_epoch(epoch.start.epoch());
  word.set_agreement_digest(epoch.start.agreement_digest());
  word.set_member(parts_.member);
  word.set_spine_digest(assembled.spine.digest.ToHex());
  for (const governance::SpinePart& part : assembled.parts) {
    v1::Spine::Part& added = *word.add_parts();
    added.set_member(part.member);
    added.set_slots(part.slots);
  }
  word.set_at(ToRfc3339(parts_.clock->Now()));
  ASSIGN_OR_RETURN(const v1::Envelope statement,
                   governance::SignStatement(word, parts_.keys->statement));
  RETURN_IF_ERROR(parts_.store->KeepSpine(assembled.spine, statement));
  return statement;
}

// The sender's statement was judged as an entry of the register, its signature with it: what is
// left is that these are the bytes which it signed for this node.
absl::StatusOr<SpineList> KeepEpoch::FetchList(const EpochOnRegister& epoch,
                                               const std::string& sender) {
  const v1::SpinePart& list = *epoch.ListOf(sender);
  const absl::StatusOr<std::string> sealed = parts_.exchange->Fetch(epoch.start.epoch(), sender);
  if (!sealed.ok()) {
    return ReasonedError(sealed.status().code(), ReasonOf(sealed.status()),
                         absl::StrCat("the list of ", sender,
                                      " cannot be had: ", std::string(sealed.status().message())));
  }
  if (crypto::Sha256(std::string_view(*sealed)).ToHex() != DigestFor(list, parts_.member)) {
    return ReasonedError(absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
                         absl::StrCat("the list of ", sender, " for ", parts_.member,
                                      " was altered on its way: it is not what ", sender,
                                      " signed for epoch ", epoch.start.epoch()));
  }
  ASSIGN_OR_RETURN(std::vector<LinkageId> ids,
                   OpenList(LabelOf(epoch, sender, parts_.member), *sealed, list.people(),
                            parts_.keys->sealing));
  if (list.former() > ids.size()) {
    return ReasonedError(
        absl::StatusCode::kDataLoss, v1::REASON_INTEGRITY,
        absl::StrCat("the list of ", sender, " has more former people than people"));
  }
  return SpineList{sender, std::move(ids), list.former()};
}

void KeepEpoch::Log(Event event, uint32_t epoch) const {
  parts_.log->Write(event, {{"epoch", static_cast<int64_t>(epoch)}});
}

}  // namespace ginnel::node
