// SPDX-License-Identifier: Apache-2.0
#include "governance/register/epoch_query.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/reason.h"
#include "base/status.h"
#include "governance/linkage.h"
#include "governance/register/register_query.h"

namespace ginnel::governance {
namespace {

absl::Status NoSpine(std::string why) {
  return ReasonedError(absl::StatusCode::kFailedPrecondition, v1::REASON_WRONG_STATE,
                       std::move(why));
}

absl::StatusOr<std::vector<v1::Epoch>> AllEpochs(store::Snapshot& tx) {
  std::vector<v1::Epoch> epochs;
  RETURN_IF_ERROR(RegisterStore::ReadSince(
      tx, StatementType<v1::Epoch>::kName, 0,
      [&](uint64_t, std::string_view entry) -> absl::Status {
        ASSIGN_OR_RETURN(const v1::Envelope envelope, crypto::EnvelopeFromJson(entry));
        ASSIGN_OR_RETURN(epochs.emplace_back(), ReadUnverifiedStatement<v1::Epoch>(envelope));
        return absl::OkStatus();
      }));
  return epochs;
}

absl::StatusOr<DayRange> DaysOf(const v1::SpinePart* list) {
  const absl::StatusOr<Day> from = ParseDay(list == nullptr ? "" : list->registered_from());
  const absl::StatusOr<Day> until = ParseDay(list == nullptr ? "" : list->registered_until());
  if (from.ok() && until.ok()) return DayRange{*from, *until};
  return NoSpine("the newest epoch does not say of which days its people are: start the next one");
}

// As the agreement in force has it: its roster counts slots by these parts.
absl::StatusOr<AgreedSpine> SpineUnder(const EpochOnRegister& epoch, const Agreement& agreement) {
  const std::vector<std::string> members = LinkageMembers(agreement.constitution());
  const std::string missing = MissingFor(epoch, members);
  if (!missing.empty()) return NoSpine(absl::StrCat("epoch ", epoch.start.epoch(), ": ", missing));
  const v1::Spine& word = *epoch.CommonWord(members);
  AgreedSpine spine;
  spine.epoch = word.epoch();
  ASSIGN_OR_RETURN(spine.digest, crypto::Digest::FromHex(word.spine_digest()));
  std::vector<std::string> of;
  for (const v1::Spine::Part& part : word.parts()) {
    ASSIGN_OR_RETURN(const DayRange days, DaysOf(epoch.ListOf(part.member())));
    spine.parts.push_back({part.member(), part.slots(), days});
    of.push_back(part.member());
  }
  if (of == SpineMembers(agreement.constitution())) return spine;
  return NoSpine(absl::StrCat("epoch ", spine.epoch,
                              " was made of other general-practice members, or in another order, "
                              "than the agreement has now: start the next one"));
}

}  // namespace

const v1::SpinePart* EpochOnRegister::ListOf(std::string_view member) const {
  for (const v1::SpinePart& list : lists) {
    if (list.member() == member) return &list;
  }
  return nullptr;
}

const v1::Spine* EpochOnRegister::WordOf(std::string_view member) const {
  for (const v1::Spine& word : words) {
    if (word.member() == member) return &word;
  }
  return nullptr;
}

const v1::Spine* EpochOnRegister::CommonWord(const std::vector<std::string>& members) const {
  const auto counts = [&](const v1::Spine& word) {
    return std::find(members.begin(), members.end(), word.member()) != members.end();
  };
  const v1::Spine* common = nullptr;
  std::ptrdiff_t most = 0;
  for (const v1::Spine& word : words) {
    if (!counts(word)) continue;
    const auto same = std::count_if(words.begin(), words.end(), [&](const v1::Spine& other) {
      return counts(other) && SameSpine(word, other);
    });
    if (same <= most) continue;
    most = same;
    common = &word;
  }
  return common;
}

bool SameSpine(const v1::Spine& one, const v1::Spine& other) {
  return one.epoch() == other.epoch() && one.spine_digest() == other.spine_digest() &&
         std::equal(one.parts().begin(), one.parts().end(), other.parts().begin(),
                    other.parts().end(), [](const v1::Spine::Part& a, const v1::Spine::Part& b) {
                      return a.member() == b.member() && a.slots() == b.slots();
                    });
}

absl::StatusOr<std::optional<v1::Epoch>> LastEpoch(store::Snapshot& tx) {
  ASSIGN_OR_RETURN(const std::vector<v1::Epoch> epochs, AllEpochs(tx));
  std::optional<v1::Epoch> last;
  if (!epochs.empty()) last = epochs.back();
  return last;
}

absl::StatusOr<EpochOnRegister> ReadEpoch(store::Snapshot& tx, const v1::Epoch& epoch) {
  EpochOnRegister all;
  all.start = epoch;
  ASSIGN_OR_RETURN(all.constitution, OnRegister<v1::Constitution>(tx, epoch.agreement_digest()));
  const std::string subject = AboutEpoch(epoch.epoch());
  RETURN_IF_ERROR(
      ReadStatementsAbout<v1::SpinePart>(tx, subject, [&](uint64_t, const v1::SpinePart& list) {
        all.lists.push_back(list);
        return absl::OkStatus();
      }));
  RETURN_IF_ERROR(ReadStatementsAbout<v1::Spine>(tx, subject, [&](uint64_t, const v1::Spine& word) {
    all.words.push_back(word);
    return absl::OkStatus();
  }));
  return all;
}

std::string MissingFor(const EpochOnRegister& epoch, const std::vector<std::string>& members) {
  const v1::Spine* common = epoch.CommonWord(members);
  std::vector<std::string> silent;
  std::vector<std::string> missing;
  for (const std::string& member : members) {
    const v1::Spine* word = epoch.WordOf(member);
    if (word == nullptr) {
      silent.push_back(member);
    } else if (!SameSpine(*word, *common)) {
      missing.push_back(absl::StrCat(member, "'s spine differs"));
    }
  }
  if (!silent.empty()) {
    missing.insert(missing.begin(), absl::StrCat("no word yet from ", absl::StrJoin(silent, ", ")));
  }
  return absl::StrJoin(missing, "; ");
}

absl::StatusOr<AgreedSpine> NewestAgreedSpine(store::Snapshot& tx, const Agreement& agreement) {
  if (LinkageMembers(agreement.constitution()).empty()) {
    return NoSpine("the agreement has no `linkage`, so there is no spine");
  }
  ASSIGN_OR_RETURN(const std::vector<v1::Epoch> epochs, AllEpochs(tx));
  if (epochs.empty()) {
    return NoSpine("no epoch was started yet, so there is no spine: `ginnel epoch start`");
  }
  absl::StatusOr<AgreedSpine> newest = NoSpine("");
  for (auto each = epochs.rbegin(); each != epochs.rend(); ++each) {
    ASSIGN_OR_RETURN(const EpochOnRegister epoch, ReadEpoch(tx, *each));
    absl::StatusOr<AgreedSpine> spine = SpineUnder(epoch, agreement);
    const bool complete = MissingFor(epoch, LinkageMembers(epoch.constitution)).empty();
    if (spine.ok() || complete) return spine;
    if (each == epochs.rbegin()) newest = std::move(spine);
  }
  return newest;
}

}  // namespace ginnel::governance
